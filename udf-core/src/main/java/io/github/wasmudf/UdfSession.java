package io.github.wasmudf;

import io.github.wasmudf.catalog.PluginCatalog;
import io.github.wasmudf.catalog.PluginRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One SQL connection: owns its instances. One thread at a time uses it; only {@link #close} and the
 * figures may be asked for from another.
 */
public final class UdfSession implements AutoCloseable {
  /** What one plugin of this session holds now. */
  public record Usage(String plugin, int version, String engine, int instances, long bytes) {}

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
  private final Map<String, Versions> functions = new HashMap<>();
  private boolean closed;

  UdfSession(UdfRuntime runtime) {
    this.runtime = runtime;
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
      return install(plugin.name(), new UdfFunction(plugin, runtime.lease(plugin, catalog)));
    } catch (UdfException failed) {
      throw failed.about(plugin.label());
    }
  }

  private synchronized @Nullable UdfFunction present(PluginRecord plugin) {
    Versions versions = functions.get(plugin.name());
    if (versions == null) {
      return null;
    }
    if (versions.current().plugin().equals(plugin)) {
      return versions.current();
    }
    UdfFunction previous = versions.previous();
    if (previous != null && previous.plugin().equals(plugin)) {
      functions.put(plugin.name(), versions.switched(previous));
      versions.current().dropIdle();
      return previous;
    }
    return null;
  }

  private UdfFunction install(String name, UdfFunction made) {
    UdfFunction superseded = null;
    synchronized (this) {
      if (!closed) {
        Versions versions = functions.get(name);
        UdfFunction current = versions == null ? null : versions.current();
        superseded = versions == null ? null : versions.previous();
        if (current != null) {
          current.dropIdle();
        }
        functions.put(name, new Versions(made, current));
      }
    }
    if (superseded != null) {
      superseded.close();
    }
    if (closed) {
      made.close();
      throw new UdfException(UdfError.INTERNAL, "the connection is closed");
    }
    return made;
  }

  /** Frees the idle instances of a plugin that is no longer there. */
  public synchronized void forget(String name) {
    Versions versions = functions.get(name);
    if (versions != null) {
      versions.current().dropIdle();
    }
  }

  /** What each plugin of this session holds now; from any thread. */
  public synchronized List<Usage> usage() {
    List<Usage> list = new ArrayList<>();
    for (Versions versions : functions.values()) {
      list.add(versions.current().usage());
      if (versions.previous() != null) {
        list.add(versions.previous().usage());
      }
    }
    return list;
  }

  /** Frees all instances; from any thread. Harmless when called again, and never throws. */
  @Override
  public void close() {
    List<UdfFunction> all = new ArrayList<>();
    synchronized (this) {
      closed = true;
      for (Versions versions : functions.values()) {
        all.add(versions.current());
        if (versions.previous() != null) {
          all.add(versions.previous());
        }
      }
      functions.clear();
    }
    all.forEach(UdfFunction::close);
    runtime.closed(this);
  }
}
