package io.github.wasmudf;

import io.github.wasmudf.abi.AggregateExports;
import io.github.wasmudf.abi.PluginExport;
import org.jspecify.annotations.Nullable;

/**
 * An aggregate of a plugin's version, resolved for one session. Used by the session's one thread.
 *
 * <p>A plugin keeps the states itself where it has the exports for that ({@link AggregateExports}).
 * One that folds gets the inputs of a group one by one, with what those before came to. Any other
 * gets them all at once, as a JSON array, when the result is asked for.
 */
public final class UdfAggregate {
  private final UdfFunction function;
  private final @Nullable AggregateExports exports;
  private final @Nullable PluginExport folding;
  private final @Nullable PluginExport gathering;
  private final GuestStates states;
  private final PluginCalls calls;
  private final CallParameters parameters;
  private final long gatheredBytes;
  private final CallCounter counter = new CallCounter();

  private UdfAggregate(
      UdfFunction function,
      @Nullable AggregateExports exports,
      @Nullable PluginExport folding,
      @Nullable PluginExport gathering,
      GuestStates states,
      PluginCalls calls,
      CallParameters parameters,
      long gatheredBytes) {
    this.function = function;
    this.exports = exports;
    this.folding = folding;
    this.gathering = gathering;
    this.states = states;
    this.calls = calls;
    this.parameters = parameters;
    this.gatheredBytes = gatheredBytes;
  }

  /**
   * One whose states the plugin keeps.
   *
   * @param parameters go with each row
   */
  static UdfAggregate ofStates(
      UdfFunction function,
      AggregateExports exports,
      GuestStates states,
      PluginCalls calls,
      CallParameters parameters) {
    return new UdfAggregate(function, exports, null, null, states, calls, parameters, 0);
  }

  /** One whose export makes one of what there is and another input. */
  static UdfAggregate ofFolding(
      UdfFunction function, PluginExport export, GuestStates states, PluginCalls calls) {
    return new UdfAggregate(function, null, export, null, states, calls, CallParameters.NONE, 0);
  }

  /**
   * One whose export gets all inputs at once.
   *
   * @param parameters go with all rows of a group
   * @param bytes what may be gathered for one group
   */
  static UdfAggregate ofGathering(
      UdfFunction function,
      PluginExport export,
      GuestStates states,
      PluginCalls calls,
      CallParameters parameters,
      long bytes) {
    return new UdfAggregate(function, null, null, export, states, calls, parameters, bytes);
  }

  /** The plugin's function that it belongs to. */
  public UdfFunction function() {
    return function;
  }

  /**
   * A state without inputs; calls nothing yet.
   *
   * @param statement the same object for all states of a statement: when one of them fails, the
   *     plugin may have all of them back
   */
  public AggregateState open(Object statement) {
    String label = function.plugin().label();
    if (folding != null) {
      return new FoldedInputs(label, folding, calls, counter);
    }
    return gathering == null
        ? new GuestState(this, states, statement)
        : new GatheredInputs(label, gathering, calls, parameters, counter, gatheredBytes);
  }

  /** As {@link PluginExport#takesPorts}, of all inputs at once. */
  boolean takesPorts() {
    return gathering != null && gathering.takesPorts();
  }

  /** Whether the plugin gets all inputs of a group at once. */
  boolean isGathered() {
    return gathering != null;
  }

  @Nullable AggregateExports exports() {
    return exports;
  }

  /** What stands before each row. */
  byte[] head() {
    return parameters.header();
  }

  CallCounter counter() {
    return counter;
  }
}
