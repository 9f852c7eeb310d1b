package io.github.wasmudf.benchmarks;

import io.github.wasmudf.CallParameters;
import io.github.wasmudf.UdfBatch;
import io.github.wasmudf.benchmarks.peers.NaiveGuest;
import io.github.wasmudf.benchmarks.twins.UpperTwin;
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
 * One row through the same guest by other runtimes, called as their documentation shows, beside our
 * row and our batch on both engines. Ours have limits on time, memory and result, and check what
 * the guest says; the others have nothing of that. Left out: a database.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PeerBenchmark {
  /** Rows of one invocation, and of our batch. */
  public static final int ROWS = Rows.BATCH;

  /** Ours, and theirs. */
  @Param({
    "endive row",
    "endive batch",
    "wasmtime row",
    "wasmtime batch",
    "naive endive",
    "naive wasmtime",
    "chicory",
    "graalwasm",
    "extism sdk"
  })
  public String subject;

  /** A plugin that upper-cases: {@code upper}, or {@code extism_upper} for Extism's SDK. */
  @Param({"upper", "extism_upper"})
  public String guest;

  /** Bytes of a row. */
  @Param("16")
  public int size;

  private byte[][] rows;
  private CoreFunction plugin;
  private UdfBatch batch;
  private NaiveGuest peer;

  /** Makes the rows, loads the guest, and compares every answer with the twin's. */
  @Setup
  public void open() {
    byte[] module = Modules.plugin(guest);
    rows = Rows.bytes(Work.UPPER, "ascii", size, ROWS);
    if (subject.endsWith(" row") || subject.endsWith(" batch")) {
      plugin = new CoreFunction(subject.substring(0, subject.indexOf(' ')), guest, module);
      batch = new UdfBatch(ROWS);
    } else {
      peer = NaiveGuest.of(subject, module);
    }
    check();
  }

  private void check() {
    boolean inBatch = subject.endsWith(" batch");
    if (inBatch) {
      callBatch();
    }
    for (int i = 0; i < rows.length; i++) {
      byte[] answer = inBatch ? (byte[]) batch.result(i) : one(rows[i]);
      Answers.require(UpperTwin.upper(rows[i]), answer, subject);
    }
  }

  private byte[] one(byte[] row) {
    return peer != null ? peer.transform(row) : plugin.function().bytes(CallParameters.NONE, row);
  }

  /** So many rows. */
  @Benchmark
  public void rows(Blackhole sink) {
    if (!subject.endsWith(" batch")) {
      for (byte[] row : rows) {
        sink.consume(one(row));
      }
      return;
    }
    callBatch();
    sink.consume(batch);
  }

  private void callBatch() {
    batch.clear();
    for (byte[] row : rows) {
      batch.add(row);
    }
    plugin.function().bytes(CallParameters.NONE, batch);
    if (batch.done() != ROWS) {
      throw new IllegalStateException("a row failed", batch.failure());
    }
  }

  /** Frees the guest. */
  @TearDown
  public void close() {
    if (plugin != null) {
      plugin.close();
    }
    if (peer != null) {
      peer.close();
    }
  }
}
