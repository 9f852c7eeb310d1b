package io.github.wasmudf.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.benchmarks.ConnectionsBenchmark;
import io.github.wasmudf.benchmarks.LatencyBenchmark;
import io.github.wasmudf.benchmarks.Modules;
import io.github.wasmudf.benchmarks.NumbersBenchmark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * That every benchmark runs and that its answers are right, which each checks itself before it is
 * measured; the figures mean nothing here.
 */
class PlanTest {
  private static final Timing BRIEFLY = new Timing(0, 1, 1, 1);

  /** Probes have a test of their own. */
  @TestFactory
  Stream<DynamicTest> everySubjectOfEverySuite_runsAndAnswersRight() {
    return Plan.of(Profile.TRY).stream()
        .filter(JmhCase.class::isInstance)
        .map(JmhCase.class::cast)
        .map(each -> DynamicTest.dynamicTest(each.label(), () -> Trial.run(each)));
  }

  @Test
  void benchmark_hasCpuTimeAndAllocationBesideTheClock(@TempDir Path work) throws IOException {
    Map<String, String> parameters = Map.of("subject", "java", "work", "gcd", "call", "batch");
    JmhCase gcd = new JmhCase(NumbersBenchmark.class, parameters, 1, NumbersBenchmark.ROWS);
    Map<Key, Round> rounds = gcd.run(here(work));
    assertThat(rounds).containsOnlyKeys(gcd.key());
    rounds.values().forEach(PlanTest::assertMeasured);
  }

  @Test
  void connections_areMeasuredTogether(@TempDir Path work) throws IOException {
    Map<String, String> parameters = Map.of("subject", "java", "database", "h2");
    JmhCase both = new JmhCase(ConnectionsBenchmark.class, parameters, 2, 64);
    assertThat(both.run(here(work)).values()).hasSize(1).allSatisfy(PlanTest::assertMeasured);
  }

  @Test
  void latency_hasPercentiles_inOrder(@TempDir Path work) throws IOException {
    JmhCase latency = new JmhCase(LatencyBenchmark.class, Map.of("subject", "java"), 2, 1);
    Map<Key, Round> rounds = latency.run(here(work));
    assertThat(rounds.keySet())
        .extracting(key -> key.parameters().get(Key.WHAT))
        .containsExactly("mean", "p50", "p99", "p99.9");
    assertThat(rounds.values().stream().skip(1).map(round -> round.wall().get(0)))
        .isSorted()
        .allMatch(nanos -> nanos > 0);
    assertMeasured(rounds.values().iterator().next());
  }

  private static Fork here(Path work) {
    return new Fork(Modules.home(), work, BRIEFLY, SharedClasses.NONE, false);
  }

  private static void assertMeasured(Round round) {
    assertThat(round.wall()).hasSize(1).allMatch(nanos -> nanos > 0);
    assertThat(round.cpu()).hasSize(1).allMatch(nanos -> nanos > 0);
    assertThat(round.allocated()).hasSize(1);
  }

  @Test
  void plans_haveNothingTwice_andFullHasAllThatQuickHas() {
    for (Profile profile : Profile.values()) {
      assertThat(labels(profile)).doesNotHaveDuplicates();
    }
    assertThat(labels(Profile.FULL)).hasSizeGreaterThan(2 * labels(Profile.QUICK).size());
  }

  private static List<String> labels(Profile profile) {
    return Plan.of(profile).stream().map(Measurement::label).toList();
  }

  /** The first round is never cut short, so that it has to fit. */
  @Test
  void firstRoundOfTheQuickPlan_fitsFiveMinutes_andTwoOfTheFullTwoHours() {
    assertThat(seconds(Profile.QUICK)).isLessThan(5 * 60);
    assertThat(Profile.QUICK.seconds()).isLessThan(5 * 60);
    assertThat(seconds(Profile.FULL)).isLessThan(2 * 3600 / 2);
    assertThat(Profile.FULL.seconds()).isLessThan(2 * 3600);
  }

  private static double seconds(Profile profile) {
    Timing timing = profile.timing();
    int millis =
        timing.warmups() * timing.warmupMillis()
            + timing.measurements() * timing.measurementMillis();
    return SHARED_CLASSES
        + Plan.of(profile).stream().mapToDouble(each -> start(each) + millis / 1000.0).sum();
  }

  /** Seconds that writing the classes takes which all of them share. */
  private static final double SHARED_CLASSES = 25;

  /** Seconds that a JVM takes besides what it measures, on two idle cores, and with a margin. */
  private static double start(Measurement measurement) {
    if (measurement instanceof Probe) {
      return 6;
    }
    return measurement.label().contains("calcite")
        ? 2.7
        : measurement.label().matches("(Sql|Connections|Latency).*") ? 2 : 1.3;
  }
}
