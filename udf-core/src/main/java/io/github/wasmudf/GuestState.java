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
  private StateHome.@Nullable Place place;
  private byte @Nullable [] parked;
  private boolean closed;

  GuestState(UdfAggregate aggregate, GuestStates states) {
    this.aggregate = aggregate;
    this.states = states;
  }

  @Override
  public void add(Form form, byte[] input) {
    place().add(input);
  }

  @Override
  public void merge(byte[] state) {
    place().merge(state);
  }

  @Override
  public byte[] state() {
    return place().state();
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
      throw states.about(noText);
    }
  }

  @Override
  public byte @Nullable [] bytes() {
    return place().result();
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
    StateHome.Place entered = states.home().open(this, aggregate);
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
