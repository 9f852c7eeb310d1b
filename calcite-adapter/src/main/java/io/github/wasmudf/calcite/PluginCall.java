package io.github.wasmudf.calcite;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.validate.SqlUserDefinedFunction;
import org.jspecify.annotations.Nullable;

/**
 * A call in a plan that names a plugin, and maybe an export: {@code WASM_TRANSFORM}, {@code
 * WASM_CALL} and the like, without the casts that change nothing.
 *
 * @param call as it stands in the plan
 * @param export null for the one that a call which names none means
 * @param parameters null where the call has none
 */
record PluginCall(
    RexCall call,
    RexNode name,
    @Nullable RexNode export,
    RexNode input,
    @Nullable RexNode parameters)
    implements BatchableCall {
  private static final String TRANSFORM = "WASM_TRANSFORM";
  private static final String CALL = "WASM_CALL";

  /** Null for whatever else a value is. */
  static @Nullable PluginCall of(RexNode value) {
    if (!(value instanceof RexCall call)
        || !(call.getOperator() instanceof SqlUserDefinedFunction called)
        || !(called.getFunction() instanceof PluginFunction)
        || !(called.getName().startsWith(TRANSFORM) || called.getName().startsWith(CALL))) {
      return null;
    }
    List<RexNode> operands = call.getOperands();
    int input = input(call);
    RexNode parameters = operands.size() > input + 1 ? operands.get(input + 1) : null;
    boolean none =
        parameters == null
            || parameters.isA(SqlKind.DEFAULT)
            || RexUtil.isNullLiteral(parameters, true);
    return new PluginCall(
        call,
        asText(operands.get(0)),
        input == 1 ? null : asText(operands.get(1)),
        uncast(operands.get(input)),
        none || parameters == null ? null : asText(parameters));
  }

  /** Which of the operands is the input. */
  private static int input(RexCall call) {
    return call.getOperator().getName().startsWith(CALL) ? 2 : 1;
  }

  /** As EXPLAIN shows it. */
  @Override
  public String toString() {
    return call.getOperator().getName()
        + Stream.of(name, export, input, parameters)
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

  /** A large object, which may have come as text by a cast, is read row by row. */
  @Override
  public boolean isBatchable() {
    return Constant.is(name) && Constant.is(export) && Constant.is(parameters) && isShort(input);
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
                    .clone(
                        inner.getType(),
                        ((RexCall) inner).getOperands().subList(0, input(plugin.call) + 1))
                : inner;
          }
        });
  }

  @Override
  public List<RexNode> inputs() {
    return List.of(call.getOperands().get(input(call)));
  }

  @Override
  public RexNode withInputs(List<RexNode> columns) {
    List<RexNode> operands = new ArrayList<>(call.getOperands());
    operands.set(input(call), columns.get(0));
    return call.clone(call.getType(), operands);
  }

  @Override
  public CallColumn.Caller caller() {
    if (!Constant.is(name)) {
      return (statement, root) -> false;
    }
    Constant plugin = Constant.of(name);
    return (statement, root) -> {
      String called = plugin.in(root);
      return called == null || statement.isRepeatable(called);
    };
  }

  @Override
  public CallColumn.Planned planned() {
    return new PluginColumn.Planned(
        ((RexInputRef) input).getIndex(),
        Constant.of(name),
        export == null ? null : Constant.of(export),
        Constant.of(parameters),
        call.getType().getSqlTypeName() != SqlTypeName.VARBINARY);
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
