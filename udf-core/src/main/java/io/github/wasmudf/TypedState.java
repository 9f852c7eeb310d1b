package io.github.wasmudf;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a created aggregate has come to for one group; as {@link AggregateState}, of values. */
public final class TypedState implements AutoCloseable {
  private final TypedAggregate aggregate;
  private final AggregateState state;

  /** Whether a failure of this group has been forgiven: its result is NULL. */
  private boolean forgiven;

  TypedState(TypedAggregate aggregate, AggregateState state) {
    this.aggregate = aggregate;
    this.state = state;
  }

  /** What it is a state of. */
  public TypedAggregate aggregate() {
    return aggregate;
  }

  /**
   * Adds one row.
   *
   * @param arguments as many as the signature has, each null or of its type's {@linkplain
   *     SqlType.Kind#javaClass class}; not changed; not kept. A row with a null is left out, unless
   *     the aggregate is called on NULL
   */
  public void add(@Nullable Object... arguments) {
    if (forgiven || (!aggregate.calledOnNull() && hasNull(arguments))) {
      return;
    }
    byte[] row = encoded(arguments);
    try {
      state.add(aggregate.form(), row);
    } catch (UdfException failed) {
      forgive(failed);
    }
  }

  private void forgive(UdfException failed) {
    if (!aggregate.forgives(failed)) {
      throw aggregate.hidden(failed);
    }
    forgiven = true;
    state.close();
  }

  private static boolean hasNull(@Nullable Object[] arguments) {
    for (Object argument : arguments) {
      if (argument == null) {
        return true;
      }
    }
    return false;
  }

  private byte[] encoded(@Nullable Object[] arguments) {
    try {
      byte[] row = aggregate.encoder().encode(arguments);
      return aggregate.isBareValue() ? Arrays.copyOfRange(row, 1, row.length - 1) : row;
    } catch (UdfException refused) {
      throw aggregate.hidden(refused.about(aggregate.label()));
    } catch (OutOfMemoryError exhausted) {
      throw UdfException.noHeap(exhausted).about(aggregate.label());
    }
  }

  /**
   * Adds all that another state has come to.
   *
   * @param bytes what {@link #state} of one of the same aggregate answered
   */
  public void merge(byte[] bytes) {
    state.merge(bytes);
  }

  /** The state's own bytes, for {@link #merge}. It can be used on. */
  public byte[] state() {
    return state.state();
  }

  /** The result so far, of the result type's class, or null for NULL. */
  public @Nullable Object result() {
    if (forgiven) {
      return null;
    }
    try {
      return answered();
    } catch (UdfException failed) {
      forgive(failed);
      return null;
    } catch (OutOfMemoryError exhausted) {
      throw UdfException.noHeap(exhausted).about(aggregate.label());
    }
  }

  private @Nullable Object answered() {
    ResultDecoder decoder = aggregate.decoder();
    Object answer = decoder.takesText() ? state.text() : state.bytes();
    try {
      return answer == null ? null : decoder.decode(answer);
    } catch (UdfException refused) {
      aggregate.counter().failedBesideCalls(refused.error());
      throw refused.about(aggregate.label());
    }
  }

  @Override
  public void close() {
    state.close();
  }
}
