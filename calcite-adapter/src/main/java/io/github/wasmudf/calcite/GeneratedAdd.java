package io.github.wasmudf.calcite;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;
import java.util.function.BiFunction;
import org.apache.calcite.adapter.enumerable.AggAddContext;
import org.apache.calcite.adapter.enumerable.RexToLixTranslator;
import org.apache.calcite.linq4j.tree.BlockBuilder;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.linq4j.tree.Types;
import org.apache.calcite.rex.RexNode;

/** The code that adds a row to its group's accumulator, where the FILTER clause lets it. */
final class GeneratedAdd {
  private static final String METHOD = "add";

  private GeneratedAdd() {}

  /**
   * Adds the code to its block.
   *
   * @param values what the accumulator's method {@code add} gets, from the arguments in the plan
   */
  static void of(
      AggAddContext add, BiFunction<RexToLixTranslator, List<RexNode>, List<Expression>> values) {
    RexNode filter = add.rexFilterArgument();
    if (filter == null) {
      add(add, values);
      return;
    }
    // A filter is never NULL: Calcite asks whether the clause is true.
    Expression condition =
        add.rowTranslator().translateList(List.of(filter), List.of(boolean.class)).get(0);
    BlockBuilder passed = new BlockBuilder(true, add.currentBlock());
    add.nestBlock(passed);
    add(add, values);
    add.exitBlock();
    add.currentBlock().add(Expressions.ifThen(condition, passed.toBlock()));
  }

  private static void add(
      AggAddContext add, BiFunction<RexToLixTranslator, List<RexNode>, List<Expression>> values) {
    // The translator of the block that is current now.
    List<Expression> row = values.apply(add.rowTranslator(), add.rexArguments());
    Expression group = add.accumulator().get(0);
    add.currentBlock()
        .add(Expressions.statement(Expressions.call(group, method(group.getType()), row)));
  }

  /** By its name alone: what is passed may be of narrower types than its parameters. */
  private static Method method(Type group) {
    for (Method method : Types.toClass(group).getMethods()) {
      if (method.getName().equals(METHOD)) {
        return method;
      }
    }
    throw new IllegalArgumentException(group + " has no method " + METHOD);
  }
}
