package io.github.wasmudf.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.benchmarks.report.SampleRuns;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFilesTest {
  @Test
  void runs_comeBackAsTheyWere_oldestFirst(@TempDir Path folder) throws IOException {
    RunFiles files = new RunFiles(folder.resolve("results"));
    assertThat(files.read()).isEmpty();
    Run newer = SampleRuns.run("25.0.1+8", "2026-11-28T00:00:00Z");
    Run older = SampleRuns.run("17.0.13+11", "2026-11-27T10:20:30Z");

    files.write(newer);
    Path file = files.write(older);

    assertThat(file.getFileName()).hasToString("20261127T102030Z-quick-jdk17.json");
    assertThat(files.read()).isEqualTo(List.of(older, newer));
  }

  @Test
  void median_isOfAllIterations_andPrefersCpuTime() {
    Figure figure =
        new Figure(
            Key.of("S", "ns", java.util.Map.of()),
            List.of(
                new Round(List.of(9.0, 1.0), List.of(4.0, 2.0), List.of()),
                new Round(List.of(5.0), List.of(6.0), List.of(8.0))));
    assertThat(figure.median()).isEqualTo(4);
    assertThat(figure.wall()).isEqualTo(5);
    assertThat(figure.allocated()).isEqualTo(8);
    assertThat(new Figure(figure.key(), List.of(Round.ofWall(List.of(1.0, 2.0)))).median())
        .isEqualTo(1.5);
  }
}
