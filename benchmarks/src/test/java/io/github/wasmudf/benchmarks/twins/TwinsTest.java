package io.github.wasmudf.benchmarks.twins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wasmudf.CallParameters;
import io.github.wasmudf.RuntimePolicy;
import io.github.wasmudf.UdfFunction;
import io.github.wasmudf.UdfRuntime;
import io.github.wasmudf.benchmarks.Modules;
import io.github.wasmudf.benchmarks.Rows;
import io.github.wasmudf.benchmarks.Work;
import io.github.wasmudf.catalog.PluginRecord;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** That a twin does what its plugin does: a ratio between two different answers says nothing. */
class TwinsTest {
  private static final long SEED = 20261127;

  @ParameterizedTest
  @EnumSource(Work.class)
  void twin_answersAsItsPlugin_onTheBenchmarksRows(Work work) throws Exception {
    try (UdfRuntime runtime = new UdfRuntime()) {
      UdfFunction plugin = plugin(runtime, work);
      for (int size : new int[] {0, 1, 16, 100, 256, 4096}) {
        for (byte[] row : Rows.bytes(work, "ascii", size, 50)) {
          assertSame(work, plugin, row);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"accented", "cjk"})
  void upperTwin_answersAsThePlugin_beyondAscii(String data) throws Exception {
    try (UdfRuntime runtime = new UdfRuntime()) {
      UdfFunction plugin = plugin(runtime, Work.UPPER);
      for (byte[] row : Rows.bytes(Work.UPPER, data, 256, 50)) {
        assertThat(row.length).isBetween(253, 256);
        assertSame(Work.UPPER, plugin, row);
      }
    }
  }

  /** What looks like a contact, and what almost does. */
  @Test
  void redactTwin_answersAsThePlugin_onRandomSigns() throws Exception {
    Random random = new Random(SEED);
    String[] pieces = {
      "a@b.de",
      "x.y@c",
      "@",
      "+49 30 123456",
      "+1 (415) 555 0132",
      "(030) 12 34 56",
      "030/123456",
      "01 23 45 67 89",
      "01.23 45",
      "555-123-4567",
      "1 (555) 123-4567",
      "4111 1111 1111 1111",
      "4111-1111-1111-1112",
      "5500005555555559",
      "0",
      "7",
      ".",
      "-",
      " ",
      "(",
      ")",
      "/",
      "+",
      "w",
      "\u00fc",
      "3.14",
      "12345678901234567890"
    };
    try (UdfRuntime runtime = new UdfRuntime()) {
      UdfFunction plugin = plugin(runtime, Work.REDACT);
      for (int i = 0; i < 4000; i++) {
        StringBuilder text = new StringBuilder();
        for (int left = 1 + random.nextInt(8); left > 0; left--) {
          text.append(pieces[random.nextInt(pieces.length)]);
        }
        assertSame(Work.REDACT, plugin, text.toString().getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  @Test
  void digestAndBase64Twins_answerAsTheJdk_atEveryLength() throws Exception {
    Random random = new Random(SEED);
    for (int length = 0; length < 300; length++) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      assertThat(new String(Sha256Twin.sha256(bytes), StandardCharsets.US_ASCII))
          .isEqualTo(HexFormat.of().formatHex(digest));
      assertThat(Base64Twin.base64(bytes)).isEqualTo(Base64.getEncoder().encode(bytes));
    }
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "{\"a\":[1,-2.5e+3,{}],\"b\\u00e4\\n\":[],\"c\":null}",
        " [ true , false , [ [ ] ] ] ",
        "\"x\"",
        "0"
      },
      delimiter = '\t')
  void jsonTwin_answersAsThePlugin(String json) throws Exception {
    try (UdfRuntime runtime = new UdfRuntime()) {
      assertSame(
          Work.JSON_PRETTY,
          plugin(runtime, Work.JSON_PRETTY),
          json.getBytes(StandardCharsets.UTF_8));
    }
  }

  @ParameterizedTest
  @CsvSource(
      value = {"{", "[1,]", "01", "\"", "tru", "\"\\x\"", "1 2", "{\"a\"}", "-"},
      delimiter = '\t')
  void jsonTwin_refusesWhatIsNotJson(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> JsonPrettyTwin.jsonPretty(bytes))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** The vectors of their authors; the plugin's answers are compared where they are measured. */
  @Test
  void hashTwins_answerAsPublished() {
    assertThat(HashTwins.fnv1a(new byte[0])).isEqualTo(0xcbf29ce484222325L);
    assertThat(HashTwins.fnv1a("foobar")).isEqualTo(0x85944171f73967e8L);
    byte[] bytes = new byte[15];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    assertThat(HashTwins.siphash(bytes)).isEqualTo(0xa129ca6149be45e5L);
    assertThat(HashTwins.siphash(new byte[0])).isEqualTo(0x726fdb47dd0e0e31L);
    assertThat(HashTwins.siphash((String) null)).isNull();
  }

  @Test
  void asciiLoop_changesLettersOnly_fromItsPlaceOn() {
    byte[] bytes = "az AZ {`09\u00e9z".getBytes(StandardCharsets.UTF_8);
    UpperTwin.upperAscii(bytes, 1);
    assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo("aZ AZ {`09\u00e9Z");
  }

  private static UdfFunction plugin(UdfRuntime runtime, Work work) throws Exception {
    byte[] module = Modules.plugin(work.plugin());
    String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(module));
    return runtime
        .openSession(RuntimePolicy.DEFAULT)
        .function(new PluginRecord(work.plugin(), 1, digest, "{}"), record -> module.clone());
  }

  private static void assertSame(Work work, UdfFunction plugin, byte[] row) {
    byte[] expected = work.bytesTwin().apply(row);
    assertThat(plugin.bytes(CallParameters.NONE, row))
        .as(new String(row, StandardCharsets.UTF_8))
        .isEqualTo(expected);
  }
}
