package io.github.wasmudf.calcite;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexVisitorImpl;
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

  /** Whom it calls. */
  CallColumn.Caller caller();

  /**
   * All whom the calls in some values call, whether they can be batched or not: of plugins that
   * keep something between calls, the order of the calls of one row is the same in all stages.
   */
  static List<CallColumn.Caller> callers(List<RexNode> values) {
    Map<RexNode, CallColumn.Caller> callers = new LinkedHashMap<>();
    RexVisitorImpl<Void> visitor =
        new RexVisitorImpl<>(true) {
          @Override
          public @Nullable Void visitCall(RexCall call) {
            CreatedCall created = CreatedCall.of(call);
            BatchableCall found = created != null ? created : PluginCall.of(call);
            if (found != null) {
              callers.put(call, found.caller());
            }
            return super.visitCall(call);
          }
        };
    values.forEach(value -> value.accept(visitor));
    return List.copyOf(callers.values());
  }

  /** The call whose inputs are columns, as executions make it. */
  CallColumn.Planned planned();
}
