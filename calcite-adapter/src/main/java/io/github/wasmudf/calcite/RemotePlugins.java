package io.github.wasmudf.calcite;

import io.github.wasmudf.RuntimePolicy;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.catalog.ActivePlugin;
import io.github.wasmudf.catalog.PluginRecord;
import io.github.wasmudf.jdbc.PluginReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Which plugins are the same here and in another database, while a statement is planned. */
final class RemotePlugins {
  private final WasmSchema schema;
  private final DataSource source;
  private final Map<String, Optional<PluginRecord>> found = new HashMap<>();

  RemotePlugins(WasmSchema schema, DataSource source) {
    this.schema = schema;
    this.source = source;
  }

  /** The plugin, if module, options and what they may do are the same; else null. */
  @Nullable PluginRecord same(String name) {
    return found.computeIfAbsent(name, n -> Optional.ofNullable(compare(n))).orElse(null);
  }

  private @Nullable PluginRecord compare(String name) {
    ActivePlugin active = schema.plugins().find(name);
    if (active == null || !schema.isCallableByAll(active)) {
      return null;
    }
    PluginRecord ours = active.plugin();
    try (Connection connection = source.getConnection()) {
      if (!connection.getMetaData().getDatabaseProductName().equals("H2")) {
        return null;
      }
      PluginReader reader = new PluginReader(connection);
      ActivePlugin theirs = reader.find(name);
      return theirs != null && isSame(ours, theirs.plugin()) && isSame(reader.policy())
          ? ours
          : null;
    } catch (SQLException | UdfException withoutPlugins) {
      return null;
    }
  }

  private boolean isSame(@Nullable String stored) {
    RuntimePolicy theirs =
        stored == null ? RuntimePolicy.DEFAULT : RuntimePolicy.DEFAULT.with(stored);
    RuntimePolicy ours = schema.storedPolicy();
    return theirs.limits().equals(ours.limits())
        && theirs.actorLimits().equals(ours.actorLimits())
        && theirs.grants().equals(ours.grants());
  }

  /** Whether two versions answer the same, whatever their numbers. */
  static boolean isSame(PluginRecord one, PluginRecord other) {
    return one.name().equals(other.name())
        && one.sha256().equals(other.sha256())
        && one.options().equals(other.options());
  }
}
