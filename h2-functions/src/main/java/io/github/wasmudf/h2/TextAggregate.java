package io.github.wasmudf.h2;

import io.github.wasmudf.AggregateState;
import io.github.wasmudf.UdfAggregate;
import org.h2.value.Value;
import org.jspecify.annotations.Nullable;

/** {@code WASM_AGGREGATE(name, input)}: text out. H2 makes these; applications use SQL. */
public final class TextAggregate extends PluginAggregate {
  /** For H2. */
  public TextAggregate() {}

  @Override
  int resultType() {
    return Value.VARCHAR;
  }

  @Override
  UdfAggregate aggregate(H2Session of, String plugin) {
    return of.aggregating(plugin).textAggregate();
  }

  @Override
  @Nullable Object result(AggregateState of) {
    return of.text();
  }
}
