package io.github.wasmudf.host;

import io.github.wasmudf.CancelSignal;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.net.SocketTimeoutException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Work that waits for the network, each piece in a thread of its own, so that a name server or a
 * server that does not answer costs the caller no more than the time that is left.
 */
final class NetworkWork {
  /**
   * What one JVM has under way. A thread that waits for a name server cannot be ended, and outlives
   * the call that gave up on it.
   */
  private static final Semaphore UNDER_WAY = new Semaphore(128);

  private static final long LOOK_AGAIN_MILLIS = 25;

  private final CancelSignal signal;
  private final Semaphore room;

  /** Work that ends with the statement of a connection. */
  NetworkWork(CancelSignal signal) {
    this(signal, UNDER_WAY);
  }

  /** The same with as many at a time as there is room for. */
  NetworkWork(CancelSignal signal, Semaphore room) {
    this.signal = signal;
    this.room = room;
  }

  /**
   * Does the work, and waits for it.
   *
   * @param what names it in the error
   * @param end called when nobody waits any more; ends what is under way
   */
  <T> T run(String what, Callable<T> work, Runnable end, long deadline) {
    FutureTask<T> task = new FutureTask<>(work);
    start(task);
    try {
      return wait(what, task, deadline);
    } finally {
      end.run();
    }
  }

  private void start(Runnable task) {
    if (!room.tryAcquire()) {
      throw new UdfException(
          UdfError.SERVICE_FAILED,
          "too many requests of plugins are under way in this JVM; a name server or a server may"
              + " not answer");
    }
    boolean isStarted = false;
    try {
      Thread thread = new Thread(() -> runAndLeave(task), "wasm-udf network");
      thread.setDaemon(true);
      thread.start();
      isStarted = true;
    } finally {
      if (!isStarted) {
        room.release();
      }
    }
  }

  private void runAndLeave(Runnable task) {
    try {
      task.run();
    } finally {
      room.release();
    }
  }

  private <T> T wait(String what, FutureTask<T> task, long deadline) {
    while (true) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        throw tooLate(null);
      }
      String reason = signal.reason();
      if (reason != null) {
        throw new UdfException(UdfError.CANCELLED, reason);
      }
      try {
        return task.get(Math.min(left, LOOK_AGAIN_MILLIS), TimeUnit.MILLISECONDS);
      } catch (TimeoutException notYet) {
        // Looks at the time and the statement again.
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new UdfException(UdfError.CANCELLED, what + " was interrupted", interrupted);
      } catch (ExecutionException failed) {
        throw failure(what, failed.getCause());
      }
    }
  }

  /**
   * How long a socket may wait for its next answer.
   *
   * @throws SocketTimeoutException where no time is left
   */
  static int millisLeft(long deadline) throws SocketTimeoutException {
    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    if (left <= 0) {
      throw new SocketTimeoutException("no time is left");
    }
    return (int) Math.min(left, Integer.MAX_VALUE);
  }

  private static UdfException failure(String what, @Nullable Throwable cause) {
    // No socket has another timeout than millisLeft.
    if (cause instanceof SocketTimeoutException) {
      return tooLate(cause);
    }
    return cause instanceof UdfException known
        ? known
        : new UdfException(UdfError.SERVICE_FAILED, what + " failed: " + cause, cause);
  }

  private static UdfException tooLate(@Nullable Throwable cause) {
    return new UdfException(
        UdfError.TIME_LIMIT, "the plugin's time was over while it waited for an answer", cause);
  }
}
