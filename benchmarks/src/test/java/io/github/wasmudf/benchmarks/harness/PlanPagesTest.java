package io.github.wasmudf.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.benchmarks.CallPartsBenchmark;
import io.github.wasmudf.benchmarks.LatencyBenchmark;
import io.github.wasmudf.benchmarks.probes.FirstRow;
import io.github.wasmudf.benchmarks.report.Pages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the pages ask for what the plans measure, and leave nothing of it out. */
class PlanPagesTest {
  private static final List<String> FIRST_ROWS =
      List.of("register-in-new-jvm", "register", "reopen", "reopen-in-new-jvm");
  private static final List<String> MEMORY =
      List.of(
          "plain-heap", "plain-native", "idle-heap", "idle-native", "active-heap", "active-native");

  private final List<Figure> figures = new ArrayList<>();
  private final List<String> shown = new ArrayList<>();

  @Test
  void everyFigureOfTheFullPlan_isOnThePage_andEveryGoalIsJudged(@TempDir Path home)
      throws IOException {
    String page = page(home, Profile.FULL);
    assertThat(shown).hasSizeGreaterThan(250).allMatch(page::contains);
    assertThat(page).doesNotContain("not measured");
    for (String plot : List.of("h2", "calcite", "row", "batch", "connections", "peers")) {
      assertThat(home.resolve("benchmarks/results"))
          .isDirectoryContaining("glob:**/" + plot + "-jdk17.svg");
    }
    assertThat(page.split("\\(results/[a-z0-9-]+[.]svg\\)", -1)).hasSize(1 + 6);
  }

  @Test
  void everyFigureOfTheQuickPlan_isOnThePage_andEveryGoalIsJudged(@TempDir Path home)
      throws IOException {
    String page = page(home, Profile.QUICK);
    assertThat(shown).hasSizeGreaterThan(45).allMatch(page::contains);
    assertThat(page).doesNotContain("not measured");
  }

  private String page(Path home, Profile profile) throws IOException {
    for (Measurement each : Plan.of(profile)) {
      if (each instanceof JmhCase benchmark) {
        add(benchmark);
      } else {
        add((Probe) each);
      }
    }
    new Pages(home).write(List.of(run(profile)));
    return Files.readString(home.resolve("benchmarks/RESULTS.md"));
  }

  private void add(JmhCase benchmark) {
    if (benchmark.benchmark() == LatencyBenchmark.class) {
      for (String what : List.of("mean", "p50", "p99", "p99.9")) {
        add(with(benchmark.key(), Map.of(Key.WHAT, what)), false);
      }
    } else {
      add(benchmark.key(), benchmark.benchmark() == CallPartsBenchmark.class);
    }
  }

  private void add(Probe probe) {
    Key key = Key.of(probe.program().getSimpleName(), "", probe.parameters());
    if (probe.program() == FirstRow.class) {
      for (String what : FIRST_ROWS) {
        add(with(new Key(key.suite(), key.parameters(), "ms"), Map.of(Key.WHAT, what)), true);
      }
    } else {
      for (String what : MEMORY) {
        Map<String, String> more = Map.of(Key.WHAT, what, "connections", "1000");
        add(with(new Key(key.suite(), key.parameters(), "bytes"), more), true);
      }
    }
  }

  private static Key with(Key key, Map<String, String> more) {
    Map<String, String> all = new TreeMap<>(key.parameters());
    all.putAll(more);
    return Key.of(key.suite(), key.unit(), all);
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

  private Run run(Profile profile) {
    Machine machine = new Machine("CPU", 2, 1L << 30, "OS", 0);
    return new Run(
        profile.toString(),
        "",
        "2026-11-27T00:00:00Z",
        "abc",
        "17.0.13",
        "VM",
        machine,
        1,
        figures,
        List.of());
  }
}
