package io.github.wasmudf.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.benchmarks.report.Pages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the pages ask for what the plan measures, and leave nothing of it out. */
class FullPlanPagesTest {
  private static final List<String> FIRST_ROWS =
      List.of("register-in-new-jvm", "register", "reopen");
  private static final List<String> MEMORY =
      List.of(
          "plain-heap", "plain-native", "idle-heap", "idle-native", "active-heap", "active-native");

  private final List<Figure> figures = new ArrayList<>();
  private final List<String> shown = new ArrayList<>();

  @Test
  void everyFigureOfTheFullPlan_isOnThePage_andEveryGoalThatCanBeIsJudged(@TempDir Path home)
      throws IOException {
    for (Measurement each : Plan.of(Profile.FULL)) {
      if (each instanceof JmhCase benchmark) {
        add(benchmark.key(), benchmark.benchmark().getSimpleName().startsWith("CallParts"));
      } else {
        addProbe((Probe) each);
      }
    }
    new Pages(home).write(List.of(run()));

    String page = Files.readString(home.resolve("benchmarks/RESULTS.md"));
    assertThat(shown).hasSizeGreaterThan(250).allMatch(page::contains);
    // gcd, x+1 and the hashes.
    assertThat(page.split("not measured \\|", -1)).hasSize(1 + 3);
    assertThat(home.resolve("benchmarks/results"))
        .isDirectoryContaining("glob:**/h2-jdk17.svg")
        .isDirectoryContaining("glob:**/calcite-jdk17.svg")
        .isDirectoryContaining("glob:**/row-jdk17.svg")
        .isDirectoryContaining("glob:**/batch-jdk17.svg")
        .isDirectoryContaining("glob:**/peers-jdk17.svg");
    assertThat(page.split("\\(results/[a-z0-9-]+[.]svg\\)", -1)).hasSize(1 + 5);
  }

  private void addProbe(Probe probe) {
    boolean firstRow = probe.label().startsWith("FirstRow");
    for (String what : firstRow ? FIRST_ROWS : MEMORY) {
      String subject = probe.parameters().getOrDefault(Key.SUBJECT, "");
      add(
          Key.of(
              probe.program().getSimpleName(),
              firstRow ? "ms" : "bytes",
              Map.of(Key.SUBJECT, subject, "what", what)),
          true);
    }
  }

  /** Each has a figure of its own, so that it can be found. */
  private void add(Key key, boolean derived) {
    double value = 100_000 + 1000.0 * figures.size();
    figures.add(
        new Figure(key, List.of(new Round(List.of(value), List.of(value), List.of(value)))));
    if (!derived) {
      shown.add(String.format(Locale.ROOT, " %.0f µs |", value / 1000));
    }
  }

  private Run run() {
    Machine machine = new Machine("CPU", 2, 1L << 30, "OS", 0);
    return new Run(
        "full", "", "2026-11-27T00:00:00Z", "abc", "17.0.13", "VM", machine, 1, figures, List.of());
  }
}
