package io.github.wasmudf.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code csv_rows} against a reader of regular expressions, byte by byte. */
@OnEachEngine
class CsvRowsOracleTest {
  private static final int SEED = 20_261_120;

  @RegisterExtension final TestedPlugin plugin;

  CsvRowsOracleTest(String engine) {
    plugin = new TestedPlugin("csv_rows", engine);
  }

  private void assertAgrees(String text, char delimiter, boolean header) {
    String parameters =
        "{\"delimiter\":\""
            + (delimiter == '\\' ? "\\\\" : delimiter == '\t' ? "\\t" : String.valueOf(delimiter))
            + "\",\"header\":\""
            + header
            + "\"}";
    plugin.assertAnswers(
        parameters,
        text.getBytes(StandardCharsets.UTF_8),
        CsvOracle.answer(text, delimiter, header).map(s -> s.getBytes(StandardCharsets.UTF_8)));
  }

  /** Short texts of few characters meet every rule; most of them are malformed. */
  @Test
  void anyText_ofTheCharactersThatMatter_asTheOracle() {
    RandomInputs random = new RandomInputs(SEED);
    int accepted = 0;
    for (int i = 0; i < RandomInputs.rounds(30_000); i++) {
      String text = random.text("aab,,\"\"\n\r\\\té;", random.below(16));
      boolean header = random.oneIn(2);
      char delimiter = random.oneIn(4) ? random.charOf(";\t\\a") : ',';
      assertAgrees(text, delimiter, header);
      accepted += CsvOracle.answer(text, delimiter, header).isPresent() ? 1 : 0;
    }
    assertThat(accepted).isBetween(RandomInputs.rounds(5_000), RandomInputs.rounds(25_000));
  }

  /** Well-formed tables with whatever quoting is allowed. */
  @Test
  void tables_withNastyQuoting_asTheOracle() {
    RandomInputs random = new RandomInputs(SEED + 1);
    for (int i = 0; i < RandomInputs.rounds(3_000); i++) {
      String end = random.oneOf("\n", "\r\n");
      int columns = 1 + random.below(6);
      StringBuilder text = new StringBuilder(random.oneIn(5) ? "\ufeff" : "");
      for (int row = random.below(30); row >= 0; row--) {
        for (int column = 0; column < columns; column++) {
          text.append(column == 0 ? "" : ",").append(field(random));
        }
        text.append(row == 0 && random.oneIn(2) ? "" : end).append(random.oneIn(9) ? end : "");
      }
      assertAgrees(text.toString(), ',', random.oneIn(2));
    }
  }

  private static String field(RandomInputs random) {
    String content = random.text(random.below(12));
    if (random.oneIn(3)) {
      content += random.text("\"\"\"\n\r,", random.below(5));
    }
    boolean mustQuote = content.matches("(?s).*[\",\r\n].*");
    return random.oneIn(6)
        ? random.oneOf("", "\"\"", " ", "null")
        : mustQuote || random.oneIn(3) ? '"' + content.replace("\"", "\"\"") + '"' : content;
  }

  @Test
  void textThatIsNotUtf8_isRefused() {
    byte[] text = "a,b\n1,2\n".getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at < text.length; at++) {
      for (int bad : new int[] {0x80, 0xc0, 0xed, 0xf5, 0xff}) {
        byte[] damaged = text.clone();
        damaged[at] = (byte) bad;
        plugin.assertAnswers(null, damaged, Optional.empty());
      }
    }
  }

  @Test
  void hundredThousandLines_asTheOracle() {
    RandomInputs random = new RandomInputs(SEED + 2);
    StringBuilder text = new StringBuilder("id,name,note,price,day\n");
    for (int i = 0; i < 100_000; i++) {
      text.append(i)
          .append(",\"name ")
          .append(random.below(1_000))
          .append("\",")
          .append(random.oneOf("", "a note without quotes", "\"two\nlines, \"\"quoted\"\"\""))
          .append(",12.50,2026-11-20\n");
    }
    assertAgrees(text.toString(), ',', true);
    assertAgrees(text.toString(), ',', false);
  }

  @Test
  void wrongParameters_areRefused() {
    byte[] data = "a\nb\n".getBytes(StandardCharsets.US_ASCII);
    for (String wrong :
        List.of(
            "{\"delimiter\":\"\"}",
            "{\"delimiter\":\",,\"}",
            "{\"delimiter\":\"\\\"\"}",
            "{\"delimiter\":\"\\n\"}",
            "{\"delimiter\":\"\\u000d\"}",
            "{\"delimiter\":\"\\u0000\"}",
            "{\"delimiter\":\"\\u00e9\"}",
            "{\"delimiter\":\"é\"}",
            "{\"delimiter\":\"\\u002cx\"}",
            "{\"delimiter\":1}",
            "{\"header\":\"yes\"}",
            "{\"header\":true}",
            "{\"columns\":\"x\"}")) {
      plugin.assertAnswers(wrong, data, Optional.empty());
    }
    byte[] rows = "{\"a\":\"b\"}\n".getBytes(StandardCharsets.US_ASCII);
    for (String right :
        List.of("{}", "{\"header\":\"true\"}", "{\"delimiter\":\"\\u003b\"}", " { } ".strip())) {
      plugin.assertAnswers(right, data, Optional.of(rows));
    }
  }
}
