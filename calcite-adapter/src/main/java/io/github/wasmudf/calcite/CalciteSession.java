package io.github.wasmudf.calcite;

import io.github.wasmudf.RuntimePolicy;
import io.github.wasmudf.SessionOwner;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.UdfFunction;
import io.github.wasmudf.UdfSession;
import io.github.wasmudf.catalog.ActivePlugin;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one Calcite connection has of us. Knows neither the connection nor anything that leads to
 * it, so that a connection which nobody closes can still be collected. Calls of its plugins take
 * its lock: Calcite itself does not keep two threads from using one connection at once.
 */
final class CalciteSession implements AutoCloseable {
  private final int id;
  private final String user;
  private final WasmSchema schema;
  private final List<UdfSession> retired = new ArrayList<>();
  private UdfSession udfs;
  private boolean closed;

  /**
   * @param user what the connection says whose it is, in upper case; empty for nobody
   */
  CalciteSession(int id, String user, WasmSchema schema) {
    this.id = id;
    this.user = user;
    this.schema = schema;
    this.udfs = schema.openSession(new SessionOwner(user, id));
  }

  /** Tells connections apart; counts up in this JVM. */
  int id() {
    return id;
  }

  WasmSchema schema() {
    return schema;
  }

  PluginSource plugins() {
    return schema.plugins();
  }

  synchronized UdfSession udfs() {
    return udfs;
  }

  /** What each plugin holds now; from any thread. */
  List<UdfSession.Usage> usage() {
    return udfs().usage();
  }

  RuntimePolicy policy() {
    return udfs().policy();
  }

  /** The function of a plugin's active version as the catalog has it now. */
  synchronized UdfFunction resolve(String name) {
    requireOpen();
    ActivePlugin active = plugins().find(name);
    if (active == null) {
      udfs.forget(name);
      throw unknown(name);
    }
    schema.requireCallable(active, user);
    return udfs.function(active.plugin(), plugins());
  }

  static UdfException unknown(String name) {
    return new UdfException(
        UdfError.NOT_FOUND,
        "no plugin \"" + name + "\"; SELECT PLUGIN FROM WASM.PLUGINS lists what is registered");
  }

  /** Stores a policy; it holds for this connection's next statements, too. */
  synchronized void setPolicy(@Nullable String json) {
    requireOpen();
    plugins().setPolicy(json);
    // Statements that run keep their functions, so the old session ends with the connection.
    retired.add(udfs);
    udfs = schema.openSession(new SessionOwner(user, id));
  }

  private void requireOpen() {
    if (closed) {
      throw new UdfException(UdfError.INTERNAL, "the connection is closed");
    }
  }

  /** Frees all instances; from any thread, harmless when called again. */
  @Override
  public void close() {
    List<UdfSession> all;
    synchronized (this) {
      closed = true;
      all = new ArrayList<>(retired);
      all.add(udfs);
    }
    all.forEach(UdfSession::close);
    RunningStatement.forget(this);
  }
}
