package io.github.wasmudf.engine.endive;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.util.concurrent.Semaphore;

/**
 * Half of the Java heap, which all compilations of this JVM share: the other half is everybody
 * else's, whom an exhausted heap would hit as well. Thread-safe.
 */
final class CompilerHeap {
  private static final int UNIT = 1 << 16;
  private static final long LIMIT = Runtime.getRuntime().maxMemory() / 2;
  private static final Semaphore FREE = new Semaphore(units(LIMIT), true);

  private CompilerHeap() {}

  private static int units(long bytes) {
    return (int) Math.min(Integer.MAX_VALUE, bytes / UNIT);
  }

  /**
   * Takes a part; waits while others have it.
   *
   * @throws UdfException {@code INVALID_MODULE} when there will never be enough
   */
  static void reserve(long bytes) {
    if (bytes > LIMIT) {
      throw UdfException.limit(
          UdfError.INVALID_MODULE,
          "not a module that the endive engine can run here: bytes of Java heap to compile it",
          LIMIT,
          0,
          bytes);
    }
    FREE.acquireUninterruptibly(units(bytes));
  }

  /** Gives a part back. */
  static void release(long bytes) {
    FREE.release(units(bytes));
  }
}
