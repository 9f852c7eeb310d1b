package io.github.wasmudf.h2;

import io.github.wasmudf.Signature;
import io.github.wasmudf.TypedAggregate;
import io.github.wasmudf.TypedState;
import org.h2.jdbc.JdbcConnection;
import org.h2.value.Value;
import org.h2.value.ValueToObjectConverter;
import org.jspecify.annotations.Nullable;

/** A created aggregate in one session, with the way from H2's objects and back. */
final class BoundAggregate {
  private final H2Session session;
  private final TypedAggregate aggregate;
  private final ArgumentsFromH2 arguments;
  private final ColumnType result;

  BoundAggregate(H2Session session, TypedAggregate aggregate) {
    Signature signature = aggregate.created().declaration().signature();
    this.session = session;
    this.aggregate = aggregate;
    this.arguments = new ArgumentsFromH2(session, aggregate.label(), signature);
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
      if (value != null && value.getClass() != arguments.parameter(i)) {
        values[i] = cast(value, arguments.parameter(i), connection);
      }
    }
    arguments.convert(values);
    state.add(values);
  }

  private Object cast(Object value, Class<?> parameter, JdbcConnection connection) {
    Value ofH2 = ValueToObjectConverter.objectToValue(session.session(), value, Value.UNKNOWN);
    return ValueToObjectConverter.valueToObject(parameter, ofH2, connection);
  }

  /** What the group came to, as H2 has it. */
  @Nullable Object result(TypedState state) {
    Object answer = state.result();
    return answer == null ? null : result.value(answer);
  }
}
