package io.github.wasmudf.calcite;

import io.github.wasmudf.CancelSignal;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Ends a statement of a plugin when its call's time is over, or the caller's statement ends. */
final class GuestWatch implements AutoCloseable {
  private static final long LOOK_MILLIS = 25;
  private static final ScheduledThreadPoolExecutor CLOCK = clock();

  private final Statement statement;
  private final CancelSignal signal;
  private final long deadline;
  private final Future<?> looks;
  private boolean isOver;
  private @Nullable UdfException reason;

  GuestWatch(Statement statement, CancelSignal signal, long deadline) {
    this.statement = statement;
    this.signal = signal;
    this.deadline = deadline;
    this.looks =
        CLOCK.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
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

  private synchronized void look() {
    if (isOver || reason != null) {
      return;
    }
    String cancelled = signal.reason();
    if (cancelled != null) {
      reason = new UdfException(UdfError.CANCELLED, cancelled);
    } else if (System.nanoTime() - deadline >= 0) {
      reason =
          new UdfException(UdfError.TIME_LIMIT, "the plugin's time was over while its SQL ran");
    }
    if (reason != null) {
      try {
        statement.cancel();
      } catch (SQLException broken) {
        // A statement that cannot be cancelled ends when it ends.
      }
    }
  }

  /** Why it was ended; null when it was not. */
  synchronized @Nullable UdfException reason() {
    return reason;
  }

  @Override
  public synchronized void close() {
    isOver = true;
    looks.cancel(false);
  }
}
