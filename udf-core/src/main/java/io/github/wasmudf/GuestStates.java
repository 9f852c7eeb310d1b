package io.github.wasmudf;

import org.jspecify.annotations.Nullable;

/**
 * Where the aggregates of one plugin's version keep their states in one session: all in one
 * instance, which nobody else gets meanwhile. When that is lost, the next state begins in another.
 * Used by the session's one thread.
 */
final class GuestStates {
  private final String label;
  private final PluginCalls calls;
  private @Nullable StateHome home;

  /**
   * States of a plugin.
   *
   * @param label names it in errors
   */
  GuestStates(String label, PluginCalls calls) {
    this.label = label;
    this.calls = calls;
  }

  /** An instance for another state. */
  StateHome home() {
    StateHome present = home;
    if (present == null || present.isLost()) {
      present = new StateHome(label, calls);
      home = present;
    }
    return present;
  }

  UdfException about(UdfException failed) {
    return failed.about(label);
  }

  /** A statement has heard of a failure: nobody will ask for its states any more. */
  void statementFailed(Object statement) {
    StateHome present = home;
    if (present != null) {
      present.give(statement);
    }
  }

  /** Another statement begins: frees what those before it have asked for, or failed with. */
  void statementChanged() {
    StateHome present = home;
    if (present != null) {
      present.freeAnswered();
      leaveIfEmpty();
    }
  }

  /** Gives the instance back when no state is left in it. */
  void leaveIfEmpty() {
    StateHome present = home;
    if (present != null && present.isEmpty()) {
      home = null;
      present.leave();
    }
  }
}
