package io.github.wasmudf.h2;

import io.github.wasmudf.Column;
import io.github.wasmudf.Signature;
import io.github.wasmudf.SqlType;
import io.github.wasmudf.TypedFunction;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.catalog.CreatedFunction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A created function in one session, with the way from H2's objects and back. */
final class BoundFunction {
  private final H2Session session;
  private final TypedFunction function;
  private final List<Column> arguments;
  private final AliasType[] argumentTypes;
  private final AliasType result;

  BoundFunction(H2Session session, TypedFunction function) {
    Signature signature = function.created().declaration().signature();
    this.session = session;
    this.function = function;
    this.arguments = signature.arguments();
    this.argumentTypes =
        arguments.stream().map(argument -> AliasType.of(argument.type())).toArray(AliasType[]::new);
    this.result = AliasType.of(signature.result());
  }

  CreatedFunction created() {
    return function.created();
  }

  /** One row. Errors of H2's own casts stay H2's. */
  @Nullable Object call(@Nullable Object[] values) {
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      if (value != null) {
        values[i] = argument(i, value);
      }
    }
    Object answer = function.call(values);
    return answer == null ? null : result.answer().convert(answer);
  }

  private Object argument(int i, Object value) {
    SqlType type = arguments.get(i).type();
    try {
      return argumentTypes[i].argument().convert(value, type, session);
    } catch (UdfException unusable) {
      throw unusable.about(function.created().label() + ": argument " + arguments.get(i).name());
    }
  }
}
