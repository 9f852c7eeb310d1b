package io.github.wasmudf.calcite;

import io.github.wasmudf.catalog.PluginRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Which calls of plugins mean the same in another database: those of a plugin that is the same
 * there, on a column of text or bytes, with parameters that are a literal or none.
 */
final class RemoteCalls {
  private final RexBuilder rex;
  private final RemotePlugins remotePlugins;
  private final Map<String, PluginRecord> used = new TreeMap<>();

  RemoteCalls(RexBuilder rex, RemotePlugins remotePlugins) {
    this.rex = rex;
    this.remotePlugins = remotePlugins;
  }

  /** The plugins of the calls that were translated. */
  List<PluginRecord> plugins() {
    return List.copyOf(used.values());
  }

  /** Whether a value is such a call. */
  boolean isOne(RexNode value) {
    return translated(value) != null;
  }

  /** Whether a condition calls plugins, and in no other way. */
  boolean areAllOf(RexNode condition) {
    return Condition.callsPlugin(condition)
        && Condition.isPlain(condition.accept(new Translation(plugin -> {})));
  }

  /** A value as the other database is asked for it. */
  RexNode remote(RexNode value) {
    return value.accept(new Translation(plugin -> used.put(plugin.name(), plugin)));
  }

  private final class Translation extends RexShuttle {
    private final Consumer<PluginRecord> met;

    Translation(Consumer<PluginRecord> met) {
      this.met = met;
    }

    @Override
    public RexNode visitCall(RexCall call) {
      PinnedCall pinned = translated(call);
      if (pinned == null) {
        return super.visitCall(call);
      }
      met.accept(pinned.plugin);
      List<RexNode> operands = new ArrayList<>();
      operands.add(rex.makeLiteral(pinned.plugin.name()));
      operands.add(pinned.input.accept(this));
      if (pinned.parameters != null) {
        operands.add(rex.makeLiteral(pinned.parameters));
      }
      return rex.makeCall(
          call.getType(), new PinnedFunction(pinned.plugin, call.getType()), operands);
    }
  }

  private record PinnedCall(PluginRecord plugin, RexNode input, @Nullable String parameters) {}

  private @Nullable PinnedCall translated(RexNode value) {
    PluginCall call = PluginCall.of(value);
    String name = call == null ? null : PluginCall.literal(call.name());
    if (call == null || name == null || call.export() != null || !isInput(call.input())) {
      return null;
    }
    String literal = call.parameters() == null ? null : PluginCall.literal(call.parameters());
    if (call.parameters() != null && literal == null) {
      return null;
    }
    PluginRecord same = remotePlugins.same(name);
    return same == null ? null : new PinnedCall(same, call.input(), literal);
  }

  /** A column whose values arrive as they are, or what another such call answers. */
  private boolean isInput(RexNode input) {
    SqlTypeName type = input.getType().getSqlTypeName();
    return (type == SqlTypeName.VARCHAR || type == SqlTypeName.VARBINARY)
        && (input instanceof RexInputRef || translated(input) != null);
  }
}
