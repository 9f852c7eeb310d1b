package io.github.wasmudf.calcite;

import java.lang.reflect.Type;
import java.util.List;
import java.util.Set;
import org.apache.calcite.adapter.enumerable.EnumerableRelImplementor;
import org.apache.calcite.adapter.enumerable.EnumerableTableFunctionScan;
import org.apache.calcite.adapter.enumerable.JavaRowFormat;
import org.apache.calcite.adapter.enumerable.PhysTypeImpl;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.metadata.RelColumnMapping;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/** The rows of a {@link CreatedTable}: arrays, or of one column the bare values. */
final class PluginScan extends EnumerableTableFunctionScan {
  /** In the place of what Calcite has planned. */
  PluginScan(EnumerableTableFunctionScan planned) {
    super(
        planned.getCluster(),
        planned.getTraitSet(),
        planned.getInputs(),
        planned.getElementType(),
        planned.getRowType(),
        planned.getCall(),
        planned.getColumnMappings());
  }

  @Override
  public EnumerableTableFunctionScan copy(
      RelTraitSet traitSet,
      List<RelNode> inputs,
      RexNode rexCall,
      @Nullable Type elementType,
      RelDataType rowType,
      @Nullable Set<RelColumnMapping> columnMappings) {
    return new PluginScan(
        super.copy(traitSet, inputs, rexCall, elementType, rowType, columnMappings));
  }

  @Override
  public Result implement(EnumerableRelImplementor implementor, Prefer prefer) {
    return implementor.result(
        PhysTypeImpl.of(implementor.getTypeFactory(), getRowType(), JavaRowFormat.ARRAY),
        super.implement(implementor, prefer).block);
  }
}
