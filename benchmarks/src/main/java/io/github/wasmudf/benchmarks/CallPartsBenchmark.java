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
  /** Rows of one invocation, and of a batch. */
  public static final int ROWS = Rows.BATCH;

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
      batch = new UdfBatch(ROWS);
      byte[] answer = plugin.function().bytes(CallParameters.NONE, input);
      Answers.require(answers ? size : 0, answer.length, subject);
      if (loops > 0) {
        byte[] expected = new byte[size];
        Arrays.fill(expected, (byte) 'A');
        Answers.require(expected, answer, subject);
      }
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
        sink.consume(plugin.function().bytes(CallParameters.NONE, input));
      }
    } else {
      batch.clear();
      for (int i = 0; i < ROWS; i++) {
        batch.add(input);
      }
      plugin.function().bytes(CallParameters.NONE, batch);
      if (batch.done() != ROWS) {
        throw new IllegalStateException("a row failed", batch.failure());
      }
      sink.consume(batch);
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
