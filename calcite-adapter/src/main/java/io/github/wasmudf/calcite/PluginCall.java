package io.github.wasmudf.calcite;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.validate.SqlUserDefinedFunction;
import org.jspecify.annotations.Nullable;

/**
 * A call of {@code WASM_TRANSFORM} or {@code WASM_TRANSFORM_BINARY} in a plan, without the casts
 * that change nothing.
 *
 * @param parameters null where the call has none
 */
record PluginCall(SqlOperator function, RexNode name, RexNode input, @Nullable RexNode parameters) {
  private static final int NAME = 0;
  private static final int INPUT = 1;
  private static final int PARAMETERS = 2;

  /** Null for whatever else a value is. */
  static @Nullable PluginCall of(RexNode value) {
    if (!(value instanceof RexCall call)
        || !(call.getOperator() instanceof SqlUserDefinedFunction called)
        || !(called.getFunction() instanceof PluginFunction)
        || !called.getName().startsWith("WASM_TRANSFORM")) {
      return null;
    }
    List<RexNode> operands = call.getOperands();
    RexNode parameters = operands.size() > PARAMETERS ? operands.get(PARAMETERS) : null;
    boolean none =
        parameters == null
            || parameters.isA(SqlKind.DEFAULT)
            || RexUtil.isNullLiteral(parameters, true);
    return new PluginCall(
        called,
        asText(operands.get(NAME)),
        uncast(operands.get(INPUT)),
        none || parameters == null ? null : asText(parameters));
  }

  /** As EXPLAIN shows it. */
  @Override
  public String toString() {
    return function.getName()
        + Stream.of(name, input, parameters)
            .filter(Objects::nonNull)
            .map(PluginCall::shown)
            .collect(Collectors.joining(", ", "(", ")"));
  }

  private static String shown(RexNode argument) {
    String literal = literal(argument);
    return literal == null ? argument.toString() : "'" + literal.replace("'", "''") + "'";
  }

  /** The text of a literal; null for anything else. */
  static @Nullable String literal(RexNode value) {
    return value instanceof RexLiteral literal ? literal.getValueAs(String.class) : null;
  }

  private static boolean isConstant(@Nullable RexNode value) {
    return value == null || value instanceof RexLiteral || value instanceof RexDynamicParam;
  }

  /**
   * Whether its name and its parameters are constants, and its input is text or bytes from the
   * start: a large object, which may have come as text by a cast, is read row by row.
   */
  boolean isBatchable() {
    return isConstant(name) && isConstant(parameters) && isShort(input);
  }

  private static boolean isShort(RexNode input) {
    RexNode value = input;
    while (value instanceof RexCall cast && cast.isA(SqlKind.CAST)) {
      value = cast.getOperands().get(0);
    }
    return value.getType().getSqlTypeName() != SqlTypeName.ANY
        && (SqlTypeUtil.inCharFamily(input.getType()) || SqlTypeUtil.isBinary(input.getType()));
  }

  /**
   * A value in which calls without parameters are written in one way only. Calcite has three: with
   * DEFAULT, with NULL, with neither.
   */
  static RexNode normal(RexNode value) {
    return value.accept(
        new RexShuttle() {
          @Override
          public RexNode visitCall(RexCall call) {
            RexNode inner = super.visitCall(call);
            PluginCall plugin = of(inner);
            return plugin != null && plugin.parameters == null
                ? ((RexCall) inner)
                    .clone(inner.getType(), ((RexCall) inner).getOperands().subList(0, PARAMETERS))
                : inner;
          }
        });
  }

  /** The argument that a call works on, as it stands in the plan. */
  static RexNode inputOf(RexCall call) {
    return call.getOperands().get(INPUT);
  }

  /** The same call with its input in a column. */
  static RexCall withInput(RexCall call, RexNode column) {
    List<RexNode> operands = new ArrayList<>(call.getOperands());
    operands.set(INPUT, column);
    return call.clone(call.getType(), operands);
  }

  private static RexNode asText(RexNode argument) {
    RexNode value = argument;
    while (value instanceof RexCall cast
        && cast.isA(SqlKind.CAST)
        && cast.getType().getSqlTypeName() == SqlTypeName.VARCHAR
        && cast.getType().getPrecision() < 0
        && SqlTypeUtil.inCharFamily(cast.getOperands().get(0).getType())) {
      value = cast.getOperands().get(0);
    }
    return value;
  }

  /** Without casts to the type that a value has. */
  private static RexNode uncast(RexNode argument) {
    RexNode value = argument;
    while (value instanceof RexCall cast
        && cast.isA(SqlKind.CAST)
        && cast.getType().getPrecision() < 0
        && cast.getOperands().get(0).getType().getSqlTypeName()
            == cast.getType().getSqlTypeName()) {
      value = cast.getOperands().get(0);
    }
    return value;
  }
}
