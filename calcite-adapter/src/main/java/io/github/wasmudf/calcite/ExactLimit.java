package io.github.wasmudf.calcite;

import java.util.List;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.enumerable.EnumerableLimit;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.enumerable.EnumerableRelImplementor;
import org.apache.calcite.linq4j.AbstractEnumerable;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;
import org.apache.calcite.linq4j.tree.BlockBuilder;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/**
 * A LIMIT that asks for as many rows as it answers. Calcite's own asks for one more, which may cost
 * any number of calls of a plugin.
 */
final class ExactLimit extends EnumerableLimit {
  ExactLimit(EnumerableLimit limit, RelTraitSet traits, RelNode input) {
    super(limit.getCluster(), traits, input, limit.offset, limit.fetch);
  }

  @Override
  public EnumerableLimit copy(RelTraitSet traits, List<RelNode> inputs) {
    return new ExactLimit(this, traits, inputs.get(0));
  }

  @Override
  public Result implement(EnumerableRelImplementor implementor, Prefer prefer) {
    Result input = implementor.visitChild(this, 0, (EnumerableRel) getInput(), prefer);
    BlockBuilder block = new BlockBuilder();
    Expression rows = block.append("rows", input.block);
    Expression limited =
        Expressions.call(WasmFunctions.class, "limited", rows, count(offset, 0), count(fetch, -1));
    block.add(Expressions.return_(null, limited));
    return implementor.result(input.physType, block.toBlock());
  }

  private static Expression count(@Nullable RexNode count, int missing) {
    if (count == null) {
      return Expressions.constant(missing);
    }
    if (count instanceof RexDynamicParam parameter) {
      Expression name = Expressions.constant("?" + parameter.getIndex());
      return Expressions.call(
          Expressions.convert_(Expressions.call(DataContext.ROOT, "get", name), Number.class),
          "intValue");
    }
    return Expressions.constant(RexLiteral.intValue(count));
  }

  /** So many rows after the first ones. */
  static <T> Enumerable<T> limited(Enumerable<T> rows, int offset, int fetch) {
    Enumerable<T> from = offset > 0 ? rows.skip(offset) : rows;
    return fetch < 0 ? from : new First<>(from, fetch);
  }

  private static final class First<T> extends AbstractEnumerable<T> {
    private final Enumerable<T> rows;
    private final int count;

    First(Enumerable<T> rows, int count) {
      this.rows = rows;
      this.count = count;
    }

    @Override
    public Enumerator<T> enumerator() {
      Enumerator<T> all = rows.enumerator();
      return new Enumerator<>() {
        private int left = count;

        @Override
        public T current() {
          return all.current();
        }

        @Override
        public boolean moveNext() {
          if (left <= 0 || !all.moveNext()) {
            return false;
          }
          left--;
          return true;
        }

        @Override
        public void reset() {
          all.reset();
          left = count;
        }

        @Override
        public void close() {
          all.close();
        }
      };
    }
  }
}
