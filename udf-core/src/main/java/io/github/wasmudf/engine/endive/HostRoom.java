package io.github.wasmudf.engine.endive;

import io.github.wasmudf.engine.StackDescent;

/**
 * Makes sure, before a function of the host runs on a guest's stack, that there is room for it: for
 * databases, sockets and classes that nobody has initialized yet. A class whose initializer runs
 * out of stack is broken for the rest of the process, and how much is left, the guest decides.
 * Belongs to one instance, and is made where there is room.
 */
final class HostRoom {
  private static final int BYTES = 160 << 10;

  static {
    new StackDescent(BYTES).warmUp();
  }

  private final StackDescent descent = new StackDescent(BYTES);

  /**
   * Returns when there is room.
   *
   * @throws StackOverflowError when there is none
   */
  void require() {
    descent.run();
  }
}
