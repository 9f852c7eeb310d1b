package io.github.wasmudf.calcite;

import io.github.wasmudf.Signature;
import io.github.wasmudf.catalog.CreatedFunction;
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

/** A created aggregate as Calcite plans with it; its groups are {@link CreatedGroup}s. */
final class CreatedAggregate implements ImplementableAggFunction {
  private final CreatedFunctionCall call;
  private final List<FunctionParameter> parameters;

  CreatedAggregate(CreatedFunction function) {
    Signature signature = function.declaration().signature();
    this.call = new CreatedFunctionCall(function.name(), signature);
    this.parameters = CreatedScalar.parameters(signature);
  }

  @Override
  public List<FunctionParameter> getParameters() {
    return parameters;
  }

  @Override
  public RelDataType getReturnType(RelDataTypeFactory types) {
    return ColumnType.declare(types, call.signature().result());
  }

  @Override
  public AggImplementor getImplementor(boolean windowContext) {
    return new Implementor(call);
  }

  private record Implementor(CreatedFunctionCall call) implements AggImplementor {
    @Override
    public List<Type> getStateType(AggContext info) {
      return List.of(CreatedGroup.class);
    }

    @Override
    public void implementReset(AggContext info, AggResetContext reset) {
      Expression begun =
          Expressions.new_(
              CreatedGroup.class, DataContext.ROOT, Expressions.constant(call.number()));
      reset
          .currentBlock()
          .add(Expressions.statement(Expressions.assign(reset.accumulator().get(0), begun)));
    }

    @Override
    public void implementAdd(AggContext info, AggAddContext add) {
      GeneratedAdd.of(add, this::values);
    }

    private List<Expression> values(RexToLixTranslator translator, List<RexNode> arguments) {
      List<Expression> operands = translator.translateList(arguments);
      return List.of(CreatedScalar.arguments(translator, arguments, operands, call.signature()));
    }

    @Override
    public Expression implementResult(AggContext info, AggResultContext result) {
      Class<?> type = ColumnType.of(call.signature().result()).resultClass();
      return Expressions.convert_(Expressions.call(result.accumulator().get(0), "result"), type);
    }
  }
}
