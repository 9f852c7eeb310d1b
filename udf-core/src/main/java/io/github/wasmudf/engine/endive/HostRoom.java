package io.github.wasmudf.engine.endive;

import io.github.wasmudf.engine.ProbeFrame;
import java.lang.invoke.MethodHandle;

/**
 * Makes sure, before a function of the host runs on a guest's stack, that there is room for it: for
 * databases, sockets and classes that nobody has initialized yet. A class whose initializer runs
 * out of stack is broken for the rest of the process, and how much is left, the guest decides.
 */
final class HostRoom {
  private static final int BYTES = 160 << 10;
  private static final int DEPTH = BYTES / ProbeFrame.LEAST_BYTES + 1;
  private static final int WARM_UP_CALLS = 500;
  private static final MethodHandle DESCEND = ProbeFrame.define();
  private static final long[] VALUES = new long[ProbeFrame.VALUES];

  static {
    // Interpreted, the recursion takes twice as much and refuses too early.
    for (int i = 0; i < WARM_UP_CALLS; i++) {
      descend(i);
    }
  }

  private HostRoom() {}

  /** Has this class initialized where there is room for that. */
  static void prepare() {
    require();
  }

  /**
   * Returns when there is room.
   *
   * @throws StackOverflowError when there is none
   */
  static void require() {
    descend(0);
  }

  private static long descend(int salt) {
    try {
      return (long) DESCEND.invokeExact(DEPTH, salt, VALUES);
    } catch (RuntimeException | Error expected) {
      throw expected;
    } catch (Throwable neverDeclared) {
      throw new AssertionError(neverDeclared);
    }
  }
}
