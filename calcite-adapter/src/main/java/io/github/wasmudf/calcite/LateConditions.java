package io.github.wasmudf.calcite;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.adapter.enumerable.EnumerableCalc;
import org.apache.calcite.adapter.enumerable.EnumerableHashJoin;
import org.apache.calcite.adapter.enumerable.EnumerableLimit;
import org.apache.calcite.adapter.enumerable.EnumerableMergeJoin;
import org.apache.calcite.adapter.enumerable.EnumerableNestedLoopJoin;
import org.apache.calcite.adapter.enumerable.EnumerableSort;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelShuttleImpl;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexProgram;
import org.apache.calcite.rex.RexProgramBuilder;
import org.apache.calcite.rex.RexShuttle;

/**
 * Below a LIMIT, asks plugins after a join and not before it. Calcite filters before it joins, and
 * a join reads one of its sides to the end: the plugin would be called on every row of a table for
 * the two rows that are wanted.
 *
 * <p>Without a LIMIT it stays as it is, because a join may answer a row many times over.
 */
final class LateConditions extends RelShuttleImpl {
  private final boolean ordered;
  private boolean hashing;

  /**
   * @param ordered whether the statement asks for an order anywhere
   */
  LateConditions(boolean ordered) {
    this.ordered = ordered;
  }

  /** The same answers, with fewer calls. */
  RelNode improved(RelNode plan) {
    RelNode top = plan;
    while (top instanceof EnumerableCalc calc) {
      top = calc.getInput();
    }
    // Nothing above such a LIMIT can rely on the order that a merge join happens to have.
    hashing = !ordered && top instanceof EnumerableLimit;
    return plan.accept(this);
  }

  @Override
  public RelNode visit(RelNode node) {
    if (!(node instanceof EnumerableLimit limit) || limit.fetch == null) {
      return super.visit(node);
    }
    RelNode input = late(limit.getInput());
    hashing = false;
    return new ExactLimit(limit, limit.getTraitSet(), input.accept(this));
  }

  /** The same rows, in a plan that hands on one row before it looks at the next. */
  private RelNode late(RelNode node) {
    if (node instanceof EnumerableCalc calc) {
      RelNode input = late(calc.getInput());
      return input == calc.getInput() ? calc : over(calc, input);
    }
    if (node instanceof EnumerableMergeJoin sorted && hashing) {
      RelNode hashed = late(hashed(sorted));
      return hashed instanceof EnumerableHashJoin ? sorted : hashed;
    }
    boolean streams =
        node instanceof EnumerableHashJoin || node instanceof EnumerableNestedLoopJoin;
    return streams && ((Join) node).getJoinType() == JoinRelType.INNER ? late((Join) node) : node;
  }

  /** A merge join sorts its sides first, and so reads both to the end. */
  private static RelNode hashed(EnumerableMergeJoin join) {
    return EnumerableHashJoin.create(
        unsorted(join.getLeft()),
        unsorted(join.getRight()),
        join.getCondition(),
        join.getVariablesSet(),
        join.getJoinType());
  }

  private static RelNode unsorted(RelNode node) {
    return node instanceof EnumerableSort sort && sort.fetch == null && sort.offset == null
        ? sort.getInput()
        : node;
  }

  /** A calculation over another one, as one in which a call that both make is made once. */
  private static RelNode over(EnumerableCalc calc, RelNode input) {
    if (!(input instanceof EnumerableCalc below)) {
      return calc.copy(calc.getTraitSet(), List.of(input));
    }
    return merged(calc, below);
  }

  /** Of two calculations, one over the other. */
  static EnumerableCalc merged(EnumerableCalc calc, EnumerableCalc below) {
    RexBuilder rex = calc.getCluster().getRexBuilder();
    RexProgram merged = RexProgramBuilder.mergePrograms(calc.getProgram(), below.getProgram(), rex);
    return EnumerableCalc.create(below.getInput(), merged);
  }

  private RelNode late(Join join) {
    Side left = new Side(late(join.getLeft()));
    Side right = new Side(late(join.getRight()));
    if (left.conditions.isEmpty() && right.conditions.isEmpty()) {
      return join;
    }
    int oldLeft = join.getLeft().getRowType().getFieldCount();
    int newLeft = left.node.getRowType().getFieldCount();
    RexNode on = join.getCondition().accept(new Shift(oldLeft, newLeft - oldLeft));
    Join wider =
        join.copy(
            join.getTraitSet(),
            on,
            left.node,
            right.node,
            join.getJoinType(),
            join.isSemiJoinDone());
    List<RexNode> conditions = new ArrayList<>(left.conditions);
    for (RexNode condition : right.conditions) {
      conditions.add(condition.accept(new Shift(0, newLeft)));
    }
    return Condition.calc(
        wider,
        fields(wider, oldLeft, newLeft, join.getRowType().getFieldCount()),
        join.getRowType().getFieldNames(),
        conditions);
  }

  /** Of the wider join, the columns that the join had. */
  private static List<RexNode> fields(Join wider, int oldLeft, int newLeft, int count) {
    RexBuilder rex = wider.getCluster().getRexBuilder();
    List<RexNode> fields = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      fields.add(rex.makeInputRef(wider, i < oldLeft ? i : i - oldLeft + newLeft));
    }
    return fields;
  }

  /** Moves the columns from one on. */
  private static final class Shift extends RexShuttle {
    private final int from;
    private final int by;

    Shift(int from, int by) {
      this.from = from;
      this.by = by;
    }

    @Override
    public RexNode visitInputRef(RexInputRef column) {
      return column.getIndex() < from
          ? column
          : new RexInputRef(column.getIndex() + by, column.getType());
    }
  }

  /** An input of a join, without the conditions that call plugins. */
  private static final class Side {
    /** In terms of the columns of {@link #node}. */
    final List<RexNode> conditions = new ArrayList<>();

    final RelNode node;

    Side(RelNode input) {
      if (!(input instanceof EnumerableCalc calc)) {
        node = input;
        return;
      }
      Condition condition = Condition.of(calc, Condition::callsPlugin);
      if (condition.chosen().isEmpty()) {
        node = input;
        return;
      }
      List<RexNode> columns = new ArrayList<>(Condition.projects(calc));
      List<String> names = new ArrayList<>(calc.getRowType().getFieldNames());
      Widening widening = new Widening(columns, names);
      condition.chosen().forEach(one -> conditions.add(one.accept(widening)));
      node = Condition.calc(calc.getInput(), columns, names, condition.others());
    }
  }

  /** Says a condition in the columns of what a calculation answers, and adds those it lacks. */
  private static final class Widening extends RexShuttle {
    private final List<RexNode> columns;
    private final List<String> names;

    Widening(List<RexNode> columns, List<String> names) {
      this.columns = columns;
      this.names = names;
    }

    @Override
    public RexNode visitInputRef(RexInputRef column) {
      int at = columns.indexOf(column);
      if (at < 0) {
        at = columns.size();
        columns.add(column);
        names.add("late" + at);
      }
      return new RexInputRef(at, column.getType());
    }
  }
}
