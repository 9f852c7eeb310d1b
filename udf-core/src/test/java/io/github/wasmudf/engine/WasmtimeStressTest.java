package io.github.wasmudf.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.wasmtime.WasmtimeEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Uses instances up from several threads, on small stacks and at the end of deep ones. A mistake
 * shows as the end of the JVM, which surefire reports.
 */
class WasmtimeStressTest {
  private static final int THREADS = 3;
  private static final long NANOS_EACH = 2_000_000_000L;

  /** Bytes of a row that is copied straight into the guest's memory. */
  private static final int LARGE = 20_000;

  /** What becomes of a row depends on its first byte. */
  private static final String WAT =
      Guest.transforming(
          """
          (local $kind i32)
          (local.set $kind (i32.load8_u (local.get $p)))
          (if (i32.eq (local.get $kind) (i32.const 1)) (then (unreachable)))
          (if (i32.eq (local.get $kind) (i32.const 2))
            (then (return (call $deeper (local.get $p) (local.get $n)))))
          (if (i32.eq (local.get $kind) (i32.const 3)) (then (loop $l (br $l))))
          (if (i32.eq (local.get $kind) (i32.const 4)) (then (drop (memory.grow (i32.const 9)))))
          (if (i32.eq (local.get $kind) (i32.const 5)) (then (return (i64.const -1))))
          (if (i32.eq (local.get $kind) (i32.const 6)) (then (drop (i32.load (i32.const -1)))))
          """
              + Guest.INPUT
              + ") (func $deeper (param i32 i32) (result i64)"
              + " (i64.add (i64.const 1) (call $deeper (local.get 0) (local.get 1)))");

  private final WasmEngine engine = new WasmtimeEngine();
  private final ConcurrentLinkedQueue<Throwable> unexpected = new ConcurrentLinkedQueue<>();
  private final CompiledModule module = engine.compile(Guest.image(WAT), Limits.DEFAULT);
  private long liveBefore;
  private long rssBefore;

  @BeforeEach
  void begin() throws IOException {
    liveBefore = engine.liveInstances();
    rssBefore = residentKibibytes();
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    module.close();
    assertThat(unexpected).isEmpty();
    assertThat(engine.liveInstances()).isEqualTo(liveBefore);
    System.out.printf(
        "resident memory: %,d KiB before, %,d KiB after%n", rssBefore, residentKibibytes());
  }

  private static long residentKibibytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .sum();
  }

  /** The life of an instance up to its first failure. */
  private void useUp(Random random) {
    Limits limits = Limits.DEFAULT.withTimeMillis(10);
    try (WasmInstance instance = module.instantiate(limits, WasiAccess.NONE)) {
      BytesCall transform = instance.bind(Guest.TRANSFORM);
      for (int i = random.nextInt(30); i > 0; i--) {
        byte[] row = new byte[random.nextInt(10) == 0 ? LARGE : 1 + random.nextInt(300)];
        row[0] = (byte) (random.nextInt(8) == 0 ? random.nextInt(7) : 50);
        if (!Arrays.equals(transform.call(new byte[0], row), row)) {
          unexpected.add(new AssertionError("a wrong answer"));
        }
      }
    } catch (UdfException expected) {
      if (expected.error() == UdfError.INTERNAL) {
        unexpected.add(expected);
      }
    }
  }

  private void descend(Random random, long end) {
    if (random.nextInt(50) == 0) {
      useUp(random);
    }
    if (System.nanoTime() < end) {
      descend(random, end);
    }
  }

  private void untilTheStackEnds(Random random) {
    try {
      descend(random, System.nanoTime() + NANOS_EACH);
    } catch (StackOverflowError expected) {
      // That is where this was to go.
    }
  }

  private void inThreads(long stackBytes, Runnable body) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Thread thread = new Thread(null, body, "stress-" + i, stackBytes);
      thread.setUncaughtExceptionHandler((t, failure) -> unexpected.add(failure));
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static Runnable again(Runnable body) {
    return () -> {
      for (long end = System.nanoTime() + NANOS_EACH; System.nanoTime() < end; ) {
        body.run();
      }
    };
  }

  @Test
  void instances_areUsedUpOnOrdinaryStacks() throws InterruptedException {
    Random random = new Random(1);
    inThreads(1 << 20, again(() -> useUp(new Random(random.nextLong()))));
  }

  @Test
  void instances_areUsedUpAtEveryDepthOfAStack() throws InterruptedException {
    Random random = new Random(2);
    inThreads(1 << 20, again(() -> untilTheStackEnds(new Random(random.nextLong()))));
  }

  @Test
  void smallStacks_areRefusedNotOverrun() throws InterruptedException {
    Random random = new Random(3);
    inThreads(256 << 10, again(() -> untilTheStackEnds(new Random(random.nextLong()))));
  }

  @Test
  void close_racesWithCalls() throws InterruptedException {
    Runnable race =
        () -> {
          Limits limits = Limits.DEFAULT.withTimeMillis(10);
          WasmInstance instance = module.instantiate(limits, WasiAccess.NONE);
          Thread closer = new Thread(instance::close);
          try {
            BytesCall transform = instance.bind(Guest.TRANSFORM);
            closer.start();
            for (int i = 0; i < 1_000; i++) {
              byte[] row = new byte[i % 10 == 0 ? LARGE : 1];
              row[0] = 50;
              transform.call(new byte[0], row);
            }
          } catch (UdfException closed) {
            // One of the two comes first.
          } finally {
            instance.close();
            joined(closer);
          }
        };
    inThreads(1 << 20, again(race));
  }

  private static void joined(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
