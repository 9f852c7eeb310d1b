package io.github.wasmudf.calcite;

import org.apache.calcite.DataContext;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/**
 * A text that is the same for all rows of a statement: a literal or, by name, a parameter; or NULL.
 */
record Constant(@Nullable String literal, @Nullable String parameter) {
  /** Whether a value in a plan is one; what is left out is NULL. */
  static boolean is(@Nullable RexNode value) {
    return value == null || value instanceof RexLiteral || value instanceof RexDynamicParam;
  }

  /** The text that a value in a plan stands for. */
  static Constant of(@Nullable RexNode value) {
    return value instanceof RexDynamicParam parameter
        ? new Constant(null, "?" + parameter.getIndex())
        : new Constant(value == null ? null : PluginCall.literal(value), null);
  }

  /** The text in one execution. */
  @Nullable String in(DataContext root) {
    Object value = parameter == null ? literal : root.get(parameter);
    return value == null ? null : value.toString();
  }
}
