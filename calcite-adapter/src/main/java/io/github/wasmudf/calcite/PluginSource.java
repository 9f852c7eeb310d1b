package io.github.wasmudf.calcite;

import io.github.wasmudf.CancelSignal;
import io.github.wasmudf.PluginInspection;
import io.github.wasmudf.UdfSession;
import io.github.wasmudf.catalog.ActivePlugin;
import io.github.wasmudf.catalog.CreatedFunction;
import io.github.wasmudf.catalog.Grantees;
import io.github.wasmudf.catalog.PluginCatalog;
import io.github.wasmudf.catalog.PluginRecord;
import io.github.wasmudf.catalog.StoredFunction;
import io.github.wasmudf.catalog.StoredPlugin;
import io.github.wasmudf.host.ConnectionServices;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where a schema has its plugins. Thread-safe. Every change is there at once and for good: Calcite
 * has no transactions.
 */
interface PluginSource extends PluginCatalog, AutoCloseable {
  /** The active version of a plugin, or null; asked once per statement and name. */
  @Nullable ActivePlugin find(String name);

  /** A version of a plugin, or null. */
  @Nullable PluginRecord find(String name, int version);

  /** Adds a version and makes it the active one; answers its number. */
  int add(
      String name, byte[] module, String options, PluginInspection found, FunctionChange functions);

  /** Makes a stored version the active one. */
  void activate(String name, int version, FunctionChange functions);

  /** Removes one version, which is neither the active one nor the latest. */
  void removeVersion(String name, int version);

  /** Removes all versions; answers how many there were. */
  int remove(String name, FunctionChange functions);

  /** All created functions, by name. */
  List<CreatedFunction> functions();

  /**
   * All created functions, by name, with what is known of them.
   *
   * @param session as for {@link #list}
   */
  List<StoredFunction> listFunctions(UdfSession session);

  /** Creates and drops functions. */
  void change(FunctionChange functions);

  /** Changes who may call a plugin; answers whether that made a difference. */
  boolean changeGrantees(String name, UnaryOperator<Grantees> change);

  /**
   * All versions of all plugins.
   *
   * @param session inspects what the source itself knows too little of
   */
  List<StoredPlugin> list(UdfSession session);

  /** The stored policy as JSON, or null. */
  @Nullable String policy();

  /** Stores a policy; null removes it. */
  void setPolicy(@Nullable String json);

  /**
   * What the plugins of one session may use; closed by whoever asks.
   *
   * @param signal whether the session's statement is to end
   */
  ConnectionServices services(CancelSignal signal);

  /** Gives up what it holds; never throws. */
  @Override
  void close();
}
