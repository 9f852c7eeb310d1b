package io.github.wasmudf;

import io.github.wasmudf.abi.PluginContext;
import io.github.wasmudf.abi.PluginInstance;
import io.github.wasmudf.host.GuestOutput;
import io.github.wasmudf.pool.Pool;

/**
 * What one session has of a plugin on one engine: its use of the compiled module, and the instances
 * of it. Owned by an {@link EngineChoice}.
 */
final class EngineRun implements AutoCloseable {
  private final PluginLoader.Lease lease;
  private final Pool<PluginInstance> pool;

  private EngineRun(PluginLoader.Lease lease, Pool<PluginInstance> pool) {
    this.lease = lease;
    this.pool = pool;
  }

  static EngineRun of(
      PluginLoader.Lease lease, PluginContext context, GuestOutput log, CancelSignal signal) {
    LoadedPlugin plugin = lease.plugin();
    return new EngineRun(
        lease,
        new Pool<>(() -> plugin.instantiate(context, log, signal), plugin.limits().instances()));
  }

  Pool<PluginInstance> pool() {
    return pool;
  }

  String engine() {
    return lease.plugin().engine();
  }

  /** Frees the instances and gives the module back; from any thread, once. */
  @Override
  public void close() {
    pool.close();
    lease.close();
  }
}
