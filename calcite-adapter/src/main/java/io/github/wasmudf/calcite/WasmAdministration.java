package io.github.wasmudf.calcite;

import io.github.wasmudf.PluginInspection;
import io.github.wasmudf.RuntimePolicy;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.catalog.ActivePlugin;
import io.github.wasmudf.catalog.CreatedFunction;
import io.github.wasmudf.catalog.DeclaredFunction;
import io.github.wasmudf.catalog.FunctionDeclarations;
import io.github.wasmudf.catalog.Grantees;
import io.github.wasmudf.catalog.PluginRecord;
import io.github.wasmudf.jdbc.FunctionStore;
import io.github.wasmudf.source.ModuleSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.calcite.DataContext;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.schema.ScannableTable;
import org.jspecify.annotations.Nullable;

/**
 * The functions of an administrator. Code that Calcite generates calls these methods; applications
 * use SQL. A statement does the same call once, whatever the planner makes of it; and never while
 * it is only prepared or explained.
 */
public final class WasmAdministration {
  private WasmAdministration() {}

  /**
   * {@code WASM_REGISTER(name, module, options)}: checks a module as a call would meet it, stores
   * it as a new version, and makes that the active one.
   *
   * @param options JSON text, or null for none
   * @return the new version
   */
  public static int register(
      DataContext root,
      @Nullable String name,
      @Nullable ByteString module,
      @Nullable String options) {
    return change(
        root,
        session -> {
          String plugin = PluginRecord.requireName(required("the plugin's name", name));
          byte[] bytes = required("the module", module).getBytes();
          return register(session, plugin, bytes, options);
        },
        "register",
        name,
        module,
        options);
  }

  private static int register(
      CalciteSession session, String plugin, byte[] bytes, @Nullable String options) {
    String json = options == null ? "{}" : options;
    List<CreatedFunction> present = session.plugins().functions();
    List<CreatedFunction> own = ofPlugin(present, plugin);
    PluginInspection found = inspect(session, plugin, bytes, json, own);
    FunctionChange functions = FunctionChange.activating(plugin, present, own, found.functions());
    return session.plugins().add(plugin, bytes, json, found, functions);
  }

  private static List<CreatedFunction> ofPlugin(List<CreatedFunction> functions, String plugin) {
    return functions.stream().filter(each -> each.plugin().equals(plugin)).toList();
  }

  /**
   * {@code WASM_REGISTER_FROM(name, location, options)}: as {@code WASM_REGISTER}, of a module that
   * is read from a place which the policy allows.
   *
   * @return the new version
   */
  public static int registerFrom(
      DataContext root,
      @Nullable String name,
      @Nullable String location,
      @Nullable String options) {
    return change(
        root,
        session -> {
          String plugin = PluginRecord.requireName(required("the plugin's name", name));
          byte[] bytes = read(session, plugin, required("the location", location));
          return register(session, plugin, bytes, options);
        },
        "registerFrom",
        name,
        location,
        options);
  }

  private static byte[] read(CalciteSession session, String plugin, String location) {
    RuntimePolicy policy = session.schema().storedPolicy();
    try {
      return new ModuleSource(policy.places(), policy.limits().moduleBytes()).read(location);
    } catch (UdfException failed) {
      throw failed.about("plugin " + plugin);
    }
  }

  private static PluginInspection inspect(
      CalciteSession session,
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

  /**
   * {@code WASM_ACTIVATE(name, version)}: makes a stored version the active one, forward or back.
   *
   * @return the version
   */
  public static int activate(DataContext root, @Nullable String name, @Nullable Integer version) {
    return change(
        root,
        session -> {
          int wanted = required("the version", version);
          activate(session, required("the plugin's name", name), wanted);
          return wanted;
        },
        "activate",
        name,
        version);
  }

  private static void activate(CalciteSession session, String plugin, int version) {
    PluginRecord stored = session.plugins().find(plugin, version);
    FunctionChange functions = FunctionChange.NONE;
    if (stored != null) {
      List<CreatedFunction> present = session.plugins().functions();
      List<CreatedFunction> own = ofPlugin(present, plugin);
      List<DeclaredFunction> declared = session.udfs().declared(stored, session.plugins(), own);
      functions = FunctionChange.activating(plugin, present, own, declared);
    }
    session.plugins().activate(plugin, version, functions);
  }

  /**
   * {@code WASM_DROP_VERSION(name, version)}: removes one version, which is neither the active one
   * nor the latest. Statements that run on it end on it.
   *
   * @return 1
   */
  public static int dropVersion(
      DataContext root, @Nullable String name, @Nullable Integer version) {
    return change(
        root,
        session -> {
          session
              .plugins()
              .removeVersion(required("the plugin's name", name), required("the version", version));
          return 1;
        },
        "dropVersion",
        name,
        version);
  }

  /**
   * {@code WASM_UNREGISTER(name, forced)}: removes a plugin with all its versions and the functions
   * of its manifest.
   *
   * @param forced also those that were created for themselves
   * @return the number of versions that were removed
   */
  public static int unregister(DataContext root, @Nullable String name, @Nullable Boolean forced) {
    return change(
        root,
        session -> {
          String plugin = required("the plugin's name", name);
          List<CreatedFunction> functions = ofPlugin(session.plugins().functions(), plugin);
          if (!Boolean.TRUE.equals(forced)) {
            FunctionDeclarations.requireNoneOfTheirOwn(plugin, functions);
          }
          return session.plugins().remove(plugin, new FunctionChange(functions, List.of()));
        },
        "unregister",
        name,
        forced);
  }

  /**
   * {@code WASM_CREATE_FUNCTION(sql_name, plugin, export, options)}: a SQL function that calls an
   * export of a plugin's active version.
   *
   * @param options JSON text, or null for what the plugin's manifest says
   * @return 1
   */
  public static int createFunction(
      DataContext root,
      @Nullable String name,
      @Nullable String plugin,
      @Nullable String export,
      @Nullable String options) {
    return change(
        root,
        session -> {
          CreatedFunction function =
              created(
                  session,
                  required("the function's name", name),
                  required("the plugin's name", plugin),
                  required("the export", export),
                  options);
          FunctionChange.requireFree(function, session.plugins().functions());
          session.plugins().change(new FunctionChange(List.of(), List.of(function)));
          return 1;
        },
        "createFunction",
        name,
        plugin,
        export,
        options);
  }

  private static CreatedFunction created(
      CalciteSession session, String name, String plugin, String export, @Nullable String options) {
    ActivePlugin active = session.plugins().find(plugin);
    if (active == null) {
      throw CalciteSession.unknown(plugin);
    }
    PluginRecord record = active.plugin();
    List<DeclaredFunction> declared = session.udfs().declaredFor(record, session.plugins(), export);
    CreatedFunction function = FunctionDeclarations.create(name, plugin, export, options, declared);
    session.udfs().declared(record, session.plugins(), List.of(function));
    return function;
  }

  /**
   * {@code WASM_DROP_FUNCTION(sql_name)}: drops a function with all its overloads.
   *
   * @return how many overloads there were
   */
  public static int dropFunction(DataContext root, @Nullable String name) {
    return change(
        root,
        session -> {
          String wanted = CreatedFunction.requireName(required("the function's name", name));
          List<CreatedFunction> overloads =
              session.plugins().functions().stream()
                  .filter(each -> each.name().equals(wanted))
                  .toList();
          if (overloads.isEmpty()) {
            throw FunctionStore.unknown(wanted);
          }
          session.plugins().change(new FunctionChange(overloads, List.of()));
          return overloads.size();
        },
        "dropFunction",
        name);
  }

  /**
   * {@code WASM_GRANT(plugin, grantee)}: lets a user call a plugin, on connections that are
   * read-only.
   *
   * @return 1, or 0 when it was so already
   */
  public static int grant(DataContext root, @Nullable String name, @Nullable String grantee) {
    return change(root, "grant", name, grantee, Grantees::with);
  }

  /**
   * {@code WASM_REVOKE(plugin, grantee)}: takes that back.
   *
   * @return 1, or 0 when it was so already
   */
  public static int revoke(DataContext root, @Nullable String name, @Nullable String grantee) {
    return change(root, "revoke", name, grantee, Grantees::without);
  }

  private static int change(
      DataContext root,
      String function,
      @Nullable String name,
      @Nullable String grantee,
      BiFunction<Grantees, String, Grantees> change) {
    return change(
        root,
        session -> {
          String whose = spelling(required("the grantee", grantee));
          return session
                  .plugins()
                  .changeGrantees(
                      required("the plugin's name", name), before -> change.apply(before, whose))
              ? 1
              : 0;
        },
        function,
        name,
        grantee);
  }

  /** Names of users are told apart as H2 does, which may serve the same catalog. */
  static String spelling(String name) {
    return name.toUpperCase(Locale.ROOT);
  }

  /**
   * {@code WASM_SET_POLICY(json)}: the default engine and the ceilings, for the following
   * statements of this connection and for connections that begin afterwards. NULL goes back to the
   * defaults.
   *
   * @return null
   */
  public static @Nullable String setPolicy(DataContext root, @Nullable String json) {
    change(
        root,
        session -> {
          if (json != null) {
            RuntimePolicy.DEFAULT.with(json);
          }
          session.setPolicy(json);
          return 0;
        },
        "setPolicy",
        json);
    return null;
  }

  /** {@code WASM_VALIDATE(module)}; see there. */
  public static ScannableTable validate(@Nullable Object module) {
    return validate(module, null);
  }

  /**
   * {@code TABLE(WASM_VALIDATE(module, options))}: one row that says what registering would say,
   * without registering.
   *
   * @param options JSON text, or null for none
   */
  public static ScannableTable validate(@Nullable Object module, @Nullable String options) {
    return CatalogTables.finding(
        session -> {
          session.schema().requireAdministration();
          try {
            byte[] bytes = SqlValues.bytes(required("the module", module), session.policy());
            String json = options == null ? "{}" : options;
            return new CatalogTables.Finding(
                session.udfs().inspect("validated plugin", bytes, json), null);
          } catch (UdfException refused) {
            return new CatalogTables.Finding(null, refused);
          }
        });
  }

  /**
   * @param call which function, and its arguments
   */
  private static int change(
      DataContext root, Function<CalciteSession, Integer> effect, @Nullable Object... call) {
    RunningStatement statement = RunningStatements.of(root);
    try {
      CalciteSession session = statement.session();
      session.schema().requireAdministration();
      return statement.once(Arrays.asList(call), () -> effect.apply(session));
    } catch (RuntimeException | Error failed) {
      throw SqlErrors.raise(failed);
    }
  }

  private static <T> T required(String what, @Nullable T value) {
    if (value == null) {
      throw new UdfException(UdfError.BAD_OPTION, what + " is NULL");
    }
    return value;
  }
}
