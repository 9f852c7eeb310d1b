package io.github.wasmudf.engine;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Compiles on threads of its own, for a limited time. No compiler here can be interrupted: when the
 * time is over its caller goes on with an error, and the compilation ends when it ends; few run at
 * once, those that nobody waits for any more among them. And each has a fresh stack, however deep
 * its caller is in its own. Thread-safe.
 */
final class Compilations {
  /** System property: what one compilation may take, in milliseconds. */
  private static final String MILLIS = "wasmudf.compileMillis";

  private static final long DEFAULT_MILLIS = 60_000;
  private static final long STACK_BYTES = 16 << 20;

  private static final Compilations SHARED =
      new Compilations(
          Math.max(2, Runtime.getRuntime().availableProcessors()),
          Math.max(1, Long.getLong(MILLIS, DEFAULT_MILLIS)));

  private final long limitMillis;
  private final Semaphore permits;

  Compilations(int atOnce, long limitMillis) {
    this.limitMillis = limitMillis;
    this.permits = new Semaphore(atOnce, true);
  }

  /** Those of this JVM. */
  static Compilations shared() {
    return SHARED;
  }

  /**
   * What a compilation answers. The caller cannot be interrupted.
   *
   * @throws UdfException what it threw; {@code INVALID_MODULE} when it takes too long or nests too
   *     deeply, {@code MEMORY_LIMIT} when the machine has no room for it
   */
  CompiledModule run(Supplier<CompiledModule> compilation) {
    CompletableFuture<CompiledModule> result = new CompletableFuture<>();
    try {
      begin(() -> compile(compilation, result));
      return await(result);
    } catch (ExecutionException failed) {
      throw translated(Objects.requireNonNull(failed.getCause()));
    } catch (OutOfMemoryError noThread) {
      throw translated(noThread);
    }
  }

  private static void begin(Runnable compilation) {
    Thread thread = new Thread(null, compilation, "wasm-udf-compiler", STACK_BYTES, false);
    thread.setDaemon(true);
    thread.start();
  }

  private void compile(
      Supplier<CompiledModule> compilation, CompletableFuture<CompiledModule> result) {
    try {
      if (!permits.tryAcquire(limitMillis, TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException nobodyDoes) {
      result.completeExceptionally(nobodyDoes);
      return;
    }
    try {
      CompiledModule module = compilation.get();
      if (!result.complete(module)) {
        module.close();
      }
    } catch (Throwable failed) {
      result.completeExceptionally(failed);
    } finally {
      permits.release();
    }
  }

  private CompiledModule await(CompletableFuture<CompiledModule> result) throws ExecutionException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limitMillis);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return result.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException over) {
          result.completeExceptionally(tooLong());
        } catch (InterruptedException later) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private UdfException tooLong() {
    return new UdfException(
        UdfError.INVALID_MODULE,
        String.format(
            Locale.ROOT,
            "time to compile it in milliseconds: limit %,d, current %,d, requested more (system"
                + " property %s)",
            limitMillis,
            limitMillis,
            MILLIS));
  }

  private static UdfException translated(Throwable failed) {
    if (failed instanceof UdfException known) {
      return known;
    }
    if (failed instanceof OutOfMemoryError) {
      return new UdfException(
          UdfError.MEMORY_LIMIT, "this machine has no memory left to compile the module", failed);
    }
    if (failed instanceof StackOverflowError) {
      return new UdfException(UdfError.INVALID_MODULE, "its code nests too deeply", failed);
    }
    return new UdfException(UdfError.INTERNAL, "compiling failed: " + failed, failed);
  }
}
