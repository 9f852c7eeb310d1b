package io.github.wasmudf;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.wasmudf.catalog.PluginRecord;
import io.github.wasmudf.engine.ModuleImage;
import io.github.wasmudf.testing.Guests;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A row makes its result and no other object, with limits, statistics and cancelling in place. */
@Timeout(120)
class RowAllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** wasmtime-java answers each call with an array of results: here one without elements. */
  private static final long CROSSING_BYTES = 16;

  private static final int ROUNDS = 6;

  /** On a busy machine the JVM's compiler takes its time; until then it leaves objects in. */
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final UdfRuntime runtime = new UdfRuntime();
  private Object last = "";

  @AfterEach
  void close() {
    runtime.close();
  }

  private UdfFunction upper(String engine) {
    byte[] module = Guests.plugin("upper");
    UdfSession session =
        runtime.openSession(
            RuntimePolicy.DEFAULT.withEngine(engine), SessionOwner.NOBODY, () -> null);
    PluginRecord plugin = new PluginRecord("p", 1, ModuleImage.of(module).sha256(), "{}");
    return session.function(plugin, record -> module.clone());
  }

  /** The least that a round of calls has allocated: what is not the calls' own varies. */
  private long leastAllocated(int calls, Supplier<Object> call) {
    return leastAllocated(calls, Long.MAX_VALUE, call);
  }

  /** The same, of as many rounds as it takes to come down to what is expected. */
  private long leastAllocated(int calls, long expected, Supplier<Object> call) {
    long least = Long.MAX_VALUE;
    long begin = System.nanoTime();
    for (int round = 0;
        round < ROUNDS || (least > expected && System.nanoTime() - begin < MOST_NANOS);
        round++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < calls; i++) {
        last = call.get();
      }
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }

  private static int calls(int length) {
    return length > 10_000 ? 100 : 4_000;
  }

  /** A large row crosses three times. */
  private static long crossings(String engine, int length) {
    int crossings = length > 8_000 ? 3 : 1;
    return engine.equals("wasmtime") ? CROSSING_BYTES * crossings * calls(length) : 0;
  }

  @ParameterizedTest
  @CsvSource({
    "endive, 0", "endive, 16", "endive, 3000", "endive, 70000", "endive, 300000",
    "wasmtime, 0", "wasmtime, 16", "wasmtime, 3000", "wasmtime, 70000", "wasmtime, 300000"
  })
  void text_isTheOnlyObject(String engine, int length) {
    UdfFunction upper = upper(engine);
    byte[] input = "x".repeat(length).getBytes(StandardCharsets.UTF_8);
    byte[] output = "X".repeat(length).getBytes(StandardCharsets.UTF_8);
    long result = leastAllocated(calls(length), () -> new String(output, StandardCharsets.UTF_8));
    long due = result + crossings(engine, length);
    long row = leastAllocated(calls(length), due, () -> upper.text(CallParameters.NONE, input));
    assertThat(last).isEqualTo("X".repeat(length));
    assertThat(row).isEqualTo(due);
  }

  @ParameterizedTest
  @CsvSource({
    "endive, 0", "endive, 16", "endive, 3000", "endive, 70000", "endive, 300000",
    "wasmtime, 0", "wasmtime, 16", "wasmtime, 3000", "wasmtime, 70000", "wasmtime, 300000"
  })
  void bytes_areTheOnlyObject(String engine, int length) {
    UdfFunction upper = upper(engine);
    byte[] input = "x".repeat(length).getBytes(StandardCharsets.UTF_8);
    CallParameters none = CallParameters.NONE;
    long result = leastAllocated(calls(length), () -> new byte[length]);
    long due = result + crossings(engine, length);
    long row = leastAllocated(calls(length), due, () -> upper.bytes(none, input));
    assertThat(last).isEqualTo("X".repeat(length).getBytes(StandardCharsets.UTF_8));
    assertThat(row).isEqualTo(due);
  }

  @ParameterizedTest
  @CsvSource({"endive", "wasmtime"})
  void numbers_areNoObjects(String engine) {
    UdfSession session = runtime.openSession(RuntimePolicy.DEFAULT.withEngine(engine));
    byte[] module = Guests.plugin("math");
    PluginRecord plugin = new PluginRecord("m", 1, ModuleImage.of(module).sha256(), "{}");
    NumericFunction gcd = session.function(plugin, record -> module.clone()).numbers("gcd");
    long due = crossings(engine, 0);
    long row = leastAllocated(calls(0), due, () -> gcd.call(12, 18) == 6 ? "yes" : "no");
    assertThat(last).isEqualTo("yes");
    assertThat(row).isEqualTo(due);
  }
}
