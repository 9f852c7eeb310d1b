package io.github.wasmudf;

import io.github.wasmudf.abi.PluginAbi;
import io.github.wasmudf.abi.PluginContext;
import io.github.wasmudf.abi.PluginDescription;
import io.github.wasmudf.abi.PluginExport;
import io.github.wasmudf.abi.PluginInstance;
import io.github.wasmudf.catalog.PluginSettings;
import io.github.wasmudf.engine.CompiledModule;
import io.github.wasmudf.engine.GuestImports;
import io.github.wasmudf.engine.ModuleOutline;
import io.github.wasmudf.engine.WasiAccess;
import io.github.wasmudf.engine.WasmInstance;
import io.github.wasmudf.host.GuestOutput;

/**
 * A plugin's compiled module with everything that was decided for it. Shared by sessions;
 * thread-safe; its owner closes it after the last instance.
 */
final class LoadedPlugin implements AutoCloseable {
  private final ModuleOutline outline;
  private final PluginSettings settings;
  private final PluginAbi abi;
  private final String engine;
  private final GuestImports imports;
  private final CompiledModule module;
  private final Runnable onClose;

  LoadedPlugin(
      ModuleOutline outline,
      PluginSettings settings,
      PluginAbi abi,
      GuestImports imports,
      String engine,
      CompiledModule module,
      Runnable onClose) {
    this.imports = imports;
    this.outline = outline;
    this.settings = settings;
    this.abi = abi;
    this.engine = engine;
    this.module = module;
    this.onClose = onClose;
  }

  Limits limits() {
    return settings.limits();
  }

  Grants grants() {
    return settings.grants();
  }

  /** What its rows look like when a call does not say it. */
  RowShape rowShape() {
    return settings.functions().stream()
        .findFirst()
        .map(table -> RowShape.of(table.columns()))
        .orElse(RowShape.JSON_TEXT);
  }

  String engine() {
    return engine;
  }

  /** About what its code takes of the heap. */
  long heapBytes() {
    return outline.code().heapBytes();
  }

  String abi() {
    return abi.name();
  }

  /** The export that a call which names none means. */
  PluginExport mainExport() {
    return abi.mainExport(outline);
  }

  /** The same for a call that wants rows. */
  PluginExport tableExport() {
    return abi.tableExport(outline);
  }

  /** The export of a name. */
  PluginExport export(String name) {
    return abi.export(outline, name);
  }

  /** What all instances of one session share. */
  PluginContext newContext() {
    return new PluginContext(settings.config(), limits(), grants().log());
  }

  /** A fresh instance, initialized. */
  PluginInstance instantiate(PluginContext context, GuestOutput output, CancelSignal signal) {
    long memoryLimit = outline.memoryLimit(limits().memoryBytes());
    return new PluginInstance(abi, initialized(context, output, signal), context, memoryLimit);
  }

  private WasmInstance initialized(PluginContext context, GuestOutput output, CancelSignal signal) {
    Grants grants = grants();
    WasmInstance instance =
        module.instantiate(
            limits(),
            new WasiAccess(output, grants.stdout(), grants.clock(), grants.random()),
            imports,
            signal);
    try {
      abi.initialize(outline, instance, context);
      return instance;
    } catch (RuntimeException | Error failed) {
      instance.close();
      throw failed;
    }
  }

  /** What the plugin says of itself; its manifest's words where its exports are silent. */
  PluginDescription describe(GuestOutput output, CancelSignal signal) {
    PluginContext context = newContext();
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
    onClose.run();
  }
}
