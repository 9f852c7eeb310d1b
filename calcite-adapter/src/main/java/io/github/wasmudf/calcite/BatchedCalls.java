package io.github.wasmudf.calcite;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.enumerable.EnumerableRelImplementor;
import org.apache.calcite.adapter.enumerable.JavaRowFormat;
import org.apache.calcite.adapter.enumerable.PhysTypeImpl;
import org.apache.calcite.linq4j.tree.BlockBuilder;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.SingleRel;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/**
 * Columns of its input, and plugins' calls on columns of its input, made for many rows at a time:
 * the rows cross into the plugin together. {@link BatchedRows} does it.
 */
final class BatchedCalls extends SingleRel implements EnumerableRel {
  private final List<RexNode> values;
  private final List<String> names;
  private final List<CallColumn.Caller> callers;
  private final @Nullable Demand asked;
  private final @Nullable Demand asking;

  /**
   * @param values columns, and calls of plugins on columns
   * @param callers whom the calculation calls that this is a part of
   * @param asked how many rows it is asked for; null for all
   * @param asking how many rows it asks for; null where nobody wants to know
   */
  BatchedCalls(
      RelNode input,
      List<RexNode> values,
      List<String> names,
      List<CallColumn.Caller> callers,
      @Nullable Demand asked,
      @Nullable Demand asking) {
    super(input.getCluster(), traits(input), input);
    this.values = List.copyOf(values);
    this.names = List.copyOf(names);
    this.callers = callers;
    this.asked = asked;
    this.asking = asking;
  }

  private static RelTraitSet traits(RelNode input) {
    return input.getCluster().traitSetOf(EnumerableConvention.INSTANCE);
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new BatchedCalls(inputs.get(0), values, names, callers, asked, asking);
  }

  @Override
  protected RelDataType deriveRowType() {
    RelDataTypeFactory.Builder row = getCluster().getTypeFactory().builder();
    for (int i = 0; i < values.size(); i++) {
      row.add(names.get(i), values.get(i).getType());
    }
    return row.build();
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    super.explainTerms(writer);
    for (int i = 0; i < values.size(); i++) {
      BatchableCall call = BatchableCall.of(values.get(i));
      writer.item(names.get(i), call == null ? values.get(i) : call);
    }
    return writer;
  }

  @Override
  public Result implement(EnumerableRelImplementor implementor, Prefer prefer) {
    Result input = implementor.visitChild(this, 0, (EnumerableRel) getInput(), Prefer.ARRAY);
    boolean bare = input.physType.getFormat() == JavaRowFormat.SCALAR;
    BlockBuilder block = new BlockBuilder();
    Expression rows = block.append("rows", input.block);
    block.add(
        Expressions.return_(
            null,
            Expressions.call(
                WasmFunctions.class,
                "batched",
                DataContext.ROOT,
                implementor.stash(plan(bare), Object.class),
                bare ? rows : input.physType.convertTo(rows, JavaRowFormat.ARRAY))));
    return implementor.result(
        PhysTypeImpl.of(implementor.getTypeFactory(), getRowType(), JavaRowFormat.ARRAY),
        block.toBlock());
  }

  private BatchedRows.Plan plan(boolean bare) {
    List<Integer> sources = new ArrayList<>();
    List<CallColumn.Planned> calls = new ArrayList<>();
    for (RexNode value : values) {
      if (value instanceof RexInputRef column) {
        sources.add(column.getIndex());
      } else {
        sources.add(~calls.size());
        calls.add(call(value));
      }
    }
    return new BatchedRows.Plan(bare, sources, calls, callers, asked, asking);
  }

  private static CallColumn.Planned call(RexNode value) {
    BatchableCall call = BatchableCall.of(value);
    if (call == null) {
      throw new IllegalStateException("not a call on columns: " + value);
    }
    return call.planned();
  }
}
