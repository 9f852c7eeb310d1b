package io.github.wasmudf;

import io.github.wasmudf.abi.PluginAbi;
import io.github.wasmudf.abi.PluginAbis;
import io.github.wasmudf.catalog.PluginSettings;
import io.github.wasmudf.engine.CompiledModule;
import io.github.wasmudf.engine.Engines;
import io.github.wasmudf.engine.GuestImports;
import io.github.wasmudf.engine.ModuleImage;
import io.github.wasmudf.engine.WasmEngine;
import io.github.wasmudf.pool.SharedCache;
import io.github.wasmudf.wasi.WasiHost;
import java.util.function.Supplier;

/**
 * Turns module bytes into plugins that can be instantiated, and shares what is the same: one per
 * JVM, because compiled code is immutable and found by content. A connection that closes leaves
 * nothing here but a warm cache of bounded size. Thread-safe.
 */
final class PluginLoader {
  private static final PluginLoader SHARED = new PluginLoader();

  /** Of compiled code that nobody uses, so much of the heap's size is kept. */
  private static final long IDLE_CODE_BYTES_KEPT = Runtime.getRuntime().maxMemory() / 8;

  private static final long IDLE_PLUGINS_KEPT = 256;

  /** Equal for modules that can share their compiled code. */
  private record CodeKey(String sha256, String engine, int memoryPages) {}

  /** Equal for plugins that can share everything but their instances. */
  private record PluginKey(String sha256, String options, RuntimePolicy policy) {}

  private final SharedCache<CodeKey, Engines.Compiled> code =
      new SharedCache<>(IDLE_CODE_BYTES_KEPT, Engines.Compiled::heapBytes);
  private final SharedCache<PluginKey, LoadedPlugin> plugins =
      new SharedCache<>(IDLE_CODE_BYTES_KEPT, PluginLoader::weight);

  /** An idle plugin keeps its compiled code, so what it weighs is that. */
  private static long weight(LoadedPlugin plugin) {
    return Math.max(plugin.heapBytes(), IDLE_CODE_BYTES_KEPT / IDLE_PLUGINS_KEPT);
  }

  /** The loader of this JVM. */
  static PluginLoader shared() {
    return SHARED;
  }

  /**
   * The plugin that a module and its options make under a policy.
   *
   * @param image asked for only when nobody has the plugin loaded
   */
  Lease lease(String sha256, String options, RuntimePolicy policy, Supplier<ModuleImage> image) {
    PluginKey key = new PluginKey(sha256, options, policy);
    LoadedPlugin plugin = plugins.lease(key, () -> load(image.get(), options, policy));
    return new Lease(plugin, () -> plugins.release(key));
  }

  /** A use of a plugin; closed once by whoever asked for it. */
  record Lease(LoadedPlugin plugin, Runnable release) implements AutoCloseable {
    @Override
    public void close() {
      release.run();
    }
  }

  private LoadedPlugin load(ModuleImage image, String options, RuntimePolicy policy) {
    PluginSettings wanted = PluginSettings.of(image, options, policy.limits(), policy.grants());
    requirePin(image, wanted);
    PluginAbi abi = PluginAbis.detect(image.outline(), wanted.abi());
    PluginSettings settings =
        PluginSettings.of(image, options, abi.ceiling(policy), policy.grants());
    requireSize(image, settings);
    // Compiling is dear, and what is refused is refused before.
    GuestImports imports =
        GuestImports.of(
            image.outline(),
            WasiHost.offers(settings.grants()).orElse(abi.imports()),
            settings.trapsUnknownImports());
    EngineNaming naming = naming(settings, policy);
    String engine = naming == EngineNaming.PLUGIN ? settings.engine() : policy.engine();
    Engines.Chosen<CodeLease> chosen =
        Engines.installed()
            .choose(
                engine,
                image.outline(),
                abi.isRepeatable(),
                each -> lease(each, image, settings.limits()));
    return new LoadedPlugin(image, settings, abi, naming, imports, chosen);
  }

  private CodeLease lease(WasmEngine engine, ModuleImage image, Limits limits) {
    CodeKey key = new CodeKey(image.sha256(), engine.name(), limits.memoryPages());
    Engines.Compiled compiled = code.lease(key, () -> Engines.compile(engine, image, limits));
    return new CodeLease(compiled, () -> code.release(key));
  }

  /** A use of compiled code; closed once by whoever asked for it. */
  record CodeLease(Engines.Compiled compiled, Runnable release) implements Engines.Use {
    String engine() {
      return compiled.engine();
    }

    @Override
    public CompiledModule module() {
      return compiled.module();
    }

    @Override
    public void close() {
      release.run();
    }
  }

  private static EngineNaming naming(PluginSettings settings, RuntimePolicy policy) {
    if (!settings.engine().equals(PluginSettings.AUTO)) {
      return EngineNaming.PLUGIN;
    }
    return policy.engine().equals(PluginSettings.AUTO) ? EngineNaming.NOBODY : EngineNaming.POLICY;
  }

  /** A plugin may narrow that limit, too; beyond the policy's it did not come so far. */
  private static void requireSize(ModuleImage image, PluginSettings settings) {
    long limit = settings.limits().moduleBytes();
    if (image.bytes().length > limit) {
      throw UdfException.moduleTooLarge(image.bytes().length, limit);
    }
  }

  private static void requirePin(ModuleImage image, PluginSettings settings) {
    String pin = settings.sha256();
    if (pin != null && !pin.equalsIgnoreCase(image.sha256())) {
      throw new UdfException(
          UdfError.BAD_OPTION,
          "the module's sha-256 is " + image.sha256() + ", but option \"sha256\" pins " + pin);
    }
  }
}
