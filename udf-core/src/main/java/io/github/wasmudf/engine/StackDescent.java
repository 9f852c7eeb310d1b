package io.github.wasmudf.engine;

import java.lang.invoke.MethodHandle;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Uses so much of the calling thread's stack, and gives it back: the only portable way to learn
 * whether there is so much. Belongs to one instance, and is used by one thread at a time.
 */
public final class StackDescent {
  private static final int WARM_UP_RUNS = 500;
  private static final MethodHandle DESCEND = ProbeFrame.define();
  private static final long[] VALUES = new long[ProbeFrame.VALUES];

  /** Spreads the instances over the salts, so that even short-lived ones take the rare path. */
  private static final AtomicInteger NEXT_SALT = new AtomicInteger();

  private final int depth;
  private int salt;

  /** A descent through so many bytes; interpreted, it takes twice as many. */
  public StackDescent(int bytes) {
    depth = bytes / ProbeFrame.LEAST_BYTES + 1;
    salt = NEXT_SALT.getAndAdd(depth);
  }

  /**
   * Returns when there is so much.
   *
   * @throws StackOverflowError when there is not
   */
  public void run() {
    try {
      // Takes the sum, so that nothing of the recursion can be left out.
      long ignored = (long) DESCEND.invokeExact(depth, salt++, VALUES);
    } catch (RuntimeException | Error expected) {
      throw expected;
    } catch (Throwable neverDeclared) {
      throw new AssertionError(neverDeclared);
    }
  }

  /** Has the recursion compiled: interpreted, it refuses too early. */
  public void warmUp() {
    for (int i = 0; i < WARM_UP_RUNS; i++) {
      run();
    }
  }
}
