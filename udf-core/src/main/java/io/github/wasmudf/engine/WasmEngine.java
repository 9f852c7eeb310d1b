package io.github.wasmudf.engine;

import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfException;
import org.jspecify.annotations.Nullable;

/**
 * One WebAssembly engine. Found with {@link java.util.ServiceLoader}; thread-safe.
 *
 * <p>Its class loads and its constructor runs even where the engine's own library is missing;
 * {@link #unavailable} tells.
 */
public interface WasmEngine {
  /** The name used in options, such as {@code "endive"}. Lower case, never changes. */
  String name();

  /**
   * Why this engine cannot run here, in words for an operator, or null when it can. Never throws.
   * The first call may load a native library; the answer does not change afterwards.
   */
  @Nullable String unavailable();

  /**
   * Compiles a module so that no instance of it can pass the memory and table limits. Costs
   * milliseconds to seconds; the caller shares the result and closes it.
   *
   * @throws UdfException {@code INVALID_MODULE} when this engine does not accept the module, {@code
   *     MEMORY_LIMIT} when it wants more memory from the start than {@code limits} give
   */
  CompiledModule compile(ModuleImage image, Limits limits);

  /** The number of instances that are open now, over all modules of this engine in this JVM. */
  long liveInstances();
}
