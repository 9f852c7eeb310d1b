package io.github.wasmudf.calcite;

import io.github.wasmudf.Column;
import io.github.wasmudf.RuntimePolicy;
import io.github.wasmudf.Signature;
import io.github.wasmudf.TypedAggregate;
import io.github.wasmudf.TypedState;
import io.github.wasmudf.UdfException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A created aggregate in one statement, with the way from Calcite's objects and back. */
final class BoundAggregate {
  private final TypedAggregate aggregate;
  private final RuntimePolicy policy;
  private final List<Column> arguments;
  private final ColumnType[] types;
  private final ColumnType result;

  BoundAggregate(TypedAggregate aggregate, RuntimePolicy policy) {
    Signature signature = aggregate.created().declaration().signature();
    this.aggregate = aggregate;
    this.policy = policy;
    this.arguments = signature.arguments();
    this.types =
        arguments.stream().map(each -> ColumnType.of(each.type())).toArray(ColumnType[]::new);
    this.result = ColumnType.of(signature.result());
  }

  TypedState open(RunningStatement statement) {
    return aggregate.open(statement);
  }

  /**
   * One row.
   *
   * @param values changed
   */
  void add(TypedState state, @Nullable Object[] values) {
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      if (value != null) {
        values[i] = argument(i, value);
      }
    }
    state.add(values);
  }

  private Object argument(int i, Object value) {
    try {
      return types[i].fromValue().convert(value, policy);
    } catch (UdfException unusable) {
      throw unusable.about(aggregate.label() + ": argument " + arguments.get(i).name());
    }
  }

  /** What the group came to. */
  @Nullable Object result(TypedState state) {
    Object answer = state.result();
    try {
      return answer == null ? null : result.toValue().apply(answer);
    } catch (UdfException refused) {
      throw refused.about(aggregate.label());
    }
  }
}
