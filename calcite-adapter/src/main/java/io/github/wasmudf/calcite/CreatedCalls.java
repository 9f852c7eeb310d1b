package io.github.wasmudf.calcite;

import io.github.wasmudf.UdfFunction;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The created functions, aggregates and tables of one statement, each as the statement resolved it
 * first. All of it under the session's lock. Numbers are those of {@link CreatedFunctionCall}.
 */
final class CreatedCalls {
  private final CalciteSession session;
  private final Function<String, UdfFunction> plugins;
  private @Nullable BoundFunction[] functions = new @Nullable BoundFunction[0];
  private final Map<Integer, BoundAggregate> aggregates = new HashMap<>();
  private final Map<Integer, BoundTable> tables = new HashMap<>();

  /**
   * None yet.
   *
   * @param plugins the plugins of the statement, by name
   */
  CreatedCalls(CalciteSession session, Function<String, UdfFunction> plugins) {
    this.session = session;
    this.plugins = plugins;
  }

  BoundFunction function(int number) {
    BoundFunction known = number < functions.length ? functions[number] : null;
    return known != null ? known : bind(number);
  }

  private BoundFunction bind(int number) {
    BoundFunction bound = session.resolve(CreatedFunctionCall.ofNumber(number), plugins);
    if (functions.length <= number) {
      functions = Arrays.copyOf(functions, number + 1);
    }
    functions[number] = bound;
    return bound;
  }

  BoundAggregate aggregate(int number) {
    return aggregates.computeIfAbsent(
        number, key -> session.resolveAggregate(CreatedFunctionCall.ofNumber(key), plugins));
  }

  BoundTable table(int number) {
    return tables.computeIfAbsent(
        number, key -> session.resolveTable(CreatedFunctionCall.ofNumber(key), plugins));
  }
}
