package io.github.wasmudf;

import io.github.wasmudf.abi.AggregateExports;
import io.github.wasmudf.abi.PluginExport;
import org.jspecify.annotations.Nullable;

/**
 * An aggregate of a plugin's version, resolved for one session. Used by the session's one thread.
 *
 * <p>A plugin keeps the states itself where it has the exports for that ({@link AggregateExports}).
 * Any other gets the inputs of a group at once, as a JSON array, when the result is asked for.
 */
public final class UdfAggregate {
  private final UdfFunction function;
  private final @Nullable AggregateExports exports;
  private final @Nullable PluginExport gathering;
  private final GuestStates states;
  private final PluginCalls calls;
  private final CallParameters parameters;
  private final long gatheredBytes;
  private final CallCounter counter = new CallCounter();

  /**
   * An aggregate; one of {@code exports} and {@code gathering} is there.
   *
   * @param parameters go with each row, or with all rows of a group at once
   * @param gatheredBytes what may be gathered for one group
   */
  UdfAggregate(
      UdfFunction function,
      @Nullable AggregateExports exports,
      @Nullable PluginExport gathering,
      GuestStates states,
      PluginCalls calls,
      CallParameters parameters,
      long gatheredBytes) {
    this.function = function;
    this.exports = exports;
    this.gathering = gathering;
    this.states = states;
    this.calls = calls;
    this.parameters = parameters;
    this.gatheredBytes = gatheredBytes;
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
    return gathering == null
        ? new GuestState(this, states, statement)
        : new GatheredInputs(
            function.plugin().label(), gathering, calls, parameters, counter, gatheredBytes);
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
