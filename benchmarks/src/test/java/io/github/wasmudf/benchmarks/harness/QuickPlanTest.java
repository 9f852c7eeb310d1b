package io.github.wasmudf.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.benchmarks.Modules;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * That every benchmark runs and that its answers are right, which each checks itself before it is
 * measured; the figures mean nothing here.
 */
class QuickPlanTest {
  private static final Timing BRIEFLY = new Timing(0, 1, 1, 1);

  @Test
  void everySubjectOfEverySuite_runsOnce(@TempDir Path work) throws IOException {
    Fork here = new Fork(Modules.home(), work, BRIEFLY, false);
    List<String> failures = new ArrayList<>();
    for (Measurement each : onePerSubject()) {
      try {
        Map<Key, Round> rounds = each.run(here);
        assertThat(rounds).isNotEmpty();
        rounds.values().forEach(QuickPlanTest::assertMeasured);
      } catch (MeasurementException failed) {
        failures.add(each.label() + ": " + failed.getMessage());
      }
    }
    assertThat(failures).isEmpty();
  }

  private static void assertMeasured(Round round) {
    assertThat(round.wall()).hasSize(1).allMatch(nanos -> nanos > 0);
    assertThat(round.cpu()).hasSize(1).allMatch(nanos -> nanos > 0);
    assertThat(round.allocated()).hasSize(1);
  }

  /** The smallest of each suite, database, work and subject; probes have a test of their own. */
  private static Iterable<Measurement> onePerSubject() {
    Map<String, Measurement> first = new LinkedHashMap<>();
    for (Measurement each : Plan.of(Profile.QUICK)) {
      if (each instanceof JmhCase benchmark) {
        Map<String, String> parameters = new LinkedHashMap<>(benchmark.key().parameters());
        parameters.remove("size");
        first.putIfAbsent(benchmark.benchmark().getSimpleName() + parameters, each);
      }
    }
    return first.values();
  }

  @Test
  void plans_putWhatIsComparedSideBySide_andHaveNothingTwice() {
    for (Profile profile : Profile.values()) {
      List<String> labels = Plan.of(profile).stream().map(Measurement::label).toList();
      assertThat(labels).doesNotHaveDuplicates();
    }
    assertThat(Plan.of(Profile.FULL)).hasSizeGreaterThan(2 * Plan.of(Profile.QUICK).size());
  }

  @Test
  void quickPlan_fitsFiveMinutes() {
    Timing timing = Profile.QUICK.timing();
    long iterations =
        (long) timing.warmups() * timing.warmupMillis()
            + (long) timing.measurements() * timing.measurementMillis();
    // A JVM with its database takes about a second besides.
    assertThat(Plan.of(Profile.QUICK).size() * (iterations + 1300L)).isLessThan(300_000);
  }
}
