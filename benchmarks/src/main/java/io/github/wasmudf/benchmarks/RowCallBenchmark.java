package io.github.wasmudf.benchmarks;

import io.github.wasmudf.CallParameters;
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
 * What one call of one row costs below SQL: {@code UdfFunction.text}, or {@code bytes} for binary
 * data, on each engine, beside the plain Java twin. One invocation takes {@link Rows#count} rows of
 * a size. Limits, statistics and the check of the result are part of it. Left out: a database, and
 * making UTF-8 of its strings.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RowCallBenchmark {
  /** {@code java} is the baseline. */
  @Param({"java", "endive", "wasmtime", "auto"})
  public String subject;

  /** The plugin. */
  @Param("upper")
  public String work;

  /** {@code ascii}, {@code accented}, {@code cjk}, {@code binary}. */
  @Param("ascii")
  public String data;

  /** Bytes of a row. */
  @Param("16")
  public int size;

  private byte[][] rows;
  private UnaryOperator<byte[]> twin;
  private CoreFunction plugin;

  /** Makes the rows, loads the plugin, and compares every answer with the twin's. */
  @Setup
  public void open() {
    Work what = Work.of(work);
    rows = Rows.bytes(what, data, size, Rows.count(size));
    twin = what.bytesTwin();
    if (!subject.equals("java")) {
      plugin = new CoreFunction(subject, work, Modules.plugin(work));
      for (byte[] row : rows) {
        check(row);
      }
    }
  }

  /** By the call that is measured. */
  private void check(byte[] row) {
    byte[] expected = twin.apply(row);
    if (data.equals("binary")) {
      Answers.require(expected, plugin.function().bytes(CallParameters.NONE, row), subject);
    } else {
      String text = plugin.function().text(CallParameters.NONE, row);
      Answers.require(new String(expected, StandardCharsets.UTF_8), text, subject);
    }
  }

  /** All rows. */
  @Benchmark
  public void rows(Blackhole sink) {
    boolean binary = data.equals("binary");
    if (plugin == null) {
      for (byte[] row : rows) {
        byte[] answer = twin.apply(row);
        sink.consume(binary ? answer : new String(answer, StandardCharsets.UTF_8));
      }
    } else if (binary) {
      for (byte[] row : rows) {
        sink.consume(plugin.function().bytes(CallParameters.NONE, row));
      }
    } else {
      for (byte[] row : rows) {
        sink.consume(plugin.function().text(CallParameters.NONE, row));
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
