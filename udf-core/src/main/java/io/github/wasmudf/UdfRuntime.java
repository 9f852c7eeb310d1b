package io.github.wasmudf;

import io.github.wasmudf.catalog.PluginCatalog;
import io.github.wasmudf.catalog.PluginRecord;
import io.github.wasmudf.engine.ModuleImage;
import io.github.wasmudf.host.GuestLog;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One database as its plugins see it: its policy and its sessions. Thread-safe. Cheap to make: an
 * engine is loaded when the first plugin is used.
 */
public final class UdfRuntime implements AutoCloseable {
  private final RuntimePolicy policy;
  private final Set<UdfSession> sessions = ConcurrentHashMap.newKeySet();

  /** A runtime under an administrator's policy. */
  public UdfRuntime(RuntimePolicy policy) {
    this.policy = policy;
  }

  /** Opens the session of one SQL connection; whoever opens it closes it. */
  public UdfSession openSession() {
    UdfSession session = new UdfSession(this);
    sessions.add(session);
    return session;
  }

  void closed(UdfSession session) {
    sessions.remove(session);
  }

  /** The sessions that are open now, in no order. */
  public List<UdfSession> sessions() {
    return List.copyOf(sessions);
  }

  /**
   * Does all that registering a module would do, and keeps nothing but its compiled code for a
   * while: reads, checks and compiles it, makes an instance and asks it for its description.
   *
   * @param label names the plugin in errors and in the log
   * @param module its bytes; given up by the caller
   * @param options JSON text; {@code "{}"} for none
   * @throws UdfException what is wrong with it
   */
  public PluginInspection inspect(String label, byte[] module, String options) {
    requireSize(module.length);
    ModuleImage image = ModuleImage.of(module);
    try (PluginLoader.Lease lease =
        PluginLoader.shared().lease(image.sha256(), options, policy, () -> image)) {
      LoadedPlugin plugin = lease.plugin();
      GuestLog log = new GuestLog(label, plugin.limits().logLinesPerSecond());
      return new PluginInspection(
          plugin.abi(),
          plugin.engine(),
          image.sha256(),
          module.length,
          plugin.outline(),
          plugin.describe(log));
    }
  }

  /** The shared part of a stored plugin. */
  PluginLoader.Lease lease(PluginRecord plugin, PluginCatalog catalog) {
    return PluginLoader.shared()
        .lease(plugin.sha256(), plugin.options(), policy, () -> imageOf(plugin, catalog));
  }

  private ModuleImage imageOf(PluginRecord plugin, PluginCatalog catalog) {
    byte[] module = catalog.readModule(plugin);
    requireSize(module.length);
    ModuleImage image = ModuleImage.of(module);
    if (!image.sha256().equals(plugin.sha256())) {
      throw new UdfException(
          UdfError.INVALID_MODULE,
          "the stored module has sha-256 "
              + image.sha256()
              + " instead of "
              + plugin.sha256()
              + "; register it again");
    }
    return image;
  }

  private void requireSize(long bytes) {
    if (bytes > policy.limits().moduleBytes()) {
      throw UdfException.limit(
          UdfError.INVALID_MODULE, "module size in bytes", policy.limits().moduleBytes(), 0, bytes);
    }
  }

  /** Closes every session. Harmless when called again. */
  @Override
  public void close() {
    sessions().forEach(UdfSession::close);
  }
}
