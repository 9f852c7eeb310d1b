package io.github.wasmudf.abi;

import io.github.wasmudf.engine.ModuleOutline;
import io.github.wasmudf.engine.WasmInstance;
import java.util.List;

/**
 * One plugin system's contract between a plugin and its host. Stateless and thread-safe; sealed,
 * because detection must pick exactly one of them.
 */
public sealed interface PluginAbi permits TransformAbi, TypedAbi {
  /** Its name in options and in the catalog. */
  String name();

  /**
   * What a module lacks to be a plugin of this system, in words for its author; empty when it is
   * one.
   */
  List<String> missing(ModuleOutline outline);

  /** Makes a fresh instance ready for its first call. */
  void initialize(ModuleOutline outline, WasmInstance instance);

  /** What the plugin says of itself; runs its code. */
  PluginDescription describe(ModuleOutline outline, WasmInstance instance);

  /**
   * Binds a ready instance for calls on rows. The result owns the instance from then on.
   *
   * @param memoryLimit what its memory may grow to, in bytes
   */
  PluginInstance bind(ModuleOutline outline, WasmInstance instance, long memoryLimit);
}
