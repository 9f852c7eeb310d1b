package io.github.wasmudf.calcite;

import java.lang.reflect.Type;
import java.util.List;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.enumerable.AggAddContext;
import org.apache.calcite.adapter.enumerable.AggContext;
import org.apache.calcite.adapter.enumerable.AggImplementor;
import org.apache.calcite.adapter.enumerable.AggResetContext;
import org.apache.calcite.adapter.enumerable.AggResultContext;
import org.apache.calcite.adapter.enumerable.RexToLixTranslator;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.schema.FunctionParameter;
import org.apache.calcite.schema.ImplementableAggFunction;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * {@code WASM_AGGREGATE}: an aggregate whose rows name their plugin. The variable that generated
 * code has for a group is an {@link AggregateGroup}, which knows the statement from the time the
 * group begins, so that a row costs no look-up.
 */
final class PluginAggregate implements ImplementableAggFunction {
  private final SqlTypeName result;

  /**
   * An aggregate.
   *
   * @param result VARCHAR or VARBINARY
   */
  PluginAggregate(SqlTypeName result) {
    this.result = result;
  }

  @Override
  public List<FunctionParameter> getParameters() {
    return List.of(
        SqlParameter.of(0, "NAME", types -> SqlParameter.nullable(types, SqlTypeName.VARCHAR)),
        SqlParameter.of(1, "INPUT", types -> SqlParameter.nullable(types, SqlTypeName.ANY)));
  }

  @Override
  public RelDataType getReturnType(RelDataTypeFactory types) {
    return SqlParameter.nullable(types, result);
  }

  @Override
  public AggImplementor getImplementor(boolean windowContext) {
    return new Implementor(result == SqlTypeName.VARCHAR);
  }

  private record Implementor(boolean asText) implements AggImplementor {
    @Override
    public List<Type> getStateType(AggContext info) {
      return List.of(AggregateGroup.class);
    }

    @Override
    public void implementReset(AggContext info, AggResetContext reset) {
      Expression begun =
          Expressions.new_(AggregateGroup.class, DataContext.ROOT, Expressions.constant(asText));
      reset
          .currentBlock()
          .add(Expressions.statement(Expressions.assign(reset.accumulator().get(0), begun)));
    }

    @Override
    public void implementAdd(AggContext info, AggAddContext add) {
      GeneratedAdd.of(add, PluginAggregate::values);
    }

    @Override
    public Expression implementResult(AggContext info, AggResultContext result) {
      return Expressions.call(result.accumulator().get(0), asText ? "text" : "bytes");
    }
  }

  /** The name, and the input as text or as what it is. */
  private static List<Expression> values(RexToLixTranslator translator, List<RexNode> arguments) {
    Arguments converted = new Arguments(translator, SqlTypeName.VARCHAR);
    List<Expression> operands = translator.translateList(arguments);
    return List.of(
        converted.expression(arguments.get(0), operands.get(0), String.class),
        converted.expression(arguments.get(1), operands.get(1), Object.class));
  }
}
