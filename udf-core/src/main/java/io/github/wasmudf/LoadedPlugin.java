package io.github.wasmudf;

import io.github.wasmudf.abi.PluginAbi;
import io.github.wasmudf.abi.PluginDescription;
import io.github.wasmudf.abi.PluginInstance;
import io.github.wasmudf.catalog.PluginSettings;
import io.github.wasmudf.engine.CompiledModule;
import io.github.wasmudf.engine.FunctionType;
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
  private final CompiledModule module;
  private final Runnable onClose;

  LoadedPlugin(
      ModuleOutline outline,
      PluginSettings settings,
      PluginAbi abi,
      String engine,
      CompiledModule module,
      Runnable onClose) {
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

  /**
   * The type of an export that takes numbers and answers one.
   *
   * @throws UdfException {@code NOT_FOUND} when there is none
   */
  FunctionType numbers(String export) {
    return outline.numbers(export);
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

  /** A fresh instance, initialized and bound. */
  PluginInstance instantiate(GuestOutput output, CancelSignal signal) {
    WasmInstance instance = initialized(output, signal);
    try {
      return abi.bind(outline, instance, outline.memoryLimit(limits().memoryBytes()));
    } catch (RuntimeException | Error failed) {
      instance.close();
      throw failed;
    }
  }

  private WasmInstance initialized(GuestOutput output, CancelSignal signal) {
    Grants grants = grants();
    WasmInstance instance =
        module.instantiate(
            limits(),
            new WasiAccess(output, grants.stdout(), grants.clock(), grants.random()),
            signal);
    try {
      abi.initialize(outline, instance);
      return instance;
    } catch (RuntimeException | Error failed) {
      instance.close();
      throw failed;
    }
  }

  /** What the plugin says of itself; its manifest's words where its exports are silent. */
  PluginDescription describe(GuestOutput output, CancelSignal signal) {
    try (WasmInstance instance = initialized(output, signal)) {
      PluginDescription exports = abi.describe(outline, instance);
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
