package io.github.wasmudf;

import io.github.wasmudf.abi.PluginAbi;
import io.github.wasmudf.abi.PluginDescription;
import io.github.wasmudf.abi.PluginInstance;
import io.github.wasmudf.catalog.CreatedFunction;
import io.github.wasmudf.catalog.DeclaredFunction;
import io.github.wasmudf.catalog.FunctionDeclarations;
import io.github.wasmudf.catalog.PluginSettings;
import io.github.wasmudf.engine.CompiledModule;
import io.github.wasmudf.engine.ModuleOutline;
import io.github.wasmudf.engine.WasiAccess;
import io.github.wasmudf.engine.WasmInstance;
import io.github.wasmudf.host.GuestOutput;
import java.util.List;

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
  private final RowShape rowShape;

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
    this.rowShape = rowShape(settings.functions());
  }

  Limits limits() {
    return settings.limits();
  }

  Grants grants() {
    return settings.grants();
  }

  /** What its rows look like when a call does not say it. */
  RowShape rowShape() {
    return rowShape;
  }

  private static RowShape rowShape(List<DeclaredFunction> functions) {
    return functions.stream()
        .map(function -> function.signature().columns())
        .filter(columns -> !columns.isEmpty())
        .findFirst()
        .map(RowShape::of)
        .orElse(RowShape.JSON_TEXT);
  }

  /** What its manifest and options declare. */
  List<DeclaredFunction> functions() {
    return settings.functions();
  }

  /** The export that a call reaches when nobody names one. */
  String mainFunction() {
    return abi.mainFunction();
  }

  /**
   * Checks that this version can stand behind a function.
   *
   * @throws UdfException {@code NOT_FOUND} or {@code BAD_OPTION} that names the function
   */
  void requireServes(CreatedFunction function) {
    FunctionDeclarations.requireSame(function, functions());
    if (!function.ofManifest()) {
      requireFunction(function.label(), function.declaration().export());
    }
  }

  /** Checks that an export can be called; {@code label} names the plugin in the error. */
  void requireFunction(String label, String export) {
    try {
      abi.requireFunction(outline, export);
    } catch (UdfException missing) {
      throw missing.about(label);
    }
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
