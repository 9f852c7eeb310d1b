package io.github.wasmudf.calcite;

import io.github.wasmudf.CancelSignal;
import io.github.wasmudf.PluginInspection;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.UdfSession;
import io.github.wasmudf.catalog.ActivePlugin;
import io.github.wasmudf.catalog.CreatedFunction;
import io.github.wasmudf.catalog.Grantees;
import io.github.wasmudf.catalog.PluginRecord;
import io.github.wasmudf.catalog.StoredFunction;
import io.github.wasmudf.catalog.StoredPlugin;
import io.github.wasmudf.host.ConnectionServices;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.calcite.avatica.util.ByteString;
import org.jspecify.annotations.Nullable;

/** Plugins that live as long as their schema. */
final class MemoryPlugins implements PluginSource {
  private final ConnectionServices services = new MemoryServices();

  private record Version(StoredPlugin stored, ByteString module) {
    boolean is(int version) {
      return stored.plugin().version() == version;
    }
  }

  private final Map<String, List<Version>> plugins = new TreeMap<>();
  private final List<StoredFunction> functions = new ArrayList<>();
  private @Nullable String policy;

  @Override
  public synchronized @Nullable ActivePlugin find(String name) {
    return plugins.getOrDefault(name, List.of()).stream()
        .map(Version::stored)
        .filter(StoredPlugin::active)
        .map(stored -> new ActivePlugin(stored.plugin(), stored.grantees()))
        .findFirst()
        .orElse(null);
  }

  @Override
  public synchronized byte[] readModule(PluginRecord plugin) {
    return plugins.getOrDefault(plugin.name(), List.of()).stream()
        .filter(version -> version.stored().plugin().equals(plugin))
        .map(version -> version.module().getBytes())
        .findFirst()
        .orElseThrow(
            () -> new UdfException(UdfError.NOT_FOUND, plugin.label() + " is not there any more"));
  }

  @Override
  public synchronized @Nullable PluginRecord find(String name, int version) {
    return plugins.getOrDefault(name, List.of()).stream()
        .map(each -> each.stored().plugin())
        .filter(each -> each.version() == version)
        .findFirst()
        .orElse(null);
  }

  @Override
  public synchronized List<CreatedFunction> functions() {
    return functions.stream().map(StoredFunction::function).toList();
  }

  @Override
  public synchronized List<StoredFunction> listFunctions(UdfSession session) {
    return List.copyOf(functions);
  }

  @Override
  public synchronized void change(FunctionChange change) {
    functions.removeIf(stored -> change.dropped().contains(stored.function()));
    for (CreatedFunction created : change.created()) {
      functions.add(new StoredFunction(created, user(), Instant.now()));
    }
    functions.sort(
        Comparator.comparing(
            StoredFunction::function,
            Comparator.comparing(CreatedFunction::name).thenComparing(CreatedFunction::label)));
  }

  private static String user() {
    return System.getProperty("user.name", "");
  }

  @Override
  public synchronized int add(
      String name, byte[] module, String options, PluginInspection found, FunctionChange change) {
    List<Version> versions = plugins.computeIfAbsent(name, n -> new ArrayList<>());
    Grantees grantees =
        versions.isEmpty() ? Grantees.EVERYBODY : versions.get(0).stored().grantees();
    int version = versions.isEmpty() ? 1 : last(versions).plugin().version() + 1;
    StoredPlugin stored =
        new StoredPlugin(
            new PluginRecord(name, version, found.sha256(), options),
            false,
            found.abi(),
            found.engine(),
            found.bytes(),
            found.name(),
            found.version(),
            found.description(),
            found.contents(),
            user(),
            Instant.now(),
            grantees);
    versions.add(new Version(stored, new ByteString(module)));
    activateOnly(versions, version);
    change(change);
    return version;
  }

  private static StoredPlugin last(List<Version> versions) {
    return versions.get(versions.size() - 1).stored();
  }

  @Override
  public synchronized void activate(String name, int version, FunctionChange change) {
    activateOnly(versionsWith(name, version), version);
    change(change);
  }

  /** A plugin's versions, of which one is there. */
  private List<Version> versionsWith(String name, int version) {
    List<Version> versions = plugins.get(name);
    if (versions == null) {
      throw unknown(name);
    }
    if (versions.stream().noneMatch(v -> v.is(version))) {
      throw new UdfException(UdfError.NOT_FOUND, "plugin " + name + " has no version " + version);
    }
    return versions;
  }

  @Override
  public synchronized void removeVersion(String name, int version) {
    List<Version> versions = versionsWith(name, version);
    if (versions.stream().anyMatch(v -> v.is(version) && v.stored().active())) {
      throw PluginRecord.inUse(name, version);
    }
    PluginRecord.requireNotLatest(
        name, version, versions.stream().map(v -> v.stored().plugin().version()).toList());
    versions.removeIf(v -> v.is(version));
  }

  private static void activateOnly(List<Version> versions, int version) {
    versions.replaceAll(
        v ->
            new Version(v.stored().withActive(v.stored().plugin().version() == version), v.module));
  }

  @Override
  public synchronized int remove(String name, FunctionChange change) {
    List<Version> removed = plugins.remove(name);
    if (removed == null) {
      throw unknown(name);
    }
    change(change);
    return removed.size();
  }

  @Override
  public synchronized boolean changeGrantees(String name, UnaryOperator<Grantees> change) {
    List<Version> versions = plugins.get(name);
    if (versions == null) {
      throw unknown(name);
    }
    Grantees before = versions.get(0).stored().grantees();
    Grantees after = change.apply(before);
    versions.replaceAll(v -> new Version(v.stored().withGrantees(after), v.module));
    return !after.equals(before);
  }

  static UdfException unknown(String name) {
    return new UdfException(UdfError.NOT_FOUND, "no plugin \"" + name + "\"");
  }

  @Override
  public synchronized List<StoredPlugin> list(UdfSession session) {
    return plugins.values().stream().flatMap(List::stream).map(Version::stored).toList();
  }

  @Override
  public synchronized @Nullable String policy() {
    return policy;
  }

  @Override
  public synchronized void setPolicy(@Nullable String json) {
    policy = json;
  }

  @Override
  public ConnectionServices services(CancelSignal signal) {
    return services;
  }

  @Override
  public synchronized void close() {
    plugins.clear();
    functions.clear();
  }
}
