package io.github.wasmudf.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code json_pretty} against {@link JsonOracle}. */
@OnEachEngine
class JsonPrettyOracleTest {
  private static final int SEED = 20_261_125;

  @RegisterExtension final TestedPlugin plugin;

  JsonPrettyOracleTest(String engine) {
    plugin = new TestedPlugin("json_pretty", engine);
  }

  private void assertAgrees(byte[] input, int indent) {
    plugin.assertAnswers(
        "{\"indent\":\"" + indent + "\"}", input, JsonOracle.pretty(input, indent));
  }

  private void assertAgrees(byte[] input) {
    plugin.assertAnswers(null, input, JsonOracle.pretty(input, 2));
  }

  private void assertAgrees(String input) {
    assertAgrees(input.getBytes(StandardCharsets.UTF_8));
  }

  private void assertRefused(byte[] input) {
    plugin.assertAnswers(null, input, Optional.empty());
  }

  @Test
  void jsonWithEachIndent_laidOutAsTheOracleDoes() {
    RandomInputs random = new RandomInputs(SEED);
    RandomJson json = new RandomJson(random);
    for (int i = 0; i < RandomInputs.rounds(4_000); i++) {
      byte[] input = json.valid().getBytes(StandardCharsets.UTF_8);
      assertThat(JsonOracle.pretty(input, 2)).as("the oracle takes it").isPresent();
      assertAgrees(input, i % 9);
      assertAgrees(input);
    }
  }

  @Test
  void damagedJson_takenOrRefusedAsTheOracleDoes() {
    RandomJson json = new RandomJson(new RandomInputs(SEED + 1));
    int refused = 0;
    for (int i = 0; i < RandomInputs.rounds(8_000); i++) {
      byte[] input = json.damaged();
      assertAgrees(input);
      refused += JsonOracle.pretty(input, 2).isEmpty() ? 1 : 0;
    }
    assertThat(refused)
        .as("both kinds are met")
        .isBetween(RandomInputs.rounds(2_000), RandomInputs.rounds(7_500));
  }

  /** Few characters, in any order, meet every rule of the grammar's edges. */
  @Test
  void shortText_takenOrRefusedAsTheOracleDoes() {
    RandomInputs random = new RandomInputs(SEED + 2);
    for (String alphabet :
        List.of("[]{},:\"1 ", "-+0.1eE ", "\"\\u0aDn\u001f\u007f", "nulltrue\"")) {
      for (int i = 0; i < RandomInputs.rounds(2_000); i++) {
        assertAgrees(random.text(alphabet, random.below(8)));
      }
    }
  }

  @Test
  void anyBytes_takenOrRefusedAsTheOracleDoes() {
    RandomInputs random = new RandomInputs(SEED + 3);
    for (int i = 0; i < RandomInputs.rounds(3_000); i++) {
      byte[] bytes = random.any();
      assertAgrees(bytes);
      assertAgrees(quoted(bytes));
    }
  }

  private static byte[] quoted(byte[] bytes) {
    byte[] quoted = new byte[bytes.length + 2];
    System.arraycopy(bytes, 0, quoted, 1, bytes.length);
    quoted[0] = '"';
    quoted[bytes.length + 1] = '"';
    return quoted;
  }

  @Test
  void levels_512areTaken_513areRefused() {
    for (String pair : List.of("[]", "{}")) {
      String opening = pair.equals("[]") ? "[" : "{\"a\":";
      String closing = pair.substring(1);
      for (int levels = 510; levels <= 514; levels++) {
        String text = opening.repeat(levels - 1) + pair + closing.repeat(levels - 1);
        assertAgrees(text);
        assertAgrees(opening.repeat(levels) + "1" + closing.repeat(levels));
        assertThat(JsonOracle.pretty(text.getBytes(StandardCharsets.UTF_8), 2).isPresent())
            .isEqualTo(levels <= 512);
      }
      assertAgrees(opening.repeat(100_000));
    }
  }

  @Test
  void otherEncodings_areRefused() {
    assertRefused("\ufeff{}".getBytes(StandardCharsets.UTF_8));
    assertRefused("[1]".getBytes(StandardCharsets.UTF_16BE));
    assertRefused("[1]".getBytes(StandardCharsets.UTF_16LE));
    assertRefused("[1]".getBytes(StandardCharsets.UTF_16));
    assertRefused("\"é\"".getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void halfOfASurrogatePair_asAnEscape_isTaken() {
    assertAgrees("\"\\ud800\"");
    assertAgrees("[\"\\udc00\\ud800\", \"\\uD83D\\uDE00\"]");
  }

  @Test
  void longInput_asTheOracle() {
    StringBuilder text = new StringBuilder("[0");
    RandomJson json = new RandomJson(new RandomInputs(SEED + 4));
    while (text.length() < 2_000_000) {
      text.append(',').append(json.valid());
    }
    assertAgrees(text.append(']').toString());
    assertAgrees("\"" + "long ü\\n".repeat(300_000) + "\"");
    assertAgrees("[" + "1".repeat(1_000_000) + "]");
    assertAgrees("");
  }

  @Test
  void wrongParameters_areRefused() {
    byte[] data = "[]".getBytes(StandardCharsets.US_ASCII);
    for (String wrong :
        List.of(
            "{\"indent\":\"9\"}",
            "{\"indent\":\"\"}",
            "{\"indent\":\"-1\"}",
            "{\"indent\":\"02\"}",
            "{\"indent\":2}",
            "{\"indent\":null}",
            "{\"Indent\":\"2\"}",
            "{\"indent\":\"2\",\"other\":\"x\"}",
            "{\"\":\"\"}")) {
      plugin.assertAnswers(wrong, data, Optional.empty());
    }
  }

  /** The host takes no key twice, so this goes around it. */
  @Test
  void keyTwice_lastCounts_allHaveToBeRight() {
    byte[] data = "[1]".getBytes(StandardCharsets.US_ASCII);
    byte[] twice = TestedPlugin.framed("{\"indent\":\"0\", \"indent\":\"3\"}", data);
    plugin.assertAnswers(null, twice, JsonOracle.pretty(data, 3));
    assertRefused(TestedPlugin.framed("{\"indent\":\"x\", \"indent\":\"3\"}", data));
  }

  @Test
  void parametersWithoutKeys_areNone() {
    byte[] data = "{\"a\":[]}".getBytes(StandardCharsets.US_ASCII);
    plugin.assertAnswers("{}", data, JsonOracle.pretty(data, 2));
    plugin.assertAnswers("{ }\n", data, JsonOracle.pretty(data, 2));
  }
}
