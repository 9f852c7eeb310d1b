package io.github.wasmudf;

import io.github.wasmudf.catalog.CreatedFunction;
import io.github.wasmudf.catalog.PluginRecord;
import org.jspecify.annotations.Nullable;

/**
 * A created table function, resolved for one session: values in, rows out. Used by the session's
 * one thread.
 *
 * <p>Every exception, also of its rows, is a {@link UdfException} that names the plugin and the
 * function; afterwards the next call is as good as the first.
 */
public final class TypedTable {
  private final CreatedFunction created;
  private final PluginRecord plugin;
  private final RowsCall call;

  TypedTable(CreatedFunction created, PluginRecord plugin, RowsCall call) {
    this.created = created;
    this.plugin = plugin;
    this.call = call;
  }

  /** What this resolves. */
  public CreatedFunction created() {
    return created;
  }

  /** How messages call it: with its plugin. */
  public String label() {
    return label(created, plugin);
  }

  static String label(CreatedFunction created, PluginRecord plugin) {
    return plugin.label() + ": " + created.label();
  }

  /**
   * One call. The caller closes what it answers.
   *
   * @param arguments as many as the signature has, each null or of its type's {@linkplain
   *     SqlType.Kind#javaClass class}; not changed; not kept
   * @return null where a NULL among them makes that there are no rows
   */
  public @Nullable UdfRows rows(@Nullable Object... arguments) {
    return TypedFunction.hasNull(arguments) ? null : call.rows(arguments);
  }

  CallStatistics statistics(String user) {
    return CallStatistics.of(plugin, created.name(), user, call.counter(), true);
  }
}
