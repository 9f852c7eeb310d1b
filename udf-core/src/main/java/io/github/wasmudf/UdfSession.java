package io.github.wasmudf;

import io.github.wasmudf.abi.PluginContext;
import io.github.wasmudf.abi.PluginDescription;
import io.github.wasmudf.catalog.CreatedFunction;
import io.github.wasmudf.catalog.DeclaredFunction;
import io.github.wasmudf.catalog.ModuleContents;
import io.github.wasmudf.catalog.PluginCatalog;
import io.github.wasmudf.catalog.PluginRecord;
import io.github.wasmudf.engine.Engines;
import io.github.wasmudf.engine.ModuleImage;
import io.github.wasmudf.engine.ModuleOutline;
import io.github.wasmudf.host.ConnectionServices;
import io.github.wasmudf.host.GrantedServices;
import io.github.wasmudf.host.GuestLog;
import io.github.wasmudf.host.GuestOutput;
import io.github.wasmudf.host.HostServices;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One SQL connection: owns its instances. One thread at a time uses it; only {@link #close} and the
 * figures may be asked for from another.
 */
public final class UdfSession implements AutoCloseable {
  /**
   * What one plugin of this session holds now.
   *
   * @param engine which makes its calls now; empty while that is found out
   * @param reason why it is that one, in words for an operator; empty likewise
   * @param state how far its life is
   * @param bytes memory of its instances
   */
  public record Usage(
      String plugin,
      int version,
      String engine,
      String reason,
      LifeState state,
      int instances,
      long bytes) {}

  /**
   * A plugin's function, and the one that it replaced. A statement that runs while a nested one
   * meets the new version ends on the version that it began with, so the old one stays callable.
   */
  private record Versions(UdfFunction current, @Nullable UdfFunction previous) {
    /** The same two after a switch back. */
    Versions switched(UdfFunction newCurrent) {
      return new Versions(newCurrent, current);
    }
  }

  private final UdfRuntime runtime;
  private final RuntimePolicy policy;
  private final SessionOwner owner;
  private final StatementWatch watch;
  private final ConnectionServices services;
  private final Map<String, Versions> functions = new HashMap<>();

  /** Versions that are called no more, but whose rows may still be read. */
  private final Set<UdfFunction> retired = new HashSet<>();

  /** What may hold a connection of its own, until the session ends. */
  private final List<HostServices> held = new ArrayList<>();

  /** What is being read and compiled; written by the session's thread alone. */
  private volatile @Nullable PluginRecord loading;

  private boolean closed;

  UdfSession(
      UdfRuntime runtime,
      RuntimePolicy policy,
      SessionOwner owner,
      CancelSignal signal,
      ConnectionServices services) {
    this.services = services;
    this.owner = owner;
    this.runtime = runtime;
    this.policy = policy;
    this.watch = new StatementWatch(signal);
  }

  /** What an administrator laid down when this connection began. */
  public RuntimePolicy policy() {
    return policy;
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
    return inspect(label, module, options, List.of());
  }

  /** The same of a module that is to stand behind functions which exist. */
  public PluginInspection inspect(
      String label, byte[] module, String options, List<CreatedFunction> functions) {
    ModuleImage image = image(module);
    ModuleOutline outline = image.outline();
    try (PluginLoader.Lease lease =
        PluginLoader.shared().lease(image.sha256(), options, policy, () -> image)) {
      LoadedPlugin plugin = lease.plugin();
      PluginExports exports = plugin.exports();
      exports.functions().forEach(f -> exports.requireFunction("function " + f.name(), f));
      functions.forEach(exports::requireServes);
      GuestLog log = new GuestLog(label, plugin.limits().logLinesPerSecond());
      PluginDescription self = plugin.describe(log, watch.signal());
      return new PluginInspection(
          plugin.abi(),
          plugin.engine(),
          image.sha256(),
          module.length,
          self.name(),
          self.version(),
          self.description(),
          plugin.note(),
          ModuleContents.of(outline),
          exports.functions());
    }
  }

  /**
   * The function of a plugin's version as the catalog has it now. Compiles it when nobody in this
   * runtime has; makes no instance before the first call.
   *
   * @throws UdfException when it does not load
   */
  public UdfFunction function(PluginRecord plugin, PluginCatalog catalog) {
    UdfFunction present = present(plugin);
    if (present != null) {
      return present;
    }
    try {
      return install(plugin.name(), load(plugin, catalog));
    } catch (UdfException failed) {
      throw failed.about(plugin.label());
    }
  }

  private UdfFunction load(PluginRecord plugin, PluginCatalog catalog) {
    PluginRecord outer = loading;
    loading = plugin;
    try {
      return resolve(plugin, lease(plugin, catalog));
    } finally {
      loading = outer;
    }
  }

  private UdfFunction resolve(PluginRecord plugin, PluginLoader.Lease lease) {
    PluginCalls calls =
        new PluginCalls(plugin.label(), watch, choice(plugin, lease, output(plugin, lease)));
    return new UdfFunction(plugin, lease.plugin(), calls);
  }

  private GuestOutput output(PluginRecord plugin, PluginLoader.Lease lease) {
    LoadedPlugin loaded = lease.plugin();
    return loaded.grants().log()
        ? new GuestLog(
            plugin.label(),
            loaded.limits().logLinesPerSecond(),
            (level, line) -> log(plugin, level, line))
        : GuestOutput.NONE;
  }

  private EngineChoice choice(PluginRecord plugin, PluginLoader.Lease lease, GuestOutput log) {
    LoadedPlugin loaded = lease.plugin();
    PluginContext context = loaded.newContext(services(plugin, loaded));
    EngineRun run = EngineRun.of(lease, context, log, watch.signal());
    if (loaded.naming() != EngineNaming.NOBODY) {
      return EngineChoice.pinned(run, loaded.naming().reason());
    }
    if (!loaded.isRepeatable()) {
      return EngineChoice.pinned(run, "auto: the plugin keeps something between calls");
    }
    String other = Engines.installed().other(loaded.engine());
    if (other == null) {
      return EngineChoice.pinned(run, loaded.naming().reason());
    }
    Challenger challenger =
        new Challenger(
            () -> EngineRun.of(leaseOn(other, plugin, loaded), context, log, watch.signal()));
    return EngineChoice.between(run, challenger, runtime.trialRules(), loaded.engineReason());
  }

  private HostServices services(PluginRecord plugin, LoadedPlugin loaded) {
    GrantedServices granted = granted(plugin, loaded);
    synchronized (this) {
      if (!loaded.grants().mqtt().isEmpty()) {
        held.add(granted);
      }
    }
    return granted;
  }

  private GrantedServices granted(PluginRecord plugin, LoadedPlugin loaded) {
    return new GrantedServices(
        plugin.name(),
        loaded.grants(),
        loaded.limits(),
        services,
        watch.signal(),
        (metric, value) -> runtime.measured(plugin.name(), owner.user(), metric, value));
  }

  /** The same plugin on another engine; from any thread. */
  private PluginLoader.Lease leaseOn(String engine, PluginRecord plugin, LoadedPlugin loaded) {
    return PluginLoader.shared()
        .lease(plugin.sha256(), plugin.options(), policy.withEngine(engine), loaded::image);
  }

  /**
   * What a version of a plugin declares; of an export over numbers that nothing is declared of,
   * what its type says.
   */
  public List<DeclaredFunction> declaredFor(
      PluginRecord plugin, PluginCatalog catalog, String export) {
    try (PluginLoader.Lease lease = lease(plugin, catalog)) {
      return lease.plugin().exports().functionsFor(export);
    } catch (UdfException refused) {
      throw refused.about(plugin.label());
    }
  }

  /**
   * What a version of a plugin declares. Compiles it when nobody has.
   *
   * @param functions that it must be able to stand behind
   * @throws UdfException {@code NOT_FOUND} or {@code BAD_OPTION} naming one that it cannot
   */
  public List<DeclaredFunction> declared(
      PluginRecord plugin, PluginCatalog catalog, List<CreatedFunction> functions) {
    try (PluginLoader.Lease lease = lease(plugin, catalog)) {
      PluginExports exports = lease.plugin().exports();
      functions.forEach(exports::requireServes);
      return exports.functions();
    } catch (UdfException refused) {
      throw refused.about(plugin.label());
    }
  }

  /**
   * Says that another statement calls from now on: frees the states of aggregates that have
   * answered those before it. Asked for before the first aggregate of a statement; harmless at any
   * time.
   *
   * @throws UdfException {@code CANCELLED} only
   */
  public void statementChanged() {
    List<UdfFunction> all;
    synchronized (this) {
      all = all();
    }
    all.forEach(UdfFunction::statementChanged);
  }

  private List<UdfFunction> all() {
    return Stream.concat(
            functions.values().stream()
                .flatMap(versions -> Stream.of(versions.current(), versions.previous())),
            retired.stream())
        .filter(Objects::nonNull)
        .toList();
  }

  private void log(PluginRecord plugin, String level, String line) {
    runtime.log(
        new LogLine(
            plugin.name(),
            plugin.version(),
            Instant.now(),
            owner.user(),
            owner.sessionId(),
            level,
            line));
  }

  private PluginLoader.Lease lease(PluginRecord plugin, PluginCatalog catalog) {
    return PluginLoader.shared()
        .lease(plugin.sha256(), plugin.options(), policy, () -> imageOf(plugin, catalog));
  }

  private ModuleImage imageOf(PluginRecord plugin, PluginCatalog catalog) {
    ModuleImage image = image(catalog.readModule(plugin));
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

  private ModuleImage image(byte[] module) {
    long limit = policy.limits().moduleBytes();
    if (module.length > limit) {
      throw UdfException.moduleTooLarge(module.length, limit);
    }
    return ModuleImage.of(module);
  }

  private @Nullable UdfFunction present(PluginRecord plugin) {
    UdfFunction replaced;
    UdfFunction previous;
    synchronized (this) {
      Versions versions = functions.get(plugin.name());
      if (versions == null) {
        return null;
      }
      replaced = versions.current();
      if (replaced.plugin().equals(plugin)) {
        return replaced;
      }
      previous = versions.previous();
      if (previous == null || !previous.plugin().equals(plugin)) {
        return null;
      }
      functions.put(plugin.name(), versions.switched(previous));
    }
    // Not under the lock: it may run the plugin, which close() is to end.
    replaced.dropIdle();
    return previous;
  }

  private UdfFunction install(String name, UdfFunction made) {
    UdfFunction current = null;
    UdfFunction superseded = null;
    synchronized (this) {
      if (!closed) {
        Versions versions = functions.get(name);
        current = versions == null ? null : versions.current();
        superseded = versions == null ? null : versions.previous();
        functions.put(name, new Versions(made, current));
        if (superseded != null) {
          retired.add(superseded);
        }
      }
    }
    if (superseded != null) {
      runtime.keep(superseded.statistics(owner.user()));
      UdfFunction reading = superseded;
      superseded.whenRead(() -> end(reading));
    }
    if (current != null) {
      current.dropIdle();
    }
    if (closed) {
      made.close();
      throw new UdfException(UdfError.INTERNAL, "the connection is closed");
    }
    return made;
  }

  private void end(UdfFunction read) {
    synchronized (this) {
      retired.remove(read);
    }
    read.close();
  }

  /** Frees the idle instances of a plugin that is no longer there. */
  public void forget(String name) {
    Versions versions;
    synchronized (this) {
      versions = functions.get(name);
    }
    if (versions != null) {
      versions.current().dropIdle();
    }
  }

  /** What this session called; from any thread. */
  synchronized List<CallStatistics> statistics() {
    return functions.values().stream()
        .flatMap(versions -> Stream.of(versions.current(), versions.previous()))
        .filter(Objects::nonNull)
        .flatMap(function -> function.statistics(owner.user()).stream())
        .toList();
  }

  /** What each plugin of this session holds now; from any thread. */
  public synchronized List<Usage> usage() {
    List<Usage> list = new ArrayList<>();
    for (Versions versions : functions.values()) {
      list.add(versions.current().usage());
      if (versions.previous() != null) {
        list.add(versions.previous().usage(true));
      }
    }
    PluginRecord coming = loading;
    if (coming != null) {
      list.add(new Usage(coming.name(), coming.version(), "", "", LifeState.LOADING, 0, 0));
    }
    return list;
  }

  /** Frees all instances; from any thread. Harmless when called again, and never throws. */
  @Override
  public void close() {
    List<UdfFunction> all;
    synchronized (this) {
      runtime.keep(statistics());
      closed = true;
      all = all();
      functions.clear();
      retired.clear();
    }
    all.forEach(UdfFunction::close);
    held.forEach(HostServices::close);
    services.close();
    runtime.closed(this);
  }
}
