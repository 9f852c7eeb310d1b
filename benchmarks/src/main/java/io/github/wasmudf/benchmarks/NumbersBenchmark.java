package io.github.wasmudf.benchmarks;

import io.github.wasmudf.NumberBatch;
import io.github.wasmudf.NumericFunction;
import io.github.wasmudf.benchmarks.twins.NumberTwins;
import java.util.List;
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

/**
 * What a row of an export over numbers costs below SQL, singly and in columns of 1024, on each
 * engine, beside the loop over the twin from array to array. Left out: a database, and filling the
 * columns of arguments.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class NumbersBenchmark {
  /** Rows of one invocation, and of a batch. */
  public static final int ROWS = Rows.BATCH;

  /** {@code java} is the baseline. */
  @Param({"java", "endive", "wasmtime"})
  public String subject;

  /** The export of {@code math}. */
  @Param({"gcd", "add_one"})
  public String work;

  /** {@code row} or {@code batch}. */
  @Param({"row", "batch"})
  public String call;

  private boolean pairs;
  private NumberBatch batch;
  private long[] answers;
  private CoreFunction plugin;
  private NumericFunction function;

  /** Fills the columns, loads the plugin, and compares every answer with the twin's. */
  @Setup
  public void open() {
    NumberWork what = (NumberWork) SqlWork.of(work);
    pairs = what.arity() == 2;
    batch = new NumberBatch(what.arity(), ROWS);
    answers = new long[ROWS];
    List<Object[]> rows = what.rows("", 0, ROWS);
    for (int i = 0; i < ROWS; i++) {
      for (int column = 0; column < what.arity(); column++) {
        batch.arguments(column)[i] = (Long) rows.get(i)[column];
      }
    }
    if (!subject.equals("java")) {
      plugin = new CoreFunction(subject, what.plugin(), Modules.plugin(what.plugin()));
      function = plugin.function().numbers(work);
    }
    long[] measured = call();
    for (int i = 0; i < ROWS; i++) {
      Answers.require((Long) what.expected(rows.get(i)), Long.valueOf(measured[i]), subject);
    }
  }

  /** So many rows. */
  @Benchmark
  public long[] call() {
    if (plugin == null) {
      inJava();
    } else if (call.equals("row")) {
      singly();
    } else {
      batch.begin(ROWS);
      function.call(batch);
      if (batch.done() != ROWS) {
        throw new IllegalStateException("a row failed", batch.failure());
      }
      return batch.results();
    }
    return answers;
  }

  private void inJava() {
    long[] a = batch.arguments(0);
    if (pairs) {
      long[] b = batch.arguments(1);
      for (int i = 0; i < ROWS; i++) {
        answers[i] = NumberTwins.gcd(a[i], b[i]);
      }
    } else {
      for (int i = 0; i < ROWS; i++) {
        answers[i] = NumberTwins.addOne(a[i]);
      }
    }
  }

  private void singly() {
    long[] a = batch.arguments(0);
    if (pairs) {
      long[] b = batch.arguments(1);
      for (int i = 0; i < ROWS; i++) {
        answers[i] = function.call(a[i], b[i]);
      }
    } else {
      for (int i = 0; i < ROWS; i++) {
        answers[i] = function.call(a[i]);
      }
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
