package io.github.wasmudf.calcite;

import io.github.wasmudf.RuntimePolicy;
import io.github.wasmudf.SessionOwner;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.UdfFunction;
import io.github.wasmudf.UdfSession;
import io.github.wasmudf.catalog.ActivePlugin;
import io.github.wasmudf.catalog.CreatedFunction;
import io.github.wasmudf.jdbc.FunctionStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
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
  private volatile @Nullable RunningStatement running;
  private volatile boolean closed;

  /**
   * @param user what the connection says whose it is, in upper case; empty for nobody
   */
  CalciteSession(int id, String user, WasmSchema schema) {
    this.id = id;
    this.user = user;
    this.schema = schema;
    this.udfs = openUdfs();
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

  /**
   * The function of a call as the catalog has it now.
   *
   * @throws UdfException {@code NOT_FOUND} when it is not there any more as it was planned with
   */
  synchronized BoundFunction resolve(CreatedFunctionCall call, Function<String, UdfFunction> of) {
    requireOpen();
    CreatedFunction function = function(call);
    return new BoundFunction(of.apply(function.plugin()).typed(function), policy());
  }

  /** The same of an aggregate. */
  synchronized BoundAggregate resolveAggregate(
      CreatedFunctionCall call, Function<String, UdfFunction> of) {
    requireOpen();
    CreatedFunction function = function(call);
    return new BoundAggregate(of.apply(function.plugin()).typedAggregate(function), policy());
  }

  /** The same of a table function. */
  synchronized BoundTable resolveTable(CreatedFunctionCall call, Function<String, UdfFunction> of) {
    requireOpen();
    CreatedFunction function = function(call);
    return new BoundTable(of.apply(function.plugin()).typedTable(function), policy());
  }

  private CreatedFunction function(CreatedFunctionCall call) {
    return plugins().functions().stream()
        .filter(call::isOf)
        .findFirst()
        .orElseThrow(() -> FunctionStore.unknown(call.name()));
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
    udfs = openUdfs();
  }

  private UdfSession openUdfs() {
    return schema.openSession(new SessionOwner(user, id), this::reasonToEnd);
  }

  /** Says which statement the next calls belong to. */
  void runs(RunningStatement statement) {
    if (running != statement) {
      running = statement;
    }
  }

  /** Why a running call is to end, or null; from any thread. */
  private @Nullable String reasonToEnd() {
    RunningStatement statement = running;
    return closed
        ? "the connection is being closed"
        : statement == null ? null : statement.reasonToEnd();
  }

  private void requireOpen() {
    if (closed) {
      throw new UdfException(UdfError.INTERNAL, "the connection is closed");
    }
  }

  /** Frees all instances; from any thread, harmless when called again. */
  @Override
  public void close() {
    // Before the lock: a call that has it ends when it sees this.
    closed = true;
    List<UdfSession> all;
    synchronized (this) {
      all = new ArrayList<>(retired);
      all.add(udfs);
    }
    all.forEach(UdfSession::close);
    RunningStatements.forget(this);
  }
}
