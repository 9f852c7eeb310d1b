package io.github.wasmudf.h2;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Ends SQL of a plugin when its call's time is over: by cancelling the statement that calls the
 * plugin, as its user could.
 */
final class GuestDeadline implements AutoCloseable {
  private static final ScheduledThreadPoolExecutor CLOCK = clock();

  private final Runnable cancel;
  private final Future<?> expiry;
  private boolean isOver;
  private boolean hasExpired;

  /**
   * @param cancel cancels the statement that runs
   * @param deadline as {@link System#nanoTime()} tells the time
   */
  GuestDeadline(Runnable cancel, long deadline) {
    this.cancel = cancel;
    this.expiry = CLOCK.schedule(this::expire, deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  private static ScheduledThreadPoolExecutor clock() {
    ScheduledThreadPoolExecutor clock =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread thread = new Thread(work, "wasm-udf time of plugins' SQL");
              thread.setDaemon(true);
              return thread;
            });
    clock.setRemoveOnCancelPolicy(true);
    return clock;
  }

  private synchronized void expire() {
    if (!isOver) {
      hasExpired = true;
      cancel.run();
    }
  }

  /** Whether the statement was cancelled; from {@link #close} on it is not any more. */
  synchronized boolean hasExpired() {
    return hasExpired;
  }

  @Override
  public synchronized void close() {
    isOver = true;
    expiry.cancel(false);
  }
}
