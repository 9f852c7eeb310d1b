package io.github.wasmudf;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Loads a plugin for another engine while its calls go on. Asked by the session's thread; {@link
 * #close} may come from another. Whoever closes it has what it brought closed, too.
 */
final class Challenger implements AutoCloseable {
  /** Nobody waits for it, so one at a time is enough; and whoever finds it busy asks again. */
  private static final ThreadPoolExecutor LOADER = loader();

  private final Supplier<EngineRun> load;
  private boolean begun;
  private boolean closed;
  private @Nullable EngineRun run;
  private @Nullable String refusal;

  /**
   * A challenger.
   *
   * @param load loads it, on a thread of ours
   */
  Challenger(Supplier<EngineRun> load) {
    this.load = load;
  }

  private static ThreadPoolExecutor loader() {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(16),
            task -> {
              Thread thread = new Thread(task, "wasm-udf-challenger");
              thread.setDaemon(true);
              // It outlives applications, and must not hold the class loader of one.
              thread.setContextClassLoader(null);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  /** What it has loaded; null while it loads, which begins with the first question, or refuses. */
  synchronized @Nullable EngineRun run() {
    if (!begun) {
      begun = begin();
    }
    return run;
  }

  private boolean begin() {
    try {
      LOADER.execute(this::load);
      return true;
    } catch (RejectedExecutionException | OutOfMemoryError busy) {
      return false;
    }
  }

  /** What it has loaded so far, or null; asks for nothing. */
  synchronized @Nullable EngineRun present() {
    return run;
  }

  /** Why there will be none, or null. */
  synchronized @Nullable String refusal() {
    return refusal;
  }

  private void load() {
    try {
      loaded(load.get());
    } catch (UdfException refused) {
      refuse(refused.getMessage());
    } catch (RuntimeException | Error unexpected) {
      refuse(unexpected.toString());
    }
  }

  private void loaded(EngineRun loaded) {
    synchronized (this) {
      if (!closed) {
        run = loaded;
        return;
      }
    }
    loaded.close();
  }

  private synchronized void refuse(String why) {
    refusal = why;
  }

  @Override
  public void close() {
    EngineRun loaded;
    synchronized (this) {
      closed = true;
      loaded = run;
    }
    if (loaded != null) {
      loaded.close();
    }
  }
}
