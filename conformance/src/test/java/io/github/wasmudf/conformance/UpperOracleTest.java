package io.github.wasmudf.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * {@code upper} against {@code String.toUpperCase(Locale.ROOT)} and the JDK's strict UTF-8 decoder.
 *
 * <p>The plugin has the tables of Unicode 14, JDK 17 those of 13, JDK 25 those of 16. A pair of
 * letters that came in between is right in one and unknown in another, so the characters of {@link
 * #cameAfterUnicode13} are left out where the JDK is asked, and two tests with written-down results
 * are about them.
 */
@OnEachEngine
class UpperOracleTest {
  private static final int SEED = 20_261_120;

  @RegisterExtension final TestedPlugin plugin;

  UpperOracleTest(String engine) {
    plugin = new TestedPlugin("upper", engine);
  }

  /** Lower-case letters that JDK 17 and JDK 25 do not agree on; found by comparing them. */
  private static boolean cameAfterUnicode13(int c) {
    return c == 0x19b
        || c == 0x264
        || c == 0x1c8a
        || c == 0x2c5f
        || (c >= 0xa7c0 && c <= 0xa7df)
        || (c >= 0x10570 && c <= 0x105bf)
        || (c >= 0x10d50 && c <= 0x10d8f);
  }

  /** The upper case by the JDK; nothing when the bytes are not UTF-8. */
  private static Optional<byte[]> oracle(byte[] input) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(input)).toString();
      return Optional.of(text.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
    } catch (CharacterCodingException malformed) {
      return Optional.empty();
    }
  }

  private void assertAgrees(byte[] input) {
    plugin.assertAnswers(null, input, oracle(input));
  }

  private void assertAgrees(String input) {
    assertAgrees(input.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void everyCodePoint_alone_asTheJdk() {
    StringBuilder text = new StringBuilder();
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      boolean surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
      if (!surrogate && !cameAfterUnicode13(c)) {
        text.appendCodePoint(c);
      }
      if (text.length() >= 500 || c == Character.MAX_CODE_POINT) {
        assertAgrees(text.toString());
        text.setLength(0);
      }
    }
  }

  @Test
  void lettersOfUnicode14_areMapped() {
    assertThat(plugin.text("\u2c5f \ua7c1 \ua7d1 \ua7d7 \ua7d9 \ud801\udd97 \ud801\uddbc"))
        .isEqualTo("\u2c2f \ua7c0 \ua7d0 \ua7d6 \ua7d8 \ud801\udd70 \ud801\udd95");
  }

  @Test
  void lettersOfUnicode16_stay() {
    String letters = "\u019b \u0264 \u1c8a \ua7cd \ua7db \ud803\udd70";
    assertThat(plugin.text(letters)).isEqualTo(letters);
  }

  @Test
  void text_asText_asTheJdk() {
    RandomInputs random = new RandomInputs(SEED);
    for (int i = 0; i < 2_000; i++) {
      String text = random.text(random.size());
      assertThat(plugin.text(text)).isEqualTo(text.toUpperCase(Locale.ROOT));
    }
  }

  @Test
  void anyBytes_asTheJdkOrRefused() {
    RandomInputs random = new RandomInputs(SEED + 1);
    for (int i = 0; i < 5_000; i++) {
      byte[] input = random.any();
      String decoded = new String(input, StandardCharsets.UTF_8);
      if (decoded.codePoints().noneMatch(UpperOracleTest::cameAfterUnicode13)) {
        assertAgrees(input);
      }
    }
  }

  @Test
  void shortMalformedText_asTheJdkOrRefused() {
    RandomInputs random = new RandomInputs(SEED + 2);
    for (int i = 0; i < 4_000; i++) {
      assertAgrees(random.boundaryBytes(2 + i % 3));
    }
  }

  /** Written down, because the JDK needs a minute for texts that grow everywhere. */
  @Test
  void textThatGetsThreeTimesAsManyCharacters_whenLong() {
    assertThat(plugin.text("\u0390x".repeat(300_000)))
        .isEqualTo("\u0399\u0308\u0301X".repeat(300_000));
    assertThat(plugin.text("\ufb03".repeat(300_000) + "x")).isEqualTo("FFI".repeat(300_000) + "X");
  }

  @Test
  void textInManyScripts_whenLong_asTheJdk() {
    RandomInputs random = new RandomInputs(SEED + 3);
    assertAgrees("");
    assertAgrees(random.text("\u0101\u0430\u03b1\u4e16az", 4_000_000));
  }
}
