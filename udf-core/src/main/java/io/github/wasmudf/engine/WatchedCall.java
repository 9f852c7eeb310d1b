package io.github.wasmudf.engine;

/** The calls of one instance, as the clock looks after them. */
public interface WatchedCall {
  /**
   * Ends a running call that is overdue; on the clock's thread, after each tick. Allocates nothing
   * while nothing is to be ended: the heap may be full when it matters.
   *
   * @return whether the calls need no watching any more
   */
  boolean tick();
}
