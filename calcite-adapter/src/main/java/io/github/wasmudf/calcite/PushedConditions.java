package io.github.wasmudf.calcite;

import java.util.List;
import org.apache.calcite.adapter.enumerable.EnumerableCalc;
import org.apache.calcite.adapter.jdbc.JdbcRules;
import org.apache.calcite.adapter.jdbc.JdbcToEnumerableConverter;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelShuttleImpl;
import org.apache.calcite.rex.RexUtil;

/**
 * Leaves to another database those parts of a condition that call no plugin. Calcite pushes a
 * condition down as a whole or not at all, so one call would make it fetch the whole table.
 *
 * <p>Looks at finished plans: as a rule of the planner it would have to win by cost, and the
 * planner takes a plugin's call for as cheap as a comparison.
 */
final class PushedConditions extends RelShuttleImpl {
  @Override
  public RelNode visit(RelNode node) {
    return node instanceof EnumerableCalc calc
            && calc.getInput() instanceof JdbcToEnumerableConverter scan
        ? split(calc, scan)
        : super.visit(node);
  }

  private static RelNode split(EnumerableCalc calc, JdbcToEnumerableConverter scan) {
    Condition condition = Condition.of(calc, Condition::isPlain);
    if (condition.chosen().isEmpty()) {
      return calc;
    }
    RelNode table = scan.getInput();
    RelNode filter =
        new JdbcRules.JdbcFilter(
            table.getCluster(),
            table.getTraitSet(),
            table,
            RexUtil.composeConjunction(table.getCluster().getRexBuilder(), condition.chosen()));
    return Condition.calc(
        scan.copy(scan.getTraitSet(), List.of(filter)),
        Condition.projects(calc),
        calc.getRowType().getFieldNames(),
        condition.others());
  }
}
