package io.github.wasmudf.calcite;

import java.lang.reflect.Type;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.jdbc.CalcitePrepare;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.prepare.CalcitePrepareImpl;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.tools.Program;
import org.jspecify.annotations.Nullable;

/**
 * Calcite's preparation of statements, after which a finished plan is looked at once more: what
 * other databases can do beside a plugin's calls, they do; and calls are made in batches.
 */
final class FederatingPrepare extends CalcitePrepareImpl {
  @Override
  public <T> CalciteSignature<T> prepareSql(
      CalcitePrepare.Context context, Query<T> query, Type elementType, long maxRowCount) {
    try {
      return super.prepareSql(context, query, elementType, maxRowCount);
    } catch (RuntimeException | AssertionError | StackOverflowError | OutOfMemoryError failed) {
      throw SqlErrors.raiseOfPreparing(failed);
    }
  }

  @Override
  protected CalcitePreparingStmt getPreparingStmt(
      CalcitePrepare.Context context,
      Type elementType,
      CalciteCatalogReader catalogReader,
      RelOptPlanner planner) {
    return new Preparing(
        this,
        context,
        catalogReader,
        elementType == Object[].class ? EnumerableRel.Prefer.ARRAY : EnumerableRel.Prefer.CUSTOM,
        createCluster(planner, new RexBuilder(context.getTypeFactory())));
  }

  private static final class Preparing extends CalcitePreparingStmt {
    Preparing(
        FederatingPrepare prepare,
        CalcitePrepare.Context context,
        CalciteCatalogReader catalogReader,
        EnumerableRel.Prefer prefer,
        RelOptCluster cluster) {
      super(
          prepare,
          context,
          catalogReader,
          context.getTypeFactory(),
          context.getRootSchema(),
          prefer,
          cluster,
          EnumerableConvention.INSTANCE,
          prepare.createConvertletTable());
    }

    @Override
    protected Program getProgram() {
      Program calcite = super.getProgram();
      return (planner, plan, traits, materializations, lattices) ->
          improved(
              plan,
              calcite.run(planner, plan, traits, materializations, lattices),
              WasmSchema.in(context.getRootSchema().plus()));
    }
  }

  /**
   * @param logical what was asked
   * @param finished how Calcite would answer it
   */
  private static RelNode improved(RelNode logical, RelNode finished, @Nullable WasmSchema schema) {
    RowComparisons.refuse(finished);
    RelNode plan = finished.accept(new TableScans());
    if (Condition.callsPlugin(plan)) {
      plan = new LateConditions(isOrdered(logical)).improved(plan).accept(new PushedConditions());
      if (schema != null && schema.pushDown()) {
        plan = plan.accept(new PushedCalls(schema));
      }
      if (schema != null && schema.batch()) {
        plan = Batching.batched(plan);
      }
    }
    // The passes above look for scans, which this one wraps.
    return plan.accept(new JdbcBytes.Pass());
  }

  private static boolean isOrdered(RelNode logical) {
    return (logical instanceof Sort sort && !sort.getCollation().getFieldCollations().isEmpty())
        || logical.getInputs().stream().anyMatch(FederatingPrepare::isOrdered);
  }
}
