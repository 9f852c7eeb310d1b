package io.github.wasmudf.calcite;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.adapter.enumerable.EnumerableCalc;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.jspecify.annotations.Nullable;

/**
 * A calculation of a finished plan, built anew in stages: conditions that call no plugin; {@link
 * BatchedCalls} for each further condition, and the condition; {@code BatchedCalls} for what is
 * answered, and the rest of the calculation. Each call is made once, and for no row that a
 * condition before it has refused.
 */
final class CallStages {
  private final EnumerableCalc calc;
  private final List<RexNode> projects;
  private final List<CallColumn.Caller> callers;
  private final List<RexNode> pending = new ArrayList<>();
  private RelNode node;

  /** What the columns of {@link #node} are, in terms of the columns of the calculation's input. */
  private List<RexNode> columns = new ArrayList<>();

  private boolean isBatched;
  private boolean isDemanded;
  private @Nullable Demand demand;

  CallStages(EnumerableCalc calc, RelNode input) {
    this.calc = calc;
    this.projects = Condition.projects(calc).stream().map(PluginCall::normal).toList();
    this.node = input;
    List<RexNode> values = new ArrayList<>(projects);
    values.addAll(Condition.of(calc, Condition::callsPlugin).chosen());
    this.callers = BatchableCall.callers(values);
    for (int i = 0; i < input.getRowType().getFieldCount(); i++) {
      columns.add(new RexInputRef(i, input.getRowType().getFieldList().get(i).getType()));
    }
  }

  /** The calculation with its calls in batches; null if it has none that can be. */
  @Nullable RelNode batched() {
    filter();
    RelNode top = project();
    return isBatched ? top : null;
  }

  /** The same below a LIMIT: conditions stay there, and what is answered is calculated above it. */
  @Nullable RelNode batchedBelow(ExactLimit limit) {
    isDemanded = true;
    filter();
    if (!pending.isEmpty()) {
      List<RexNode> leaves = leaves(projects, Set.of());
      // A row has to have a column, even if nobody looks at it.
      narrow(leaves.isEmpty() ? columns.subList(0, 1) : leaves);
    }
    node = limit.over(node, demand);
    isDemanded = false;
    RelNode top = project();
    return isBatched ? top : null;
  }

  private void filter() {
    Condition condition = Condition.of(calc, Condition::callsPlugin);
    pending.addAll(condition.others());
    List<RexNode> calling = condition.chosen().stream().map(PluginCall::normal).toList();
    List<RexNode> needs = new ArrayList<>(calling);
    for (RexNode one : calling) {
      hoist(List.of(one), concat(needs, projects));
      pending.add(one);
      needs.remove(0);
    }
  }

  private RelNode project() {
    hoist(projects, projects);
    return Condition.calc(node, here(projects), calc.getRowType().getFieldNames(), here(pending));
  }

  private static List<RexNode> concat(List<RexNode> first, List<RexNode> second) {
    List<RexNode> both = new ArrayList<>(first);
    both.addAll(second);
    return both;
  }

  /** Makes columns of the calls in some values, the inner ones first. */
  private void hoist(List<RexNode> values, List<RexNode> needs) {
    for (Map<RexNode, BatchableCall> due = due(values); !due.isEmpty(); due = due(values)) {
      List<RexNode> leaves = leaves(needs, due.keySet());
      List<RexNode> inputs = new ArrayList<>();
      due.values().forEach(call -> inputs.addAll(call.inputs()));
      if (!pending.isEmpty() || !columns.containsAll(inputs)) {
        Set<RexNode> lower = new LinkedHashSet<>(leaves);
        lower.removeAll(due.keySet());
        lower.addAll(inputs);
        narrow(List.copyOf(lower));
      }
      List<RexNode> row = new ArrayList<>();
      for (RexNode leaf : leaves) {
        BatchableCall call = due.get(leaf);
        row.add(call == null ? here(leaf) : call.withInputs(here(call.inputs())));
      }
      Demand below = isDemanded ? new Demand() : null;
      node = new BatchedCalls(node, row, names(leaves), callers, below, demand);
      demand = below;
      columns = leaves;
      isBatched = true;
    }
  }

  /** A calculation that answers some values, of the rows for which what is pending holds. */
  private void narrow(List<RexNode> values) {
    node = Condition.calc(node, here(values), names(values), here(pending));
    columns = List.copyOf(values);
    pending.clear();
  }

  /** The calls that are made for every row, whose inputs wait for no other such call. */
  private Map<RexNode, BatchableCall> due(List<RexNode> values) {
    Map<RexNode, BatchableCall> due = new LinkedHashMap<>();
    values.forEach(value -> collect(value, due));
    return due;
  }

  /** Answers whether there are calls that are not columns yet. */
  private boolean collect(RexNode value, Map<RexNode, BatchableCall> due) {
    if (value instanceof RexFieldAccess field) {
      return collect(field.getReferenceExpr(), due);
    }
    if (!(value instanceof RexCall call) || columns.contains(call)) {
      return false;
    }
    boolean waits = false;
    for (RexNode operand : Condition.alwaysEvaluated(call)) {
      waits |= collect(operand, due);
    }
    BatchableCall plugin = waits ? null : BatchableCall.of(call);
    if (plugin == null) {
      return waits;
    }
    due.put(call, plugin);
    return true;
  }

  /** The columns and calls that values are made of, in the order in which they are met. */
  private List<RexNode> leaves(List<RexNode> values, Set<RexNode> due) {
    Set<RexNode> leaves = new LinkedHashSet<>();
    RexVisitorImpl<Void> visitor =
        new RexVisitorImpl<>(true) {
          @Override
          public @Nullable Void visitInputRef(RexInputRef column) {
            leaves.add(column);
            return null;
          }

          @Override
          public @Nullable Void visitCall(RexCall call) {
            if (columns.contains(call) || due.contains(call)) {
              leaves.add(call);
              return null;
            }
            return super.visitCall(call);
          }
        };
    values.forEach(value -> value.accept(visitor));
    return List.copyOf(leaves);
  }

  private List<String> names(List<RexNode> values) {
    List<@Nullable String> names = new ArrayList<>();
    for (RexNode value : values) {
      int project = projects.indexOf(value);
      names.add(project < 0 ? "C" + names.size() : calc.getRowType().getFieldNames().get(project));
    }
    return SqlValidatorUtil.uniquify(names, true);
  }

  private List<RexNode> here(List<RexNode> values) {
    return values.stream().map(this::here).toList();
  }

  /** A value in terms of the columns that there are now. */
  private RexNode here(RexNode value) {
    int column = columns.indexOf(value);
    if (column >= 0) {
      return new RexInputRef(column, value.getType());
    }
    return value.accept(
        new RexShuttle() {
          @Override
          public RexNode visitInputRef(RexInputRef input) {
            return new RexInputRef(columns.indexOf(input), input.getType());
          }

          @Override
          public RexNode visitCall(RexCall call) {
            int at = columns.indexOf(call);
            return at < 0 ? super.visitCall(call) : new RexInputRef(at, call.getType());
          }
        });
  }
}
