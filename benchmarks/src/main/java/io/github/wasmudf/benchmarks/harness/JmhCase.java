package io.github.wasmudf.benchmarks.harness;

import io.github.wasmudf.benchmarks.ConnectionsBenchmark;
import io.github.wasmudf.benchmarks.StatisticsBenchmark;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.util.Statistics;

/**
 * One benchmark with one set of parameters.
 *
 * @param benchmark has one benchmark method
 * @param parameters all that differ from the class's own
 * @param threads how many run it at once
 * @param rows how many rows one invocation goes through; figures are per row
 */
record JmhCase(Class<?> benchmark, Map<String, String> parameters, int threads, int rows)
    implements Measurement {
  /** Marks the parameter of {@link Key} that says how many threads there were. */
  static final String THREADS = "threads";

  private static final SortedMap<String, Double> PERCENTILES =
      new TreeMap<>(Map.of("p50", 50.0, "p99", 99.0, "p99.9", 99.9));

  private static final String ALLOCATED = "gc.alloc.rate.norm";

  @Override
  public String label() {
    return key().label();
  }

  Key key() {
    SortedMap<String, String> all = new TreeMap<>(parameters);
    if (threads > 1 || benchmark == ConnectionsBenchmark.class) {
      all.put(THREADS, Integer.toString(threads));
    }
    return Key.of(benchmark.getSimpleName().replace("Benchmark", ""), "ns", all);
  }

  @Override
  public Map<Key, Round> run(Fork fork) throws IOException {
    return run(fork, fork.classes().arguments());
  }

  /** The same with more arguments for the JVM. */
  Map<Key, Round> run(Fork fork, List<String> more) throws IOException {
    try {
      RunResult result = new Runner(options(fork, more).build()).run().iterator().next();
      boolean samples = result.getParams().getMode() == Mode.SampleTime;
      return samples ? percentiles(result) : Map.of(key(), round(result));
    } catch (RunnerException e) {
      throw new MeasurementException(reason(fork, e), e);
    }
  }

  private ChainedOptionsBuilder options(Fork fork, List<String> more) {
    Timing timing = fork.timing();
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("^" + Pattern.quote(benchmark.getName()) + "\\.")
            .forks(fork.forked() ? 1 : 0)
            .threads(threads)
            .warmupIterations(timing.warmups())
            .warmupTime(TimeValue.milliseconds(timing.warmupMillis()))
            .measurementIterations(timing.measurements())
            .measurementTime(TimeValue.milliseconds(timing.measurementMillis()))
            .addProfiler(CpuTimeProfiler.class)
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .output(fork.log().toString());
    if (fork.forked()) {
      List<String> arguments = new ArrayList<>(fork.jvmArguments());
      arguments.addAll(more);
      if ("uncounted".equals(parameters.get(Key.SUBJECT))) {
        arguments.add("-D" + StatisticsBenchmark.SWITCH + "=off");
      }
      options.jvmArgs(arguments.toArray(String[]::new));
    }
    parameters.forEach((name, value) -> options.param(name, value));
    return options;
  }

  private Round round(RunResult result) {
    List<Double> wall = new ArrayList<>();
    List<Double> cpu = new ArrayList<>();
    List<Double> allocated = new ArrayList<>();
    for (BenchmarkResult fork : result.getBenchmarkResults()) {
      for (IterationResult iteration : fork.getIterationResults()) {
        wall.add(iteration.getPrimaryResult().getScore() / rows);
        for (String name : iteration.getSecondaryResults().keySet()) {
          double value = iteration.getSecondaryResults().get(name).getScore() / rows;
          if (name.equals(CpuTimeProfiler.RESULT)) {
            cpu.add(value);
          } else if (name.endsWith(ALLOCATED)) {
            allocated.add(value);
          }
        }
      }
    }
    return new Round(wall, cpu, allocated);
  }

  /** Of single operations by the clock, beside their mean, which has a CPU time, too. */
  private Map<Key, Round> percentiles(RunResult result) {
    Map<Key, Round> rounds = new LinkedHashMap<>();
    rounds.put(key("mean"), round(result));
    Statistics samples = result.getPrimaryResult().getStatistics();
    PERCENTILES.forEach(
        (what, percent) ->
            rounds.put(key(what), Round.ofWall(List.of(samples.getPercentile(percent) / rows))));
    return rounds;
  }

  private Key key(String what) {
    SortedMap<String, String> all = new TreeMap<>(key().parameters());
    all.put(Key.WHAT, what);
    return Key.of(key().suite(), "ns", all);
  }

  /** The first exception in what the fork wrote says more than JMH's own. */
  private static String reason(Fork fork, RunnerException failure) throws IOException {
    if (Files.isReadable(fork.log())) {
      for (String line : Files.readAllLines(fork.log())) {
        if (line.matches("(Caused by: )?[a-z]+(\\.[a-zA-Z$_0-9]+)+(Exception|Error)\\b.*")) {
          return line;
        }
      }
    }
    return String.valueOf(failure.getMessage());
  }
}
