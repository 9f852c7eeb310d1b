package io.github.wasmudf.engine.wasmtime;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.ProbeFrame;
import io.github.wasmudf.engine.TrapKind;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes sure, before a call goes native, that the thread's stack has room for all that the guest
 * may use and for what JNI needs. Without it a call from deep within Java ends the whole JVM: the
 * guest runs into the guard pages, or an upcall throws StackOverflowError inside native code.
 *
 * <p>The only portable way to learn whether there is room is to use it: a recursion over very large
 * frames, see {@link ProbeFrame}. Belongs to one instance.
 */
final class StackProbe {
  /** What the native side needs besides the guest's stack: entry, exceptions, their upcalls. */
  private static final int NATIVE_BYTES = 96 << 10;

  /**
   * What the way to a function of the host needs besides, and back into the guest. No more: while
   * the recursion is interpreted it takes twice as much, and a thread has 1 MB.
   */
  private static final int HOST_BYTES = 48 << 10;

  private static final int DEPTH = depth(0);
  private static final int DEPTH_WITH_HOST = depth(HOST_BYTES);
  private static final int WARM_UP_CALLS = 500;

  /** Who has no room waits so often, and so long each time, before it is told. */
  private static final int ATTEMPTS = 4;

  private static final long WAIT_NANOS = 5_000_000;
  private static final int SHALLOW = 8;
  private static final MethodHandle DESCEND = ProbeFrame.define();
  private static final long[] VALUES = new long[ProbeFrame.VALUES];

  /** Spreads the instances over the salts, so that even short-lived ones take the rare path. */
  private static final AtomicInteger NEXT_SALT = new AtomicInteger();

  private final int depth;
  private int salt;

  /** A probe for a guest; one that calls functions of the host in Java needs more. */
  StackProbe(boolean callsHost) {
    depth = callsHost ? DEPTH_WITH_HOST : DEPTH;
    salt = NEXT_SALT.getAndAdd(depth);
  }

  private static int depth(int more) {
    return (Wasmtime.STACK_BYTES + NATIVE_BYTES + more) / ProbeFrame.LEAST_BYTES + 1;
  }

  /**
   * Returns when there is room.
   *
   * @throws UdfException a trap, the guest's stack being exhausted before it began
   */
  void require() {
    StackOverflowError full = null;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        descend(depth, salt++);
        return;
      } catch (StackOverflowError noRoom) {
        full = noRoom;
        awaitCompiler();
      }
    }
    throw new UdfException(
            UdfError.TRAP,
            "trap: "
                + TrapKind.STACK_EXHAUSTED.text()
                + ": the calling thread has too little stack left to run a plugin; give it a"
                + " larger one (-Xss) or nest less",
            full)
        .ofHost();
  }

  /**
   * The JVM may have thrown the recursion's code away, and be about to make it anew: until then it
   * is interpreted, and takes twice as much.
   */
  private void awaitCompiler() {
    long until = System.nanoTime() + WAIT_NANOS;
    while (System.nanoTime() - until < 0) {
      descend(SHALLOW, salt++);
    }
  }

  /** Has the recursion compiled: interpreted, it takes twice as much and refuses too early. */
  static void warmUp() {
    for (int i = 0; i < WARM_UP_CALLS; i++) {
      descend(DEPTH, i);
    }
  }

  /** Answers the sum, so that nothing of the recursion can be left out. */
  static long descend(int depth, int salt) {
    try {
      return (long) DESCEND.invokeExact(depth, salt, VALUES);
    } catch (RuntimeException | Error expected) {
      throw expected;
    } catch (Throwable neverDeclared) {
      throw new AssertionError(neverDeclared);
    }
  }
}
