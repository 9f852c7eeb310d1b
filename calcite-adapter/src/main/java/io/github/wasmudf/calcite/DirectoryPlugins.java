package io.github.wasmudf.calcite;

import io.github.wasmudf.CancelSignal;
import io.github.wasmudf.PluginInspection;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.UdfSession;
import io.github.wasmudf.catalog.ActivePlugin;
import io.github.wasmudf.catalog.CreatedFunction;
import io.github.wasmudf.catalog.FunctionDeclarations;
import io.github.wasmudf.catalog.Grantees;
import io.github.wasmudf.catalog.ModuleContents;
import io.github.wasmudf.catalog.PluginRecord;
import io.github.wasmudf.catalog.StoredFunction;
import io.github.wasmudf.catalog.StoredPlugin;
import io.github.wasmudf.host.ConnectionServices;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Plugins as folders: {@code NAME/NAME.wasm}, and beside it {@code manifest.json}, which is read as
 * the options of a registration. Read only; a file that is replaced is met by the next statement.
 * Every plugin has the one version 1.
 */
final class DirectoryPlugins implements PluginSource {
  private final ConnectionServices services = new MemoryServices();

  /** What was read of a plugin, good as long as its files have these times and sizes. */
  private record Found(List<Object> stamps, PluginRecord plugin, List<CreatedFunction> functions) {}

  private final Path directory;
  private final Map<String, Found> known = new HashMap<>();

  DirectoryPlugins(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new UdfException(
          UdfError.BAD_OPTION, "schema WASM: operand directory: " + directory + " is no directory");
    }
    this.directory = directory;
  }

  @Override
  public @Nullable ActivePlugin find(String name) {
    Found found = found(name);
    return found == null ? null : new ActivePlugin(found.plugin(), Grantees.EVERYBODY);
  }

  @Override
  public @Nullable PluginRecord find(String name, int version) {
    Found found = version == 1 ? found(name) : null;
    return found == null ? null : found.plugin();
  }

  /** Those of all manifests; of two that SQL cannot tell apart, the first plugin's. */
  @Override
  public List<CreatedFunction> functions() {
    List<CreatedFunction> functions = new ArrayList<>();
    for (String name : names()) {
      for (CreatedFunction function : functions(name)) {
        try {
          FunctionChange.requireFree(function, functions);
          functions.add(function);
        } catch (UdfException taken) {
          // Nobody can be told of it here; WASM_TRANSFORM reaches the plugin all the same.
        }
      }
    }
    return functions;
  }

  /** They are whose the plugin is. */
  @Override
  public List<StoredFunction> listFunctions(UdfSession session) {
    Map<String, StoredPlugin> plugins = new HashMap<>();
    list(session).forEach(stored -> plugins.put(stored.plugin().name(), stored));
    List<StoredFunction> stored = new ArrayList<>();
    for (CreatedFunction function : functions()) {
      StoredPlugin plugin = plugins.get(function.plugin());
      if (plugin != null) {
        stored.add(new StoredFunction(function, plugin.owner(), plugin.registeredAt()));
      }
    }
    return stored;
  }

  /** None of a plugin that cannot be read: others must be found, and a call of it says why. */
  private List<CreatedFunction> functions(String name) {
    try {
      Found found = found(name);
      return found == null ? List.of() : found.functions();
    } catch (UdfException unreadable) {
      return List.of();
    }
  }

  private List<String> names() {
    try (Stream<Path> folders = Files.list(directory)) {
      return folders
          .map(folder -> folder.getFileName().toString())
          .filter(name -> Files.isRegularFile(module(name)))
          .sorted()
          .toList();
    } catch (IOException broken) {
      throw new UdfException(UdfError.INTERNAL, directory + " cannot be listed", broken);
    }
  }

  private synchronized @Nullable Found found(String name) {
    try {
      if (!isName(name) || !Files.isRegularFile(module(name))) {
        known.remove(name);
        return null;
      }
      List<Object> stamps = stamps(name);
      Found found = known.get(name);
      if (found == null || !found.stamps().equals(stamps)) {
        PluginRecord plugin = read(name);
        found = new Found(stamps, plugin, functions(plugin));
        known.put(name, found);
      }
      return found;
    } catch (IOException broken) {
      throw unreadable(name, broken);
    }
  }

  /** What the manifest declares; nothing when the plugin could not be loaded with it. */
  private List<CreatedFunction> functions(PluginRecord plugin) {
    try {
      return FunctionDeclarations.ofModule(plugin, readModule(plugin));
    } catch (UdfException refused) {
      return List.of();
    }
  }

  /** Any other could lead out of the directory. */
  private static boolean isName(String name) {
    try {
      PluginRecord.requireName(name);
      return true;
    } catch (UdfException no) {
      return false;
    }
  }

  private PluginRecord read(String name) throws IOException {
    String sha256 = sha256(Files.readAllBytes(module(name)));
    Path manifest = manifest(name);
    String options =
        Files.isRegularFile(manifest) ? Files.readString(manifest, StandardCharsets.UTF_8) : "{}";
    return new PluginRecord(name, 1, sha256, options);
  }

  private List<Object> stamps(String name) throws IOException {
    Path manifest = manifest(name);
    return Files.isRegularFile(manifest)
        ? List.of(
            Files.getLastModifiedTime(module(name)),
            Files.size(module(name)),
            Files.getLastModifiedTime(manifest),
            Files.size(manifest))
        : List.of(Files.getLastModifiedTime(module(name)), Files.size(module(name)));
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private Path module(String name) {
    return directory.resolve(name).resolve(name + ".wasm");
  }

  private Path manifest(String name) {
    return directory.resolve(name).resolve("manifest.json");
  }

  @Override
  public byte[] readModule(PluginRecord plugin) {
    try {
      return Files.readAllBytes(module(plugin.name()));
    } catch (IOException broken) {
      throw unreadable(plugin.name(), broken);
    }
  }

  private static UdfException unreadable(String name, IOException broken) {
    return new UdfException(
        UdfError.INTERNAL, "plugin " + name + " cannot be read: " + broken, broken);
  }

  @Override
  public List<StoredPlugin> list(UdfSession session) {
    return names().stream().map(name -> stored(name, session)).toList();
  }

  /** What the folder holds; a plugin that does not load is there, too, and says why. */
  private StoredPlugin stored(String name, UdfSession session) {
    try {
      PluginRecord plugin = read(name);
      byte[] module = readModule(plugin);
      Instant time = Files.getLastModifiedTime(module(name)).toInstant();
      String owner = Files.getOwner(module(name)).getName();
      try {
        PluginInspection found = session.inspect(plugin.label(), module, plugin.options());
        return new StoredPlugin(
            plugin,
            true,
            found.abi(),
            found.engine(),
            found.bytes(),
            found.name(),
            found.version(),
            found.description(),
            found.contents(),
            owner,
            time,
            Grantees.EVERYBODY);
      } catch (UdfException refused) {
        return new StoredPlugin(
            plugin,
            false,
            "",
            "",
            module.length,
            null,
            null,
            refused.getMessage(),
            ModuleContents.UNKNOWN,
            owner,
            time,
            Grantees.EVERYBODY);
      }
    } catch (IOException broken) {
      throw unreadable(name, broken);
    }
  }

  @Override
  public int add(
      String name,
      byte[] module,
      String options,
      PluginInspection found,
      FunctionChange functions) {
    throw readOnly();
  }

  @Override
  public void activate(String name, int version, FunctionChange functions) {
    throw readOnly();
  }

  @Override
  public void removeVersion(String name, int version) {
    throw readOnly();
  }

  @Override
  public int remove(String name, FunctionChange functions) {
    throw readOnly();
  }

  @Override
  public void change(FunctionChange functions) {
    throw readOnly();
  }

  @Override
  public boolean changeGrantees(String name, UnaryOperator<Grantees> change) {
    throw readOnly();
  }

  @Override
  public @Nullable String policy() {
    return null;
  }

  @Override
  public void setPolicy(@Nullable String json) {
    throw readOnly();
  }

  private UdfException readOnly() {
    return new UdfException(
        UdfError.NOT_ALLOWED,
        "the plugins of this connection are the folders of "
            + directory
            + ", which SQL does not change; use the operands catalog, policy and engine, or files");
  }

  @Override
  public ConnectionServices services(CancelSignal signal) {
    return services;
  }

  @Override
  public synchronized void close() {
    known.clear();
  }
}
