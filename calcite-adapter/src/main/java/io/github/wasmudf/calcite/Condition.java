package io.github.wasmudf.calcite;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.calcite.adapter.enumerable.EnumerableCalc;
import org.apache.calcite.adapter.enumerable.EnumerableTableFunctionScan;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexProgram;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.validate.SqlUserDefinedFunction;
import org.apache.calcite.util.Util;
import org.jspecify.annotations.Nullable;

/** The condition of a calculation in a finished plan, taken apart where it says AND. */
final class Condition {
  private static final Set<SqlKind> BRANCHES =
      EnumSet.of(SqlKind.CASE, SqlKind.AND, SqlKind.OR, SqlKind.COALESCE);

  private final List<RexNode> chosen = new ArrayList<>();
  private final List<RexNode> others = new ArrayList<>();

  private Condition() {}

  static Condition of(EnumerableCalc calc, Predicate<RexNode> choice) {
    Condition condition = new Condition();
    RexProgram program = calc.getProgram();
    if (program.getCondition() != null) {
      RexNode all = program.expandLocalRef(program.getCondition());
      for (RexNode one : RelOptUtil.conjunctions(all)) {
        (choice.test(one) ? condition.chosen : condition.others).add(one);
      }
    }
    return condition;
  }

  /** The parts that were chosen. */
  List<RexNode> chosen() {
    return chosen;
  }

  /** The parts that were not. */
  List<RexNode> others() {
    return others;
  }

  /** What a calculation answers for each row. */
  static List<RexNode> projects(EnumerableCalc calc) {
    RexProgram program = calc.getProgram();
    return program.getProjectList().stream().map(program::expandLocalRef).toList();
  }

  /** A calculation over an input: some values, of the rows for which all conditions hold. */
  static RelNode calc(
      RelNode input, List<RexNode> projects, List<String> names, List<RexNode> conditions) {
    RexBuilder rex = input.getCluster().getRexBuilder();
    @Nullable RexNode condition =
        conditions.isEmpty() ? null : RexUtil.composeConjunction(rex, conditions);
    RexProgram program = RexProgram.create(input.getRowType(), projects, condition, names, rex);
    return program.isTrivial() ? input : EnumerableCalc.create(input, program);
  }

  /** Whether a value depends on nothing but the row, the parameters, and Calcite's functions. */
  static boolean isPlain(RexNode value) {
    return RexUtil.isDeterministic(value) && !finds(value, Condition::isForeign);
  }

  /** Whether a plugin is called for it. */
  static boolean callsPlugin(RexNode value) {
    return finds(value, Condition::isUserDefined);
  }

  /** Whether a plan calls a plugin where rows are calculated, or for a table. */
  static boolean callsPlugin(RelNode plan) {
    return (plan instanceof EnumerableCalc calc
            && calc.getProgram().getExprList().stream().anyMatch(Condition::callsPlugin))
        || (plan instanceof EnumerableTableFunctionScan table && callsPlugin(table.getCall()))
        || plan.getInputs().stream().anyMatch(Condition::callsPlugin);
  }

  /** Whether parts of a value are calculated for some rows only. */
  static boolean isConditional(RexNode value) {
    return finds(value, part -> part.isA(BRANCHES));
  }

  /** The operands that are calculated whatever the others are. */
  static List<RexNode> alwaysEvaluated(RexCall call) {
    return call.isA(BRANCHES) ? call.getOperands().subList(0, 1) : call.getOperands();
  }

  /** Whether a calculation registers plugins, or the like. */
  static boolean changesPlugins(EnumerableCalc calc) {
    return calc.getProgram().getExprList().stream().anyMatch(Condition::isChange);
  }

  private static boolean isChange(RexNode value) {
    return value instanceof RexCall call
        && call.getOperator() instanceof SqlUserDefinedFunction called
        && called.getFunction() instanceof PluginFunction function
        && function.changesPlugins();
  }

  private static boolean isForeign(RexNode value) {
    return isUserDefined(value)
        || value instanceof RexOver
        || value instanceof RexSubQuery
        || value instanceof RexCorrelVariable;
  }

  private static boolean isUserDefined(RexNode value) {
    return value instanceof RexCall call
        && call.getOperator() instanceof SqlFunction function
        && function.getFunctionType().isUserDefined();
  }

  private static boolean finds(RexNode value, Predicate<RexNode> what) {
    try {
      value.accept(
          new RexVisitorImpl<Void>(true) {
            @Override
            public @Nullable Void visitCall(RexCall call) {
              return found(call) ? null : super.visitCall(call);
            }

            @Override
            public @Nullable Void visitOver(RexOver over) {
              return found(over) ? null : super.visitOver(over);
            }

            @Override
            public @Nullable Void visitSubQuery(RexSubQuery query) {
              return found(query) ? null : super.visitSubQuery(query);
            }

            @Override
            public @Nullable Void visitCorrelVariable(RexCorrelVariable variable) {
              return found(variable) ? null : super.visitCorrelVariable(variable);
            }

            private boolean found(RexNode node) {
              if (what.test(node)) {
                throw Util.FoundOne.NULL;
              }
              return false;
            }
          });
      return false;
    } catch (Util.FoundOne found) {
      return true;
    }
  }
}
