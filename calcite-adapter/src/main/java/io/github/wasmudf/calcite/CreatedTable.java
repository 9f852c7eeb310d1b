package io.github.wasmudf.calcite;

import io.github.wasmudf.RowShape;
import io.github.wasmudf.Signature;
import io.github.wasmudf.catalog.CreatedFunction;
import java.lang.reflect.Type;
import java.util.List;
import org.apache.calcite.adapter.enumerable.CallImplementor;
import org.apache.calcite.adapter.enumerable.NullPolicy;
import org.apache.calcite.adapter.enumerable.RexImpTable;
import org.apache.calcite.adapter.enumerable.RexToLixTranslator;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.schema.FunctionParameter;
import org.apache.calcite.schema.ImplementableFunction;
import org.apache.calcite.schema.TableFunction;
import org.jspecify.annotations.Nullable;

/**
 * A created table function as Calcite plans with it: overloads are told apart by their types.
 *
 * <p>{@link PluginScan} takes the place of what Calcite plans for it, which takes a row of one
 * column for more than the bare value.
 */
final class CreatedTable implements TableFunction, ImplementableFunction {
  private final CreatedFunctionCall call;
  private final List<FunctionParameter> parameters;

  CreatedTable(CreatedFunction function) {
    Signature signature = function.declaration().signature();
    this.call = new CreatedFunctionCall(function.name(), signature);
    this.parameters = CreatedScalar.parameters(signature);
  }

  @Override
  public List<FunctionParameter> getParameters() {
    return parameters;
  }

  @Override
  public RelDataType getRowType(
      RelDataTypeFactory typeFactory, List<? extends @Nullable Object> arguments) {
    return PluginTable.rowType(typeFactory, RowShape.of(call.signature().columns()));
  }

  @Override
  public Type getElementType(List<? extends @Nullable Object> arguments) {
    return Object[].class;
  }

  @Override
  public CallImplementor getImplementor() {
    return RexImpTable.createImplementor(this::call, NullPolicy.NONE, false);
  }

  private Expression call(
      RexToLixTranslator translator, RexCall rexCall, List<Expression> operands) {
    return Expressions.call(
        PluginRows.class,
        "created",
        translator.getRoot(),
        Expressions.constant(call.number()),
        CreatedScalar.arguments(translator, rexCall.getOperands(), operands, call.signature()));
  }

  /** What generated code holds a number for. */
  CreatedFunctionCall call() {
    return call;
  }
}
