package io.github.wasmudf.engine;

/**
 * What the host does around a call that talks with it through the memory of a companion. Whatever
 * it throws leaves the instance unusable.
 */
public interface Exchange {
  /** Before the call: lays out what the guest will find. */
  void prepare(CompanionMemory memory);

  /**
   * After the call: takes out what came of it.
   *
   * @param result the bits of the export's result, or 0 where it has none
   */
  void finish(CompanionMemory memory, long result);

  /** Whether {@code proc_exit(0)} ends a call as well as its return; no other call follows it. */
  default boolean endsAtExit() {
    return false;
  }
}
