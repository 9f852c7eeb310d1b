package io.github.wasmudf.calcite;

import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.apache.calcite.adapter.enumerable.EnumerableCalc;
import org.apache.calcite.adapter.enumerable.EnumerableLimit;
import org.apache.calcite.adapter.jdbc.JdbcRules;
import org.apache.calcite.adapter.jdbc.JdbcTableScan;
import org.apache.calcite.adapter.jdbc.JdbcToEnumerableConverter;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelShuttleImpl;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.jspecify.annotations.Nullable;

/**
 * Leaves calls of plugins to the H2 that a table is in, where that has the same version of the
 * plugin. Looks at finished plans, after {@link PushedConditions}.
 *
 * <p>Not below a LIMIT, which ends a plan of Calcite early: H2 would call the plugin for all rows.
 */
final class PushedCalls extends RelShuttleImpl {
  private final WasmSchema schema;

  PushedCalls(WasmSchema schema) {
    this.schema = schema;
  }

  @Override
  public RelNode visit(RelNode node) {
    if (node instanceof EnumerableLimit) {
      return node;
    }
    if (node instanceof EnumerableCalc calc
        && calc.getInput() instanceof JdbcToEnumerableConverter scan
        && Condition.callsPlugin(calc)) {
      DataSource source = source(scan);
      return source == null || isSorted(scan)
          ? calc
          : pushed(calc, scan, new RemotePlugins(schema, source));
    }
    return super.visit(node);
  }

  /** Around an ORDER BY of its own, a query promises no order. */
  private static boolean isSorted(RelNode node) {
    return (node instanceof Sort sort && !sort.getCollation().getFieldCollations().isEmpty())
        || node.getInputs().stream().anyMatch(PushedCalls::isSorted);
  }

  private static @Nullable DataSource source(RelNode node) {
    if (node instanceof JdbcTableScan scan) {
      return scan.jdbcTable.unwrap(DataSource.class);
    }
    for (RelNode input : node.getInputs()) {
      DataSource source = source(input);
      if (source != null) {
        return source;
      }
    }
    return null;
  }

  private static RelNode pushed(
      EnumerableCalc calc, JdbcToEnumerableConverter scan, RemotePlugins plugins) {
    RemoteCalls calls = new RemoteCalls(calc.getCluster().getRexBuilder(), plugins);
    Condition condition = Condition.of(calc, calls::areAllOf);
    RelNode remote = filtered(scan.getInput(), condition.chosen(), calls);
    List<RexNode> projects = Condition.projects(calc);
    // A call for a row that a condition here will refuse is one too many.
    if (condition.others().isEmpty()) {
      Columns columns = new Columns(calls);
      projects = columns.of(projects);
      if (columns.hasCalls) {
        remote = projected(remote, columns.values);
      } else {
        projects = Condition.projects(calc);
      }
    }
    if (calls.plugins().isEmpty()) {
      return calc;
    }
    RelNode rest =
        Condition.calc(
            scan.copy(scan.getTraitSet(), List.of(remote)),
            projects,
            calc.getRowType().getFieldNames(),
            condition.others());
    return new CheckedCalls(rest, calc, calls.plugins());
  }

  private static RelNode filtered(RelNode table, List<RexNode> conditions, RemoteCalls calls) {
    if (conditions.isEmpty()) {
      return table;
    }
    RexBuilder rex = table.getCluster().getRexBuilder();
    List<RexNode> remote = conditions.stream().map(calls::remote).toList();
    return new JdbcRules.JdbcFilter(
        table.getCluster(), table.getTraitSet(), table, RexUtil.composeConjunction(rex, remote));
  }

  private static RelNode projected(RelNode table, List<RexNode> values) {
    RelDataTypeFactory.Builder type = table.getCluster().getTypeFactory().builder();
    for (int i = 0; i < values.size(); i++) {
      type.add("C" + i, values.get(i).getType());
    }
    return new JdbcRules.JdbcProject(
        table.getCluster(),
        table.getCluster().traitSetOf(table.getTraitSet().getTrait(0)),
        table,
        values,
        type.build());
  }

  /** What the other database answers: the columns that are needed, and the calls. */
  private static final class Columns extends RexShuttle {
    final List<RexNode> values = new ArrayList<>();
    boolean hasCalls;
    private final RemoteCalls calls;
    private boolean conditional;

    Columns(RemoteCalls calls) {
      this.calls = calls;
    }

    /** The same values, in terms of those columns. */
    List<RexNode> of(List<RexNode> projects) {
      List<RexNode> list = new ArrayList<>();
      for (RexNode project : projects) {
        conditional = Condition.isConditional(project);
        list.add(project.accept(this));
      }
      return list;
    }

    @Override
    public RexNode visitInputRef(RexInputRef column) {
      return column(column);
    }

    @Override
    public RexNode visitCall(RexCall call) {
      if (!conditional && calls.isOne(call)) {
        hasCalls = true;
        return column(calls.remote(call));
      }
      return super.visitCall(call);
    }

    private RexNode column(RexNode value) {
      int at = values.indexOf(value);
      if (at < 0) {
        at = values.size();
        values.add(value);
      }
      return new RexInputRef(at, value.getType());
    }
  }
}
