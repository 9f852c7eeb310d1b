package io.github.wasmudf.h2;

import io.github.wasmudf.PluginInspection;
import io.github.wasmudf.RuntimePolicy;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.catalog.CreatedFunction;
import io.github.wasmudf.catalog.DeclaredFunction;
import io.github.wasmudf.catalog.Grantees;
import io.github.wasmudf.catalog.PluginRecord;
import io.github.wasmudf.jdbc.PluginStore;
import io.github.wasmudf.source.AllowedPlaces;
import io.github.wasmudf.source.ModuleSource;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The procedures of an administrator. H2 calls these methods; applications use SQL ({@code CALL}).
 * All of them take part in the caller's transaction: rolled back means never there.
 */
public final class WasmAdministration {
  static {
    AliasClasses.shared();
  }

  private WasmAdministration() {}

  /** {@code WASM_REGISTER(name, module)}. */
  public static int register(
      Connection connection, @Nullable String name, @Nullable InputStream module)
      throws SQLException {
    return register(connection, name, module, null);
  }

  /**
   * {@code WASM_REGISTER(name, module, options)}: checks a module as a call would meet it, stores
   * it as a new version, and makes that the active one.
   *
   * @param options JSON text, or null for none
   * @return the new version
   */
  public static int register(
      Connection connection,
      @Nullable String name,
      @Nullable InputStream module,
      @Nullable String options)
      throws SQLException {
    return change(
        connection,
        (session, store) -> {
          String plugin = PluginRecord.requireName(required("the plugin's name", name));
          byte[] bytes = read(required("the module", module), session);
          return register(connection, session, store, plugin, bytes, options);
        });
  }

  private static int register(
      Connection connection,
      H2Session session,
      PluginStore store,
      String plugin,
      byte[] bytes,
      @Nullable String options)
      throws SQLException {
    String json = options == null ? "{}" : options;
    FunctionChanges functions = new FunctionChanges(connection, session);
    List<CreatedFunction> present = functions.ofPlugin(plugin);
    PluginInspection found = inspect(session, plugin, bytes, json, present);
    return functions.activate(
        plugin, present, found.functions(), () -> store.add(plugin, bytes, json, found));
  }

  /** {@code WASM_REGISTER_FROM(name, location)}. */
  public static int registerFrom(
      Connection connection, @Nullable String name, @Nullable String location) throws SQLException {
    return registerFrom(connection, name, location, null);
  }

  /**
   * {@code WASM_REGISTER_FROM(name, location, options)}: as {@code WASM_REGISTER}, of a module that
   * is read from a place which the policy allows. The policy counts as it is stored now.
   *
   * @return the new version
   */
  public static int registerFrom(
      Connection connection,
      @Nullable String name,
      @Nullable String location,
      @Nullable String options)
      throws SQLException {
    return change(
        connection,
        (session, store) -> {
          String plugin = PluginRecord.requireName(required("the plugin's name", name));
          byte[] bytes = read(plugin, required("the location", location), session);
          return register(connection, session, store, plugin, bytes, options);
        });
  }

  private static byte[] read(String plugin, String location, H2Session session) {
    AllowedPlaces places = session.storedPolicy().places();
    try {
      return new ModuleSource(places, session.policy().limits().moduleBytes()).read(location);
    } catch (UdfException failed) {
      throw failed.about("plugin " + plugin);
    }
  }

  private static PluginInspection inspect(
      H2Session session,
      String plugin,
      byte[] bytes,
      String json,
      List<CreatedFunction> functions) {
    try {
      return session.udfs().inspect("plugin " + plugin, bytes, json, functions);
    } catch (UdfException failed) {
      throw failed.about("plugin " + plugin);
    }
  }

  /** The bytes of a module; of one that is too large as many as show it. */
  static byte[] read(InputStream module, H2Session session) {
    long limit = session.policy().limits().moduleBytes();
    try (module) {
      return module.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, limit + 1));
    } catch (IOException broken) {
      throw new UdfException(UdfError.INTERNAL, "the module cannot be read", broken);
    }
  }

  /**
   * {@code WASM_ACTIVATE(name, version)}: makes a stored version the active one, forward or back.
   *
   * @return the version
   */
  public static int activate(
      Connection connection, @Nullable String name, @Nullable Integer version) throws SQLException {
    return change(
        connection,
        (session, store) -> {
          int wanted = required("the version", version);
          String plugin = required("the plugin's name", name);
          PluginRecord stored = session.plugins().find(plugin, wanted);
          if (stored == null) {
            store.activate(plugin, wanted);
            return wanted;
          }
          FunctionChanges functions = new FunctionChanges(connection, session);
          List<CreatedFunction> present = functions.ofPlugin(plugin);
          List<DeclaredFunction> declared =
              session.udfs().declared(stored, session.plugins(), present);
          return functions.activate(
              plugin,
              present,
              declared,
              () -> {
                store.activate(plugin, wanted);
                return wanted;
              });
        });
  }

  /**
   * {@code WASM_DROP_VERSION(name, version)}: removes one version, which is neither the active one
   * nor the latest. Statements that run on it end on it.
   *
   * @return 1
   */
  public static int dropVersion(
      Connection connection, @Nullable String name, @Nullable Integer version) throws SQLException {
    return change(
        connection,
        (session, store) -> {
          store.removeVersion(
              required("the plugin's name", name), required("the version", version));
          return 1;
        });
  }

  /** {@code WASM_UNREGISTER(name)}. */
  public static int unregister(Connection connection, @Nullable String name) throws SQLException {
    return unregister(connection, name, false);
  }

  /**
   * {@code WASM_UNREGISTER(name, forced)}: removes a plugin with all its versions and the functions
   * of its manifest.
   *
   * @param forced also when something depends on it: functions that were created for themselves are
   *     dropped, and views that call one of them are left broken
   * @return the number of versions that were removed
   */
  public static int unregister(
      Connection connection, @Nullable String name, @Nullable Boolean forced) throws SQLException {
    return change(
        connection,
        (session, store) -> {
          String plugin = required("the plugin's name", name);
          return new FunctionChanges(connection, session)
              .unregister(plugin, Boolean.TRUE.equals(forced), () -> store.remove(plugin));
        });
  }

  /**
   * {@code WASM_GRANT(plugin, grantee)}: lets a user, or whoever has a role, call a plugin.
   *
   * @return 1, or 0 when it was so already
   */
  public static int grant(Connection connection, @Nullable String name, @Nullable String grantee)
      throws SQLException {
    return change(
        connection,
        (session, store) -> {
          String known = Caller.knownGrantee(session.database(), required("the grantee", grantee));
          return changeGrantees(connection, session, store, name, grantees -> grantees.with(known));
        });
  }

  /**
   * {@code WASM_REVOKE(plugin, grantee)}: takes that back; also from a name that is nobody's any
   * more.
   *
   * @return 1, or 0 when it was so already
   */
  public static int revoke(Connection connection, @Nullable String name, @Nullable String grantee)
      throws SQLException {
    return change(
        connection,
        (session, store) -> {
          String whose = required("the grantee", grantee);
          return changeGrantees(
              connection,
              session,
              store,
              name,
              grantees -> {
                String spelt = Caller.spelling(whose);
                return grantees.names().contains(spelt)
                    ? grantees.without(spelt)
                    : grantees.without(Caller.knownGrantee(session.database(), whose));
              });
        });
  }

  private static int changeGrantees(
      Connection connection,
      H2Session session,
      PluginStore store,
      @Nullable String name,
      UnaryOperator<Grantees> change)
      throws SQLException {
    String plugin = required("the plugin's name", name);
    if (!store.changeGrantees(plugin, change)) {
      return 0;
    }
    FunctionChanges functions = new FunctionChanges(connection, session);
    functions.settle(functions.ofPlugin(plugin));
    return 1;
  }

  /**
   * {@code WASM_SET_POLICY(json)}: the default engine and the ceilings of this database, for
   * connections that begin afterwards. NULL goes back to the defaults.
   */
  public static void setPolicy(Connection connection, @Nullable String json) throws SQLException {
    change(
        connection,
        (session, store) -> {
          if (json != null) {
            RuntimePolicy.DEFAULT.with(json);
          }
          store.setPolicy(json);
          return 0;
        });
  }

  /** What an administrator's procedure does; answers what its CALL answers, if anything. */
  @FunctionalInterface
  interface Change {
    int apply(H2Session session, PluginStore store) throws SQLException;
  }

  static int change(Connection connection, Change change) throws SQLException {
    try {
      return change.apply(administrator(connection), new PluginStore(connection));
    } catch (RuntimeException | Error failed) {
      throw SqlErrors.translate(failed);
    }
  }

  /** The session of a caller who may change plugins. */
  static H2Session administrator(Connection connection) throws SQLException {
    H2Session session = H2Session.of(connection);
    if (!session.isAdministrator() || session.guests().isUnderWay()) {
      throw new UdfException(
          UdfError.NOT_ALLOWED, "only an administrator may register or change plugins");
    }
    return session;
  }

  static <T> T required(String what, @Nullable T value) {
    if (value == null) {
      throw new UdfException(UdfError.BAD_OPTION, what + " is NULL");
    }
    return value;
  }
}
