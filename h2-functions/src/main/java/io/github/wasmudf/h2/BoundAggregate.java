package io.github.wasmudf.h2;

import io.github.wasmudf.Column;
import io.github.wasmudf.Signature;
import io.github.wasmudf.TypedAggregate;
import io.github.wasmudf.TypedState;
import io.github.wasmudf.UdfException;
import java.util.List;
import org.h2.jdbc.JdbcConnection;
import org.h2.value.Value;
import org.h2.value.ValueToObjectConverter;
import org.jspecify.annotations.Nullable;

/** A created aggregate in one session, with the way from H2's objects and back. */
final class BoundAggregate {
  private final H2Session session;
  private final TypedAggregate aggregate;
  private final List<Column> arguments;
  private final AliasType[] types;
  private final ColumnType result;

  BoundAggregate(H2Session session, TypedAggregate aggregate) {
    Signature signature = aggregate.created().declaration().signature();
    this.session = session;
    this.aggregate = aggregate;
    this.arguments = signature.arguments();
    this.types =
        arguments.stream().map(argument -> AliasType.of(argument.type())).toArray(AliasType[]::new);
    this.result = ColumnType.of(signature.result());
  }

  TypedState open() {
    return aggregate.open(session.aggregatingStatement());
  }

  /**
   * One row. H2 does not convert what it passes to an aggregate, so its own casts are asked here.
   *
   * @param values as H2 has them by default; changed
   */
  void add(TypedState state, @Nullable Object[] values, JdbcConnection connection) {
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      if (value != null) {
        values[i] = argument(i, value, connection);
      }
    }
    state.add(values);
  }

  private Object argument(int i, Object given, JdbcConnection connection) {
    AliasType type = types[i];
    Object value = given;
    if (value.getClass() != type.parameter()) {
      Value ofH2 = ValueToObjectConverter.objectToValue(session.session(), given, Value.UNKNOWN);
      value = ValueToObjectConverter.valueToObject(type.parameter(), ofH2, connection);
    }
    try {
      return type.argument().convert(value, arguments.get(i).type(), session);
    } catch (UdfException unusable) {
      throw unusable.about(aggregate.label() + ": argument " + arguments.get(i).name());
    }
  }

  /** What the group came to, as H2 has it. */
  @Nullable Object result(TypedState state) {
    Object answer = state.result();
    return answer == null ? null : result.value(answer);
  }
}
