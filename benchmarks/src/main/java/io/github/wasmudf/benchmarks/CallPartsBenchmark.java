package io.github.wasmudf.benchmarks;

import io.github.wasmudf.CallParameters;
import io.github.wasmudf.UdfBatch;
import io.github.wasmudf.benchmarks.twins.UpperTwin;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
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
 * The parts of a call, each alone, so that their sum explains the whole. A guest does what its
 * input says: nothing ({@code crossing}), take n bytes ({@code in}), answer n bytes ({@code out}),
 * both and upper-case them once ({@code whole}) or seventeen times ({@code loops}: a sixteenth of
 * the difference to {@code whole} is the bare loop). The same loop in Java is the baseline. Rows
 * are called singly or in batches of 1024. Left out: a database.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CallPartsBenchmark {
  /** Rows of one invocation. */
  public static final int ROWS = Rows.BATCH;

  private static final int BATCH_BYTES = 1 << 20;

  /** What {@code loops} does more than {@code whole}. */
  public static final int MORE_LOOPS = 16;

  /** {@code java} is the baseline; {@code simd} is wasmtime with vector instructions. */
  @Param({"java", "endive", "wasmtime", "simd"})
  public String subject;

  /** {@code row} or {@code batch}. */
  @Param("row")
  public String call;

  /** The part. */
  @Param({"crossing", "in", "out", "whole", "loops"})
  public String part;

  /** Bytes of the data. */
  @Param("16")
  public int size;

  private byte[] input;
  private CoreFunction plugin;
  private UdfBatch batch;

  /** Makes the input, loads the guest and looks at one answer. */
  @Setup
  public void open() {
    boolean takes = !part.equals("crossing") && !part.equals("out");
    boolean answers = !part.equals("crossing") && !part.equals("in");
    int loops = part.equals("loops") ? 1 + MORE_LOOPS : part.equals("whole") ? 1 : 0;
    input = new byte[8 + (takes ? size : 0)];
    Arrays.fill(input, (byte) 'a');
    ByteBuffer.wrap(input).order(ByteOrder.LITTLE_ENDIAN).putInt(loops).putInt(answers ? size : 0);
    if (!subject.equals("java")) {
      boolean simd = subject.equals("simd");
      String guest = simd ? "probe_simd" : "probe";
      plugin = new CoreFunction(simd ? "wasmtime" : subject, guest, Modules.guest(guest));
      // A power of two, so that whole batches make up the rows.
      batch = new UdfBatch(Integer.highestOneBit(Math.min(ROWS, BATCH_BYTES / (8 + size))));
      check(answers ? size : 0, loops > 0 ? (byte) 'A' : 0);
    }
  }

  /**
   * By the call that is measured.
   *
   * @param value of each byte of the answer; 0 for whatever the guest's buffer holds
   */
  private void check(int length, byte value) {
    byte[] expected = new byte[length];
    Arrays.fill(expected, value);
    if (call.equals("batch")) {
      callBatch();
      for (int i = 0; i < batch.size(); i++) {
        check(expected, (byte[]) batch.result(i));
      }
    } else {
      check(expected, one());
    }
  }

  private void check(byte[] expected, byte[] answer) {
    if (expected.length > 0 && expected[0] == 0) {
      Answers.require(expected.length, answer.length, subject);
    } else {
      Answers.require(expected, answer, subject);
    }
  }

  private byte[] one() {
    return plugin.function().bytes(CallParameters.NONE, input);
  }

  private void callBatch() {
    batch.clear();
    while (!batch.isFull()) {
      batch.add(input);
    }
    plugin.function().bytes(CallParameters.NONE, batch);
    if (batch.done() != batch.size()) {
      throw new IllegalStateException("a row failed", batch.failure());
    }
  }

  /** So many rows. */
  @Benchmark
  public void rows(Blackhole sink) {
    if (plugin == null) {
      for (int i = 0; i < ROWS; i++) {
        sink.consume(inJava());
      }
    } else if (call.equals("row")) {
      for (int i = 0; i < ROWS; i++) {
        sink.consume(one());
      }
    } else {
      for (int rows = 0; rows < ROWS; rows += batch.size()) {
        callBatch();
        sink.consume(batch);
      }
    }
  }

  private byte[] inJava() {
    byte[] copy = input.clone();
    if (part.equals("whole") || part.equals("loops")) {
      for (int loops = part.equals("whole") ? 1 : 1 + MORE_LOOPS; loops > 0; loops--) {
        UpperTwin.upperAscii(copy, 8);
      }
    }
    return copy;
  }

  /** Frees the guest. */
  @TearDown
  public void close() {
    if (plugin != null) {
      plugin.close();
    }
  }
}
