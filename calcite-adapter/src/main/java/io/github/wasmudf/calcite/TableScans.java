package io.github.wasmudf.calcite;

import org.apache.calcite.adapter.enumerable.EnumerableTableFunctionScan;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelShuttleImpl;
import org.apache.calcite.rel.core.TableFunctionScan;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.schema.Function;
import org.apache.calcite.sql.validate.SqlUserDefinedTableFunction;
import org.jspecify.annotations.Nullable;

/** Puts our own operators into a finished plan where it calls table functions of ours. */
final class TableScans extends RelShuttleImpl {
  @Override
  public RelNode visit(TableFunctionScan scan) {
    return visit((RelNode) scan);
  }

  @Override
  public RelNode visit(RelNode node) {
    RelNode visited = super.visit(node);
    if (!(visited instanceof EnumerableTableFunctionScan planned)) {
      return visited;
    }
    Function called = called(planned);
    if (called instanceof CreatedTable) {
      return new PluginScan(planned);
    }
    return called instanceof CursorTable table ? CursorScan.of(planned, table) : planned;
  }

  private static @Nullable Function called(TableFunctionScan scan) {
    return scan.getCall() instanceof RexCall call
            && call.getOperator() instanceof SqlUserDefinedTableFunction operator
        ? operator.getFunction()
        : null;
  }
}
