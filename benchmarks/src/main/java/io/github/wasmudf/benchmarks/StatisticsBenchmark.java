package io.github.wasmudf.benchmarks;

import io.github.wasmudf.CallParameters;
import io.github.wasmudf.CountingAlone;
import io.github.wasmudf.NumberBatch;
import io.github.wasmudf.NumericFunction;
import io.github.wasmudf.UdfBatch;
import io.github.wasmudf.UdfFunction;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What statistics cost: the same calls, counted as always and not counted, which a JVM decides once
 * ({@code -Dwasmudf.statistics=off}); and the counting alone, which says it to a part of a
 * nanosecond where two JVMs differ by more than that. The shortest calls there are, {@code upper}
 * over 16 bytes and {@code gcd}, so that the share is the largest: singly, and 1024 together. Left
 * out: a database, and reading the statistics.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StatisticsBenchmark {
  /** Rows of one invocation, and of a batch. */
  public static final int ROWS = Rows.BATCH;

  /** The harness sets it to {@code off} in JVMs that are to be uncounted. */
  public static final String SWITCH = "wasmudf.statistics";

  private static final byte[] TEXT = "sixteen letters.".getBytes(StandardCharsets.UTF_8);
  private static final String UPPER = "SIXTEEN LETTERS.";

  /** {@code uncounted} is the baseline; {@code counting} is done without a call. */
  @Param({"uncounted", "counted", "counting"})
  public String subject;

  /** The engine. */
  @Param({"endive", "wasmtime"})
  public String engine;

  /** What is called: {@code upper} or {@code gcd}. */
  @Param({"upper", "gcd"})
  public String work;

  /** {@code row} or {@code batch}. */
  @Param({"row", "batch"})
  public String call;

  private CountingAlone alone;
  private CoreFunction plugin;
  private UdfFunction upper;
  private NumericFunction gcd;
  private UdfBatch texts;
  private NumberBatch numbers;

  /** Loads the plugin, and looks at its answers and at what was counted. */
  @Setup
  public void open(Blackhole sink) {
    boolean isText = work.equals("upper");
    if (subject.equals("counting")) {
      alone = new CountingAlone(isText);
      return;
    }
    String name = isText ? "upper" : "math";
    plugin = new CoreFunction(engine, name, Modules.plugin(name));
    if (isText) {
      upper = plugin.function();
      texts = new UdfBatch(ROWS);
    } else {
      gcd = plugin.function().numbers("gcd");
      numbers = new NumberBatch(2, ROWS);
      for (int i = 0; i < ROWS; i++) {
        numbers.arguments(0)[i] = 1_000_003L * i;
        numbers.arguments(1)[i] = 36;
      }
    }
    rows(sink);
    check();
  }

  private void check() {
    if (texts != null) {
      Answers.require(UPPER, upper.text(CallParameters.NONE, TEXT), work);
      if (call.equals("batch")) {
        Answers.require(UPPER, (String) texts.result(ROWS - 1), work);
      }
    } else {
      Answers.require(Long.valueOf(4), Long.valueOf(gcd.call(8, 12)), work);
    }
    // In a test both run in one JVM.
    boolean isCounted = System.getProperty(SWITCH) == null;
    if (plugin.calls() > 0 != isCounted) {
      throw new IllegalStateException(plugin.calls() + " calls were counted");
    }
  }

  /** So many rows. */
  @Benchmark
  public void rows(Blackhole sink) {
    if (alone != null) {
      count(sink);
    } else if (call.equals("batch")) {
      callBatch(sink);
    } else if (texts != null) {
      for (int i = 0; i < ROWS; i++) {
        sink.consume(upper.text(CallParameters.NONE, TEXT));
      }
    } else {
      for (int i = 0; i < ROWS; i++) {
        sink.consume(gcd.call(1_000_003L * i, 36));
      }
    }
  }

  private void count(Blackhole sink) {
    if (call.equals("batch")) {
      alone.batch(ROWS);
    } else {
      for (int i = 0; i < ROWS; i++) {
        alone.row();
        sink.consume(i);
      }
    }
    sink.consume(alone.rows());
  }

  private void callBatch(Blackhole sink) {
    if (texts != null) {
      texts.clear();
      while (!texts.isFull()) {
        texts.add(TEXT);
      }
      upper.texts(CallParameters.NONE, texts);
      requireAll(texts.done(), texts.failure());
      sink.consume(texts);
    } else {
      numbers.begin(ROWS);
      gcd.call(numbers);
      requireAll(numbers.done(), numbers.failure());
      sink.consume(numbers.results());
    }
  }

  private static void requireAll(int done, Throwable failure) {
    if (done != ROWS) {
      throw new IllegalStateException("a row failed", failure);
    }
  }

  /** Frees the plugin. */
  @TearDown
  public void close() {
    if (plugin != null) {
      plugin.close();
    }
  }
}
