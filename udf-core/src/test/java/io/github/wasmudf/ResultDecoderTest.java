package io.github.wasmudf;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wasmudf.catalog.DeclaredFunction;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whole numbers that a guest answers, by the way that has no JSON parser and by the one that has.
 */
class ResultDecoderTest {
  private static final SqlType BIGINT = SqlType.parse("BIGINT");
  private static final SqlType INTEGER = SqlType.parse("INTEGER");

  private static @Nullable Object decoded(SqlType type, String answer) {
    Column argument = new Column("a", SqlType.parse("VARCHAR"));
    Signature signature = Signature.scalar(List.of(argument), type, false, false);
    DeclaredFunction function = new DeclaredFunction("f", "e", signature, null, null);
    return ResultDecoder.of(function).decode(answer.getBytes(US_ASCII));
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        0,
        1,
        -1,
        999_999_999_999_999_999L,
        1_000_000_000_000_000_000L,
        -1_000_000_000_000_000_000L,
        Long.MAX_VALUE - 1,
        Long.MAX_VALUE,
        Long.MIN_VALUE + 1,
        Long.MIN_VALUE
      })
  void bigint_everyNumberOfItsRange(long number) {
    assertThat(decoded(BIGINT, Long.toString(number))).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9223372036854775808",
        "-9223372036854775809",
        "9999999999999999999",
        "-9999999999999999999",
        "18446744073709551615",
        "18446744073709551616",
        "99999999999999999999",
        "2147483648000000000000",
        "--1",
        "-",
        "01",
        "9223372036854775807x"
      })
  void bigint_whatIsNoneOfThem_isNoResult(String answer) {
    assertThatThrownBy(() -> decoded(BIGINT, answer))
        .isInstanceOfSatisfying(
            UdfException.class, e -> assertThat(e.error()).isEqualTo(UdfError.BAD_RESULT));
  }

  @Test
  void integer_itsBounds() {
    assertThat(decoded(INTEGER, "2147483647")).isEqualTo(Integer.MAX_VALUE);
    assertThat(decoded(INTEGER, "-2147483648")).isEqualTo(Integer.MIN_VALUE);
    for (String outside : new String[] {"2147483648", "-2147483649", "9223372036854775807"}) {
      assertThatThrownBy(() -> decoded(INTEGER, outside)).isInstanceOf(UdfException.class);
    }
  }

  @Test
  void anyDigits_asTheirValueOrRefused() {
    Random random = new Random(20_261_127);
    for (int i = 0; i < 20_000; i++) {
      BigInteger number = new BigInteger(1 + random.nextInt(70), random);
      BigInteger signed = random.nextBoolean() ? number : number.negate();
      String answer = signed.toString();
      if (signed.bitLength() < Long.SIZE) {
        assertThat(decoded(BIGINT, answer)).isEqualTo(signed.longValueExact());
      } else {
        assertThatThrownBy(() -> decoded(BIGINT, answer)).isInstanceOf(UdfException.class);
      }
    }
  }
}
