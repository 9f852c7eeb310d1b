package io.github.wasmudf.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.benchmarks.report.SampleRuns;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @Test
  void wrongArguments_areMisuse_andMeasureNothing(@TempDir Path home) throws IOException {
    assertThat(run(home, "slow")).isEqualTo(2);
    assertThat(run(home, "quick", "--only")).isEqualTo(2);
    assertThat(run(home, "quick", "full")).isEqualTo(2);
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("usage: ");
    assertThat(home).isEmptyDirectory();
  }

  @Test
  void render_writesThePagesOfTheRunsThatAreKept(@TempDir Path home) throws IOException {
    Files.createDirectories(home.resolve("docs"));
    Path performance = home.resolve("docs/performance.md");
    Files.writeString(performance, "before\n<!-- results: goals -->\nold\n<!-- end -->\nbehind\n");
    new RunFiles(home.resolve("benchmarks/results"))
        .write(SampleRuns.run("17.0.13+11", "2026-11-27T10:20:30Z"));

    assertThat(run(home, "render")).isZero();

    assertThat(home.resolve("benchmarks/RESULTS.md")).content().contains("| 17.0.13+11 | quick |");
    assertThat(performance)
        .content()
        .startsWith("before\n<!-- results: goals -->\n| work |")
        .endsWith("<!-- end -->\nbehind\n")
        .doesNotContain("old");
  }

  @Test
  void measuring_writesAFile_andAPartIsKeptOffThePages(@TempDir Path home) throws IOException {
    assertThat(run(home, "quick", "--only", "no such label")).isZero();
    assertThat(home.resolve("benchmarks/results")).isDirectoryContaining("glob:**-quick-jdk*.json");
    assertThat(home.resolve("benchmarks/RESULTS.md")).doesNotExist();
    assertThat(run(home, "render")).isZero();
    assertThat(home.resolve("benchmarks/RESULTS.md")).content().contains("No whole run is kept");
  }

  private int run(Path home, String... arguments) throws IOException {
    return Main.run(home, new PrintStream(said, true, StandardCharsets.UTF_8), arguments);
  }
}
