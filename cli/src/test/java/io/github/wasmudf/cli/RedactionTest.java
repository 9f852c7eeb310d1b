package io.github.wasmudf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The oracle of the demonstration is right on cases that were worked out by hand. */
class RedactionTest {
  @Test
  void everyKindIsMasked() {
    assertThat(
            Redaction.ofEverything()
                .apply("bob@example.com, 4111 1111 1111 1111, +49 30 123456, (030) 12 34 56, ü"))
        .isEqualTo("***, ***, ***, ***, ü");
  }

  @Test
  void numberThatFailsLuhnStays() {
    assertThat(Redaction.ofEverything().apply("parcel 4111 1111 1111 1112"))
        .isEqualTo("parcel 4111 1111 1111 1112");
  }

  @Test
  void lastDigitsOfCardsAreKept() {
    assertThat(Redaction.ofCards("#", 4).apply("4111-1111-1111-1111 or bob@example.com"))
        .isEqualTo("#1111 or bob@example.com");
  }
}
