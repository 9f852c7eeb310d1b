package io.github.wasmudf;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the aggregates of one plugin's version keep their states in one session: in an instance
 * which nobody else gets meanwhile, and in another where that has no room, which may be because of
 * states that nobody wants any more and no database says so. Used by the session's one thread.
 */
final class GuestStates {
  private final String label;
  private final PluginCalls calls;

  /** The last is where new states go. */
  private final List<StateHome> homes = new ArrayList<>();

  /**
   * States of a plugin.
   *
   * @param label names it in errors
   */
  GuestStates(String label, PluginCalls calls) {
    this.label = label;
    this.calls = calls;
  }

  /**
   * A state that nothing was added to.
   *
   * @throws UdfException {@code REFUSED} when the plugin has no room for it in a fresh instance, or
   *     there may be no more instances
   */
  StateHome.Place open(GuestState owner, UdfAggregate aggregate) {
    homes.removeIf(StateHome::isLost);
    try {
      StateHome.Place place =
          homes.isEmpty() ? null : homes.get(homes.size() - 1).open(owner, aggregate);
      return place != null ? place : openElsewhere(owner, aggregate);
    } finally {
      leaveIfEmpty();
    }
  }

  private StateHome.Place openElsewhere(GuestState owner, UdfAggregate aggregate) {
    boolean isFirst = homes.isEmpty();
    try {
      homes.add(new StateHome(label, calls));
    } catch (UdfException none) {
      if (isFirst || !none.isOfHost()) {
        throw none;
      }
      throw noRoom(aggregate);
    }
    StateHome.Place place = homes.get(homes.size() - 1).open(owner, aggregate);
    if (place == null) {
      throw noRoom(aggregate);
    }
    return place;
  }

  private UdfException noRoom(UdfAggregate aggregate) {
    return new UdfException(
        UdfError.REFUSED,
        label
            + ": the plugin has no room for another state ("
            + requireNonNull(aggregate.exports()).create()
            + " answered 0)");
  }

  UdfException about(UdfException failed) {
    return failed.about(label);
  }

  /** A statement has heard of a failure: nobody will ask for its states any more. */
  void statementFailed(Object statement) {
    homes.forEach(home -> home.give(statement));
  }

  /** Another statement begins: frees what those before it have asked for, or failed with. */
  void statementChanged() {
    homes.forEach(StateHome::freeAnswered);
    leaveIfEmpty();
  }

  /** Gives the instances back in which no state is left. */
  void leaveIfEmpty() {
    for (StateHome home : List.copyOf(homes)) {
      if (home.isEmpty()) {
        homes.remove(home);
        home.leave();
      }
    }
  }
}
