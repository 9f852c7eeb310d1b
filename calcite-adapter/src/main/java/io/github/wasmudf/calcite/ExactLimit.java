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
  private final @Nullable Demand demand;

  ExactLimit(EnumerableLimit limit, RelTraitSet traits, RelNode input) {
    this(limit, traits, input, null);
  }

  private ExactLimit(
      EnumerableLimit limit, RelTraitSet traits, RelNode input, @Nullable Demand demand) {
    super(limit.getCluster(), traits, input, limit.offset, limit.fetch);
    this.demand = demand;
  }

  @Override
  public EnumerableLimit copy(RelTraitSet traits, List<RelNode> inputs) {
    return new ExactLimit(this, traits, inputs.get(0), demand);
  }

  /**
   * The same over another input.
   *
   * @param demand by which it says how many rows it needs, or null
   */
  ExactLimit over(RelNode input, @Nullable Demand demand) {
    return new ExactLimit(this, getTraitSet(), input, demand);
  }

  @Override
  public Result implement(EnumerableRelImplementor implementor, Prefer prefer) {
    Result input = implementor.visitChild(this, 0, (EnumerableRel) getInput(), prefer);
    BlockBuilder block = new BlockBuilder();
    Expression rows = block.append("rows", input.block);
    Expression limited =
        Expressions.call(
            WasmFunctions.class,
            "limited",
            DataContext.ROOT,
            rows,
            count(offset, 0),
            count(fetch, -1),
            demand == null ? Expressions.constant(null) : implementor.stash(demand, Object.class));
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
  static <T> Enumerable<T> limited(
      DataContext root, Enumerable<T> rows, int offset, int fetch, @Nullable Demand demand) {
    if (fetch < 0) {
      return offset > 0 ? rows.skip(offset) : rows;
    }
    return new AbstractEnumerable<T>() {
      @Override
      public Enumerator<T> enumerator() {
        return new First<>(root, rows, offset, fetch, demand);
      }
    };
  }

  private static final class First<T> implements Enumerator<T> {
    private final Enumerator<T> all;
    private final int offset;
    private final int fetch;
    private int toSkip;
    private int left;

    First(DataContext root, Enumerable<T> rows, int offset, int fetch, @Nullable Demand demand) {
      this.offset = Math.max(offset, 0);
      this.fetch = fetch;
      this.toSkip = this.offset;
      this.left = fetch;
      if (demand != null) {
        RunningStatements.of(root).offer(demand, () -> (long) toSkip + left);
      }
      this.all = rows.enumerator();
    }

    @Override
    public T current() {
      return all.current();
    }

    @Override
    public boolean moveNext() {
      if (left <= 0) {
        return false;
      }
      while (toSkip > 0) {
        if (!all.moveNext()) {
          left = 0;
          return false;
        }
        toSkip--;
      }
      if (!all.moveNext()) {
        left = 0;
        return false;
      }
      left--;
      return true;
    }

    @Override
    public void reset() {
      all.reset();
      toSkip = offset;
      left = fetch;
    }

    @Override
    public void close() {
      all.close();
    }
  }
}
