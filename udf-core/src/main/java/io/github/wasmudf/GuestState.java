package io.github.wasmudf;

import io.github.wasmudf.host.UntrustedReader;
import org.jspecify.annotations.Nullable;

/**
 * A state that a plugin keeps in its own memory. While nobody adds to it, its bytes may be kept
 * here instead: whoever has answered may never be asked again, and only the garbage collector
 * knows.
 */
final class GuestState implements AggregateState {
  private final UdfAggregate aggregate;
  private final GuestStates states;
  private final Object statement;
  private StateHome.@Nullable Place place;
  private byte @Nullable [] parked;
  private boolean closed;

  GuestState(UdfAggregate aggregate, GuestStates states, Object statement) {
    this.aggregate = aggregate;
    this.states = states;
    this.statement = statement;
  }

  /** The same object for all states of one statement, which fail together. */
  Object statement() {
    return statement;
  }

  @Override
  public void add(Form form, byte[] input) {
    try {
      place().add(input);
    } catch (UdfException failed) {
      throw ended(failed);
    }
  }

  @Override
  public void merge(byte[] state) {
    try {
      place().merge(state);
    } catch (UdfException failed) {
      throw ended(failed);
    }
  }

  @Override
  public byte[] state() {
    try {
      return place().state();
    } catch (UdfException failed) {
      throw ended(failed);
    }
  }

  /** Whoever hears of a failure has a statement that ends with it. */
  private UdfException ended(UdfException failed) {
    states.statementFailed(statement);
    return failed;
  }

  @Override
  public @Nullable String text() {
    byte[] result = bytes();
    if (result == null) {
      return null;
    }
    try {
      return UntrustedReader.text("result", result);
    } catch (UdfException noText) {
      throw ended(states.about(noText));
    }
  }

  @Override
  public byte @Nullable [] bytes() {
    try {
      return place().result();
    } catch (UdfException failed) {
      throw ended(failed);
    }
  }

  private StateHome.Place place() {
    StateHome.Place present = place;
    return present == null ? enter() : present;
  }

  private StateHome.Place enter() {
    if (closed) {
      throw states.about(
          new UdfException(
              UdfError.INTERNAL, "the aggregate's state is closed: its statement has ended"));
    }
    StateHome.Place entered = states.open(this, aggregate);
    place = entered;
    byte[] before = parked;
    parked = null;
    if (before != null) {
      entered.merge(before);
    }
    return entered;
  }

  /** The plugin's memory is needed: from now on the bytes stand for the state. */
  void park(byte[] state) {
    parked = state;
    place = null;
  }

  /** Its statement has ended. */
  void retire() {
    closed = true;
    parked = null;
    place = null;
  }

  @Override
  public void close() {
    StateHome.Place present = place;
    retire();
    if (present != null) {
      present.free();
      states.leaveIfEmpty();
    }
  }
}
