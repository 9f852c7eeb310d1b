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
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.tools.Program;
import org.apache.calcite.tools.Programs;

/**
 * Calcite's preparation of statements, after which a finished plan is looked at once more: what
 * other databases can do beside a plugin's calls, they do.
 */
final class FederatingPrepare extends CalcitePrepareImpl {
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
      return Programs.sequence(
          super.getProgram(),
          (planner, plan, traits, materializations, lattices) -> improved(plan));
    }
  }

  /** The passes look at JDBC's converters, which the last one wraps. */
  private static RelNode improved(RelNode plan) {
    return plan.accept(new JdbcBytes.Pass());
  }
}
