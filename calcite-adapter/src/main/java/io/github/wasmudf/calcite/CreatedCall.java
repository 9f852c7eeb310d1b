package io.github.wasmudf.calcite;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.validate.SqlUserDefinedFunction;
import org.jspecify.annotations.Nullable;

/** A call of a created function in a plan. */
record CreatedCall(RexCall call, CreatedScalar function) implements BatchableCall {
  /** Null for whatever else a value is. */
  static @Nullable CreatedCall of(RexNode value) {
    return value instanceof RexCall call
            && call.getOperator() instanceof SqlUserDefinedFunction called
            && called.getFunction() instanceof CreatedScalar function
        ? new CreatedCall(call, function)
        : null;
  }

  @Override
  public boolean isBatchable() {
    List<RexNode> operands = call.getOperands();
    for (int i = 0; i < operands.size(); i++) {
      if (!function.isPlain(operands.get(i), i)) {
        return false;
      }
    }
    return !operands.isEmpty();
  }

  @Override
  public List<RexNode> inputs() {
    List<RexNode> inputs = new ArrayList<>();
    for (RexNode operand : call.getOperands()) {
      inputs.add(function.argument(operand, inputs.size()));
    }
    return inputs;
  }

  @Override
  public RexNode withInputs(List<RexNode> columns) {
    return call.clone(call.getType(), columns);
  }

  @Override
  public CallColumn.Caller caller() {
    int number = function.call().number();
    return (statement, root) -> statement.isRepeatable(number);
  }

  @Override
  public CallColumn.Planned planned() {
    int[] columns =
        call.getOperands().stream().mapToInt(each -> ((RexInputRef) each).getIndex()).toArray();
    return new CreatedColumn.Planned(columns, function.call().number());
  }

  @Override
  public String toString() {
    return call.toString();
  }
}
