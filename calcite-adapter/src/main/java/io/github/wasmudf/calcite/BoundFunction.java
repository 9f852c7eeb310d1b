package io.github.wasmudf.calcite;

import io.github.wasmudf.Column;
import io.github.wasmudf.RuntimePolicy;
import io.github.wasmudf.Signature;
import io.github.wasmudf.TypedBatch;
import io.github.wasmudf.TypedFunction;
import io.github.wasmudf.UdfException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A created function in one statement, with the way from Calcite's objects and back. */
final class BoundFunction {
  private final TypedFunction function;
  private final RuntimePolicy policy;
  private final List<Column> arguments;
  private final ColumnType[] types;
  private final ColumnType result;

  BoundFunction(TypedFunction function, RuntimePolicy policy) {
    Signature signature = function.created().declaration().signature();
    this.function = function;
    this.policy = policy;
    this.arguments = signature.arguments();
    this.types =
        arguments.stream().map(each -> ColumnType.of(each.type())).toArray(ColumnType[]::new);
    this.result = ColumnType.of(signature.result());
  }

  /**
   * One row.
   *
   * @param values changed
   */
  @Nullable Object call(@Nullable Object[] values) {
    convert(values);
    return value(function.call(values));
  }

  /** Whether the order of its calls among others does not count. */
  boolean isRepeatable() {
    return function.isRepeatable();
  }

  /** Room for at most so many rows that are called together. */
  TypedBatch batch(int capacity) {
    return function.batch(capacity);
  }

  /**
   * Adds a row to a batch of this function; answers how many bytes it has.
   *
   * @param values changed
   */
  int add(TypedBatch batch, @Nullable Object[] values) {
    convert(values);
    return batch.add(values);
  }

  private void convert(@Nullable Object[] values) {
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      if (value != null) {
        values[i] = argument(i, value);
      }
    }
  }

  /** What the plugin answered, as generated code has it. */
  @Nullable Object value(@Nullable Object answer) {
    try {
      return answer == null ? null : result.toValue().apply(answer);
    } catch (UdfException refused) {
      UdfException failure = function.unusable(refused);
      if (failure != null) {
        throw failure;
      }
      return null;
    }
  }

  private Object argument(int i, Object value) {
    try {
      return types[i].fromValue().convert(value, policy);
    } catch (UdfException unusable) {
      throw unusable.about(function.label() + ": argument " + arguments.get(i).name());
    }
  }
}
