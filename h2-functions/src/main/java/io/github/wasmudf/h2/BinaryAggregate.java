package io.github.wasmudf.h2;

import io.github.wasmudf.AggregateState;
import io.github.wasmudf.UdfAggregate;
import org.h2.value.Value;
import org.jspecify.annotations.Nullable;

/** {@code WASM_AGGREGATE_BINARY(name, input)}: bytes out. H2 makes these; applications use SQL. */
public final class BinaryAggregate extends PluginAggregate {
  /** For H2. */
  public BinaryAggregate() {}

  @Override
  int resultType() {
    return Value.VARBINARY;
  }

  @Override
  UdfAggregate aggregate(H2Session of, String plugin) {
    return of.aggregating(plugin).binaryAggregate();
  }

  @Override
  @Nullable Object result(AggregateState of) {
    return of.bytes();
  }
}
