package io.github.wasmudf.calcite;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Multimap;
import io.github.wasmudf.CancelSignal;
import io.github.wasmudf.RowShape;
import io.github.wasmudf.RuntimePolicy;
import io.github.wasmudf.SessionOwner;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.UdfRuntime;
import io.github.wasmudf.UdfSession;
import io.github.wasmudf.catalog.ActivePlugin;
import io.github.wasmudf.catalog.Grantees;
import java.util.Map;
import org.apache.calcite.schema.Function;
import org.apache.calcite.schema.SchemaPlus;
import org.apache.calcite.schema.Table;
import org.apache.calcite.schema.impl.AbstractSchema;
import org.jspecify.annotations.Nullable;

/**
 * The schema {@code WASM} of one Calcite connection: its plugins, and what they have running.
 * Thread-safe.
 *
 * <p>A connection of {@link WasmCalciteDriver} closes it. On a connection of Calcite's own driver,
 * which tells nobody when it closes, close it yourself, or leave it to the garbage collector:
 *
 * <pre>
 * connection.unwrap(CalciteConnection.class).getRootSchema().subSchemas().get("WASM")
 *     .unwrap(WasmSchema.class).close();
 * </pre>
 */
public final class WasmSchema extends AbstractSchema implements AutoCloseable {
  /** Where a connection has it, whatever else it is called. */
  static final String NAME = "WASM";

  private final PluginSource plugins;
  private final RuntimePolicy policy;
  private final boolean readOnly;
  private final boolean pushDown;
  private final boolean batch;
  private final boolean functionsAtRoot;
  private final Map<String, Table> tables = CatalogTables.all();
  private final UdfRuntime runtime = new UdfRuntime();

  /**
   * @param functionsAtRoot whether the connection's root has created functions, so that they are
   *     not here: in two places they would be ambiguous
   */
  WasmSchema(
      PluginSource plugins,
      RuntimePolicy policy,
      boolean readOnly,
      boolean pushDown,
      boolean batch,
      boolean functionsAtRoot) {
    this.functionsAtRoot = functionsAtRoot;
    this.plugins = plugins;
    this.policy = policy;
    this.readOnly = readOnly;
    this.pushDown = pushDown;
    this.batch = batch;
  }

  /** The one below a connection's root, or null. */
  static @Nullable WasmSchema in(SchemaPlus root) {
    SchemaPlus found = root.subSchemas().get(NAME);
    try {
      return found == null ? null : found.unwrap(WasmSchema.class);
    } catch (ClassCastException another) {
      return null;
    }
  }

  @Override
  protected Map<String, Table> getTableMap() {
    return tables;
  }

  @Override
  protected Multimap<String, Function> getFunctionMultimap() {
    // Calcite's own preparation of statements cannot read our rows right.
    return functionsAtRoot
        ? ImmutableListMultimap.of()
        : CreatedFunctionsAtRoot.functions(this, false);
  }

  PluginSource plugins() {
    return plugins;
  }

  /** A session under the policy that holds now. */
  UdfSession openSession(SessionOwner owner, CancelSignal signal) {
    return runtime.openSession(storedPolicy(), owner, signal, plugins.services(signal));
  }

  /** What all sessions of this schema share. */
  UdfRuntime runtime() {
    return runtime;
  }

  /** Whether another database may be left to call plugins. */
  boolean pushDown() {
    return pushDown;
  }

  /** Whether rows may cross into plugins in batches. */
  boolean batch() {
    return batch;
  }

  /** The operands' policy and, above it, what the catalog says now; a session keeps its first. */
  RuntimePolicy storedPolicy() {
    String stored = plugins.policy();
    return stored == null ? policy : policy.with(stored);
  }

  /** What the rows of a plugin's active version look like when a call does not say it. */
  RowShape rowShape(String name) {
    ActivePlugin active = plugins.find(name);
    if (active == null) {
      throw CalciteSession.unknown(name);
    }
    try (UdfSession session = openSession(SessionOwner.NOBODY, CancelSignal.NEVER)) {
      return session.function(active.plugin(), plugins).rowShape();
    }
  }

  /** Calcite has no administrators: whoever may change plugins is one, and may call them all. */
  void requireCallable(ActivePlugin active, String user) {
    if (readOnly && !active.grantees().include(user::equals)) {
      throw Grantees.refusal(active.plugin(), user);
    }
  }

  /** Whether it makes no difference who calls. */
  boolean isCallableByAll(ActivePlugin active) {
    return !readOnly || active.grantees().include(user -> false);
  }

  void requireAdministration() {
    if (readOnly) {
      throw new UdfException(
          UdfError.NOT_ALLOWED, "this connection's schema WASM is read-only (operand readOnly)");
    }
  }

  /** Frees the instances and gives up the catalog. Harmless when called again. */
  @Override
  public void close() {
    CalciteSessions.shared().closeAll(this);
    runtime.close();
    plugins.close();
  }
}
