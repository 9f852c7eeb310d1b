package io.github.wasmudf;

import io.github.wasmudf.abi.PluginAbi;
import io.github.wasmudf.abi.PluginContext;
import io.github.wasmudf.abi.PluginDescription;
import io.github.wasmudf.abi.PluginInstance;
import io.github.wasmudf.catalog.PluginSettings;
import io.github.wasmudf.engine.Engines;
import io.github.wasmudf.engine.GuestImports;
import io.github.wasmudf.engine.HostFunctions;
import io.github.wasmudf.engine.ModuleImage;
import io.github.wasmudf.engine.ModuleOutline;
import io.github.wasmudf.engine.WasiAccess;
import io.github.wasmudf.engine.WasmInstance;
import io.github.wasmudf.host.GuestOutput;
import io.github.wasmudf.host.HostServices;
import io.github.wasmudf.wasi.WasiHost;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A plugin's compiled module with everything that was decided for it. Shared by sessions;
 * thread-safe; its owner closes it after the last instance.
 */
final class LoadedPlugin implements AutoCloseable {
  private final @Nullable ModuleImage image;
  private final ModuleOutline outline;
  private final PluginSettings settings;
  private final PluginAbi abi;
  private final EngineNaming naming;
  private final GuestImports imports;
  private final Engines.Chosen<PluginLoader.CodeLease> code;
  private final PluginExports exports;

  LoadedPlugin(
      ModuleImage image,
      PluginSettings settings,
      PluginAbi abi,
      EngineNaming naming,
      GuestImports imports,
      Engines.Chosen<PluginLoader.CodeLease> code) {
    this.image = naming == EngineNaming.NOBODY && abi.isRepeatable() ? image : null;
    this.outline = image.outline();
    this.imports = imports;
    this.settings = settings;
    this.abi = abi;
    this.naming = naming;
    this.code = code;
    this.exports = new PluginExports(outline, settings, abi);
  }

  Limits limits() {
    return settings.limits();
  }

  Grants grants() {
    return settings.grants();
  }

  /** What its names mean. */
  PluginExports exports() {
    return exports;
  }

  String engine() {
    return code.use().engine();
  }

  /** Why it is that engine where nobody named it, in words for an operator. */
  String engineReason() {
    return code.reason();
  }

  /** What an operator should know of how fast it will run, or null. */
  @Nullable String note() {
    List<String> interpreted = code.use().module().interpretedFunctions();
    if (!interpreted.isEmpty()) {
      return Engines.interpreting(engine(), interpreted);
    }
    return naming == EngineNaming.NOBODY && code.isForSpeed() ? code.reason() : null;
  }

  /** Who named the engine. */
  EngineNaming naming() {
    return naming;
  }

  /**
   * What it was made of: another engine may want it, too, where the choice is ours and {@link
   * #isRepeatable}; else nobody keeps it.
   */
  ModuleImage image() {
    return Objects.requireNonNull(image);
  }

  /** About what its bytes and its code take of the heap. */
  long heapBytes() {
    return (image == null ? 0 : image.bytes().length) + outline.code().heapBytes();
  }

  String abi() {
    return abi.name();
  }

  /** Whether a call may be made again on another engine as if for the first time. */
  boolean isRepeatable() {
    return abi.isRepeatable();
  }

  /** What all instances of one session share. */
  PluginContext newContext(HostServices services) {
    return new PluginContext(settings.config(), limits(), grants(), services);
  }

  /** A fresh instance, initialized. */
  PluginInstance instantiate(PluginContext context, GuestOutput output, CancelSignal signal) {
    long memoryLimit = outline.memoryLimit(limits().memoryBytes());
    return new PluginInstance(abi, initialized(context, output, signal), context, memoryLimit);
  }

  private WasmInstance initialized(PluginContext context, GuestOutput output, CancelSignal signal) {
    HostFunctions host = WasiHost.around(abi.host(outline, context), grants());
    WasmInstance instance = instantiated(output, host, signal);
    try {
      abi.initialize(outline, instance, context);
      return instance;
    } catch (RuntimeException | Error failed) {
      instance.close();
      throw failed;
    }
  }

  private WasmInstance instantiated(GuestOutput output, HostFunctions host, CancelSignal signal) {
    Grants grants = grants();
    WasiAccess wasi = new WasiAccess(output, grants.stdout(), grants.clock(), grants.random());
    try {
      return code.use().module().instantiate(limits(), wasi, imports, host, signal);
    } catch (RuntimeException | Error failed) {
      // Its start function may have opened files.
      host.close();
      throw failed;
    }
  }

  /** What the plugin says of itself; its manifest's words where its exports are silent. */
  PluginDescription describe(GuestOutput output, CancelSignal signal) {
    PluginContext context = newContext(HostServices.WHILE_REGISTERING);
    try (WasmInstance instance = initialized(context, output, signal)) {
      PluginDescription exports = abi.describe(outline, instance, context);
      return new PluginDescription(
          exports.name() != null ? exports.name() : settings.name(),
          exports.version() != null ? exports.version() : settings.version(),
          exports.description() != null ? exports.description() : settings.description());
    }
  }

  @Override
  public void close() {
    code.use().close();
  }
}
