package io.github.wasmudf.calcite;

import java.util.List;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/** A call in a plan that many rows can make together. */
sealed interface BatchableCall permits PluginCall, CreatedCall {
  /** The call that a value is; null for whatever else it is. */
  static @Nullable BatchableCall of(RexNode value) {
    CreatedCall created = CreatedCall.of(value);
    BatchableCall call = created != null ? created : PluginCall.of(value);
    return call != null && call.isBatchable() ? call : null;
  }

  /** Whether it can be, and its inputs are values that are short or are read as they are. */
  boolean isBatchable();

  /** What the plugin gets of a row. */
  List<RexNode> inputs();

  /** The same call, with columns that hold its {@link #inputs}. */
  RexNode withInputs(List<RexNode> columns);

  /** The call whose inputs are columns, as executions make it. */
  CallColumn.Planned planned();
}
