package io.github.wasmudf.engine.wasmtime;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.StackDescent;
import io.github.wasmudf.engine.TrapKind;

/**
 * Makes sure, before a call goes native, that the thread's stack has room for all that the guest
 * may use and for what JNI needs. Without it a call from deep within Java ends the whole JVM: the
 * guest runs into the guard pages, or an upcall throws StackOverflowError inside native code.
 *
 * <p>{@link StackDescent} finds out. Belongs to one instance.
 */
final class StackProbe {
  /** What the native side needs besides the guest's stack: entry, exceptions, their upcalls. */
  private static final int NATIVE_BYTES = 96 << 10;

  /**
   * What the way to a function of the host needs besides, and back into the guest. No more: while
   * the recursion is interpreted it takes twice as much, and a thread has 1 MB.
   */
  private static final int HOST_BYTES = 48 << 10;

  /** Who has no room waits so often, and so long each time, before it is told. */
  private static final int ATTEMPTS = 4;

  private static final long WAIT_NANOS = 5_000_000;
  private static final int SHALLOW_BYTES = 32 << 10;

  private final StackDescent descent;

  /** A probe for a guest; one that calls functions of the host in Java needs more. */
  StackProbe(boolean callsHost) {
    descent = new StackDescent(Wasmtime.STACK_BYTES + NATIVE_BYTES + (callsHost ? HOST_BYTES : 0));
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
        descent.run();
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
  private static void awaitCompiler() {
    StackDescent shallow = new StackDescent(SHALLOW_BYTES);
    long until = System.nanoTime() + WAIT_NANOS;
    while (System.nanoTime() - until < 0) {
      shallow.run();
    }
  }

  /** Has the recursion compiled: interpreted, it takes twice as much and refuses too early. */
  static void warmUp() {
    new StackProbe(false).descent.warmUp();
  }
}
