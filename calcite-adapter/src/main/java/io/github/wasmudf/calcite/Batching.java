package io.github.wasmudf.calcite;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.adapter.enumerable.EnumerableAggregate;
import org.apache.calcite.adapter.enumerable.EnumerableBatchNestedLoopJoin;
import org.apache.calcite.adapter.enumerable.EnumerableCalc;
import org.apache.calcite.adapter.enumerable.EnumerableCorrelate;
import org.apache.calcite.adapter.enumerable.EnumerableHashJoin;
import org.apache.calcite.adapter.enumerable.EnumerableLimit;
import org.apache.calcite.adapter.enumerable.EnumerableLimitSort;
import org.apache.calcite.adapter.enumerable.EnumerableNestedLoopJoin;
import org.apache.calcite.adapter.enumerable.EnumerableSort;
import org.apache.calcite.adapter.enumerable.EnumerableSortedAggregate;
import org.apache.calcite.adapter.enumerable.EnumerableTableModify;
import org.apache.calcite.adapter.enumerable.EnumerableUnion;
import org.apache.calcite.adapter.enumerable.EnumerableValues;
import org.apache.calcite.adapter.enumerable.EnumerableWindow;
import org.apache.calcite.rel.RelNode;
import org.jspecify.annotations.Nullable;

/**
 * Puts {@link BatchedCalls} into a finished plan, where no more calls are made than without: where
 * all rows are read, and below a LIMIT that says how many it needs. Everywhere else, as in the
 * second half of an EXISTS, calls stay row by row.
 */
final class Batching {
  private Batching() {}

  /** The same answers, with calls in batches. */
  static RelNode batched(RelNode plan) {
    return batched(plan, true);
  }

  /**
   * @param whole whether whoever reads the rows reads them all, or has the user stop
   */
  private static RelNode batched(RelNode node, boolean whole) {
    if (whole
        && node instanceof ExactLimit limit
        && limit.getInput() instanceof EnumerableCalc calc) {
      return batchedBelow(limit, calc);
    }
    if (whole
        && node instanceof EnumerableCalc calc
        && calc.getProgram().getCondition() == null
        && calc.getInput() instanceof ExactLimit limit
        && limit.getInput() instanceof EnumerableCalc below) {
      return batchedAround(limit, calc, below);
    }
    List<RelNode> inputs = new ArrayList<>();
    for (int i = 0; i < node.getInputs().size(); i++) {
      inputs.add(batched(node.getInput(i), readsWhole(node, i, whole)));
    }
    if (whole && node instanceof EnumerableCalc calc && isWorthIt(calc)) {
      RelNode batched = new CallStages(calc, inputs.get(0)).batched();
      if (batched != null) {
        return batched;
      }
    }
    return inputs.equals(node.getInputs()) ? node : node.copy(node.getTraitSet(), inputs);
  }

  private static RelNode batchedBelow(ExactLimit limit, EnumerableCalc calc) {
    RelNode batched = batchedStages(limit, calc);
    if (batched != null) {
      return batched;
    }
    RelNode input = batched(calc.getInput(), false);
    return input == calc.getInput()
        ? limit
        : limit.copy(limit.getTraitSet(), List.of(calc.copy(calc.getTraitSet(), List.of(input))));
  }

  private static @Nullable RelNode batchedStages(ExactLimit limit, EnumerableCalc calc) {
    return isWorthIt(calc)
        ? new CallStages(calc, batched(calc.getInput(), false)).batchedBelow(limit)
        : null;
  }

  /** What is calculated above a LIMIT and below it, as one: a call that both make is made once. */
  private static RelNode batchedAround(
      ExactLimit limit, EnumerableCalc calc, EnumerableCalc below) {
    RelNode both = batchedStages(limit, LateConditions.merged(calc, below));
    return both != null ? both : calc.copy(calc.getTraitSet(), List.of(batchedBelow(limit, below)));
  }

  /** Changes of plugins keep their place among a row's calls. */
  private static boolean isWorthIt(EnumerableCalc calc) {
    boolean isOneRow =
        calc.getInput() instanceof EnumerableValues values && values.getTuples().size() <= 1;
    return !isOneRow && !Condition.changesPlugins(calc);
  }

  private static boolean readsWhole(RelNode node, int input, boolean whole) {
    return readsBeforeItAnswers(node, input) || (whole && passesOn(node, input));
  }

  private static boolean readsBeforeItAnswers(RelNode node, int input) {
    return node instanceof EnumerableSort
        || node instanceof EnumerableLimitSort
        || node instanceof EnumerableAggregate
        || node instanceof EnumerableWindow
        || (node instanceof EnumerableHashJoin && input == 1);
  }

  /** Whether an operator whose rows are all read reads all rows of an input. */
  private static boolean passesOn(RelNode node, int input) {
    boolean isOuter =
        node instanceof EnumerableHashJoin
            || node instanceof EnumerableNestedLoopJoin
            || node instanceof EnumerableBatchNestedLoopJoin
            || node instanceof EnumerableCorrelate;
    boolean endsEarly = node instanceof EnumerableLimit limit && limit.fetch != null;
    return (isOuter && input == 0)
        || (node instanceof EnumerableLimit && !endsEarly)
        || node instanceof EnumerableCalc
        || node instanceof EnumerableUnion
        || node instanceof EnumerableSortedAggregate
        || node instanceof EnumerableTableModify
        || node instanceof CheckedCalls;
  }
}
