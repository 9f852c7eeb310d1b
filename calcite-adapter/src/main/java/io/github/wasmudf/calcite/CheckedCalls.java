package io.github.wasmudf.calcite;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.catalog.PluginRecord;
import java.util.List;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.enumerable.EnumerableRelImplementor;
import org.apache.calcite.linq4j.AbstractEnumerable;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;
import org.apache.calcite.linq4j.tree.BlockBuilder;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.BiRel;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.type.RelDataType;
import org.jspecify.annotations.Nullable;

/**
 * The same rows in two ways: the first with calls in another database, the second with calls here.
 * The second is taken when a plugin is not the planned one any more, here or there; and when the
 * other database fails before its first row, for then the answer, or the error, is the one that it
 * would be without it.
 */
final class CheckedCalls extends BiRel implements EnumerableRel {
  private final List<PluginRecord> plugins;

  CheckedCalls(RelNode there, RelNode here, List<PluginRecord> plugins) {
    super(here.getCluster(), here.getTraitSet(), there, here);
    this.plugins = plugins;
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new CheckedCalls(inputs.get(0), inputs.get(1), plugins);
  }

  @Override
  protected RelDataType deriveRowType() {
    return right.getRowType();
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    List<String> modules =
        plugins.stream().map(plugin -> plugin.name() + " " + plugin.sha256()).toList();
    return super.explainTerms(writer).item("plugins", modules);
  }

  @Override
  public Result implement(EnumerableRelImplementor implementor, Prefer prefer) {
    // The same format of rows for both, whatever they are made of.
    Result there = implementor.visitChild(this, 0, (EnumerableRel) left, Prefer.ARRAY);
    Result here = implementor.visitChild(this, 1, (EnumerableRel) right, Prefer.ARRAY);
    BlockBuilder block = new BlockBuilder();
    block.add(
        Expressions.return_(
            null,
            Expressions.call(
                WasmFunctions.class,
                "checked",
                DataContext.ROOT,
                implementor.stash(plugins, List.class),
                block.append("there", there.block),
                block.append("here", here.block))));
    return implementor.result(here.physType, block.toBlock());
  }

  static Enumerable<@Nullable Object> rows(
      DataContext root,
      List<PluginRecord> plugins,
      Enumerable<@Nullable Object> there,
      Enumerable<@Nullable Object> here) {
    return new AbstractEnumerable<@Nullable Object>() {
      @Override
      public Enumerator<@Nullable Object> enumerator() {
        try {
          return isPlanned(root, plugins) ? new Rows(there, here) : here.enumerator();
        } catch (RuntimeException | Error failed) {
          throw SqlErrors.raise(failed);
        }
      }
    };
  }

  private static boolean isPlanned(DataContext root, List<PluginRecord> plugins) {
    RunningStatement statement = RunningStatements.of(root);
    return plugins.stream().allMatch(p -> RemotePlugins.isSame(p, statement.plugin(p.name())));
  }

  private static final class Rows implements Enumerator<@Nullable Object> {
    private final Enumerable<@Nullable Object> there;
    private final Enumerable<@Nullable Object> here;
    private @Nullable Enumerator<@Nullable Object> rows;

    Rows(Enumerable<@Nullable Object> there, Enumerable<@Nullable Object> here) {
      this.there = there;
      this.here = here;
    }

    @Override
    public boolean moveNext() {
      return rows == null ? moveFirst() : rows.moveNext();
    }

    private boolean moveFirst() {
      try {
        rows = there.enumerator();
        return rows.moveNext();
      } catch (RuntimeException failed) {
        if (CalciteErrors.RUNNING.stateOf(failed).equals(UdfError.CANCELLED.sqlState())) {
          throw failed;
        }
        close();
        rows = here.enumerator();
        return rows.moveNext();
      }
    }

    @Override
    public @Nullable Object current() {
      if (rows == null) {
        throw new IllegalStateException("before the first row");
      }
      return rows.current();
    }

    @Override
    public void reset() {
      close();
      rows = null;
    }

    @Override
    public void close() {
      if (rows != null) {
        rows.close();
      }
    }
  }
}
