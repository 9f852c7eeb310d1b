package io.github.wasmudf.benchmarks;

import io.github.wasmudf.CallParameters;
import io.github.wasmudf.UdfBatch;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
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
 * What a row of a batch costs below SQL: {@code UdfFunction.texts} over batches of 1 to 4096 rows,
 * of which some may be NULL, on each engine, beside a loop over the plain Java twin. Per row, NULLs
 * counted. Left out: a database, and making UTF-8 of its strings.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BatchCallBenchmark {
  /** {@code java} is the baseline. */
  @Param({"java", "endive", "wasmtime"})
  public String subject;

  /** The plugin. */
  @Param("upper")
  public String work;

  /** Bytes of a row that is not NULL. */
  @Param("16")
  public int size;

  /** Rows of a batch. */
  @Param("1024")
  public int batch;

  /** So many rows in a hundred are NULL. */
  @Param("0")
  public int nulls;

  private byte[][] rows;
  private UnaryOperator<byte[]> twin;
  private CoreFunction plugin;
  private UdfBatch calls;

  /** Makes the rows, loads the plugin, and compares every answer with the twin's. */
  @Setup
  public void open() {
    Work what = Work.of(work);
    rows = Rows.bytes(what, "ascii", size, Rows.count(size));
    for (int i = 0; i < rows.length; i++) {
      if (Rows.isNull(i, nulls)) {
        rows[i] = null;
      }
    }
    twin = what.bytesTwin();
    calls = new UdfBatch(batch);
    if (!subject.equals("java")) {
      plugin = new CoreFunction(subject, work, Modules.plugin(work));
      for (int from = 0; from < rows.length; from += batch) {
        call(from);
        for (int i = 0; i < calls.size(); i++) {
          Answers.require(expected(rows[from + i]), calls.result(i), subject);
        }
      }
    }
  }

  private String expected(byte[] row) {
    return row == null ? null : new String(twin.apply(row), StandardCharsets.UTF_8);
  }

  private void call(int from) {
    calls.clear();
    for (int i = from; i < rows.length && !calls.isFull(); i++) {
      calls.add(rows[i]);
    }
    plugin.function().texts(CallParameters.NONE, calls);
    if (calls.done() != calls.size()) {
      throw new IllegalStateException("a row failed", calls.failure());
    }
  }

  /** All rows, batch by batch. */
  @Benchmark
  public void rows(Blackhole sink) {
    if (plugin == null) {
      for (byte[] row : rows) {
        sink.consume(expected(row));
      }
      return;
    }
    for (int from = 0; from < rows.length; from += batch) {
      call(from);
      for (int i = 0; i < calls.size(); i++) {
        sink.consume(calls.result(i));
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
