package io.github.wasmudf.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.benchmarks.harness.Run;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class PagesTest {
  private static final Run ON_17 = SampleRuns.run("17.0.13+11", "2026-11-27T10:20:30Z");
  private static final Run ON_25 = SampleRuns.run("25.0.1+8", "2026-11-27T11:20:30Z");

  @Test
  void results_haveBothJdks_ratiosFirst_andMissesSaidSo(@TempDir Path home) throws IOException {
    new Pages(home).write(List.of(ON_17, ON_25));
    String page = Files.readString(home.resolve("benchmarks/RESULTS.md"));
    assertThat(page)
        .contains(
            "| JDK | work | call | data | nulls | size | rows | java | endive | wasmtime | auto |")
        .contains(
            "| 17 | upper | row | ascii | 0 | 16 | 64 | 100 ns | **1.25 ×** 125 ns | **10.0 ×** 1.00 µs |"
                + " **1.30 ×** 130 ns |")
        .contains("| 25 | upper | row | ascii | 0 | 4096 | 64 | 1.00 µs |")
        .contains(
            "≤ 1.25 ×; on JDK 17 ≤ 1.5 × | 1.30 × ✓ | 1.30 × **missed** | h2 16 B upper: java 100 ns,"
                + " endive 125 ns, wasmtime 1.00 µs, auto 130 ns |")
        .contains("≤ 2 ×; JDK 17 as it is | 1.30 × | 1.30 × ✓ |")
        .contains("| ≥ 1.90 × | 1.92 × ✓ | 1.92 × ✓ |")
        .contains("| not measured | not measured |  |")
        .contains("- JDK 17: Peer graalwasm 16: <broken>")
        .contains("![h2](results/h2-jdk17.svg)", "![h2](results/h2-jdk25.svg)");
  }

  @Test
  void everyFigure_isListedWithItsSpread(@TempDir Path home) throws IOException {
    new Pages(home).write(List.of(ON_17));
    assertThat(home.resolve("benchmarks/results/figures-jdk17.md"))
        .content()
        .contains(
            "| Sql | call row, data ascii, database h2, nulls 0, rows 64, size 16, subject java, work"
                + " upper | 100 ns | 100 ns |  | 56.0 B |");
  }

  @Test
  void newestWholeRunOfAJdkIsShown(@TempDir Path home) throws IOException {
    Run part =
        new Run(
            "full",
            "h2",
            "2026-12-01T00:00:00Z",
            "partial",
            "17.0.13+11",
            "VM",
            ON_17.machine(),
            1,
            List.of(),
            List.of());
    new Pages(home).write(List.of(ON_17, part));
    assertThat(home.resolve("benchmarks/RESULTS.md")).content().doesNotContain("partial");
  }

  @Test
  void plots_areWellFormed_andHaveALinePerSubject(@TempDir Path home) throws Exception {
    new Pages(home).write(List.of(ON_17));
    Document plot = parse(Files.readString(home.resolve("benchmarks/results/h2-jdk17.svg")));
    assertThat(plot.getDocumentElement().getTagName()).isEqualTo("svg");
    assertThat(plot.getElementsByTagName("polyline").getLength()).isEqualTo(4);
    assertThat(plot.getElementsByTagName("circle").getLength()).isEqualTo(8);
  }

  @Test
  void barChart_isWellFormed_andEscapesNames() throws Exception {
    String svg = new BarChart("a < b", new TreeMap<>(Map.of("x & y", 10.0, "z", 1000.0))).svg();
    assertThat(svg).contains("a &lt; b", "x &amp; y");
    // The background, and a bar each.
    assertThat(parse(svg).getElementsByTagName("rect").getLength()).isEqualTo(3);
  }

  private static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }

  @Test
  void scale_goesFromPowerToPower_andHoldsWhatIsOutside() {
    Scale scale = Scale.of(List.of(20.0, 3000.0, 0.0, -1.0));
    assertThat(scale).isEqualTo(new Scale(10, 10_000));
    assertThat(scale.ticks()).containsExactly(10.0, 100.0, 1000.0, 10_000.0);
    assertThat(scale.place(100)).isCloseTo(1 / 3.0, org.assertj.core.data.Offset.offset(1e-9));
    assertThat(scale.place(-5)).isZero();
    assertThat(scale.place(1e9)).isEqualTo(1);
    assertThat(Scale.of(List.of())).isEqualTo(new Scale(1, 10));
  }

  @Test
  void amounts_haveThreeDigits() {
    assertThat(Amounts.of(3.14159, "ns")).isEqualTo("3.14 ns");
    assertThat(Amounts.of(999.4, "ns")).isEqualTo("999 ns");
    assertThat(Amounts.of(1_234_567, "ns")).isEqualTo("1.23 ms");
    assertThat(Amounts.of(2048, "bytes")).isEqualTo("2.00 KiB");
    assertThat(Amounts.of(-5_242_880, "bytes")).isEqualTo("-5.00 MiB");
    assertThat(Amounts.ratio(Double.NaN)).isEqualTo("–");
  }

  @Test
  void blocksOfAPage_areReplaced_andTheRestStays() {
    String page =
        "a\n<!-- results: x -->\nold $1\n<!-- end -->\nb\n<!-- results: y -->\n<!-- end -->\n";
    assertThat(Pages.filled(page, Map.of("x", "new \\ $2\n")))
        .isEqualTo(
            "a\n<!-- results: x -->\nnew \\ $2\n<!-- end -->\nb\n<!-- results: y -->\n<!-- end -->\n");
  }
}
