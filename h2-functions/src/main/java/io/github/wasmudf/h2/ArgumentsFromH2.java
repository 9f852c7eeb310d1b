package io.github.wasmudf.h2;

import io.github.wasmudf.Column;
import io.github.wasmudf.Signature;
import io.github.wasmudf.SqlType;
import io.github.wasmudf.UdfException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The way of a created function's arguments from H2's objects to those of their types. */
final class ArgumentsFromH2 {
  private final H2Session session;
  private final String label;
  private final List<Column> arguments;
  private final AliasType[] types;

  /**
   * The arguments of a function.
   *
   * @param label names the function in errors
   */
  ArgumentsFromH2(H2Session session, String label, Signature signature) {
    this.session = session;
    this.label = label;
    this.arguments = signature.arguments();
    this.types =
        arguments.stream().map(argument -> AliasType.of(argument.type())).toArray(AliasType[]::new);
  }

  /** The class that an argument has before it is converted. */
  Class<?> parameter(int i) {
    return types[i].parameter();
  }

  /** Converts the values of one call in place. Errors of H2's own casts stay H2's. */
  void convert(@Nullable Object[] values) {
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      if (value != null) {
        values[i] = argument(i, value);
      }
    }
  }

  private Object argument(int i, Object value) {
    SqlType type = arguments.get(i).type();
    try {
      return types[i].argument().convert(value, type, session);
    } catch (UdfException unusable) {
      throw unusable.about(label + ": argument " + arguments.get(i).name());
    }
  }
}
