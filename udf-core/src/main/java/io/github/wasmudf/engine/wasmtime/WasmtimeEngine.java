package io.github.wasmudf.engine.wasmtime;

import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.CompiledModule;
import io.github.wasmudf.engine.ModuleImage;
import io.github.wasmudf.engine.WasmEngine;
import org.jspecify.annotations.Nullable;

/**
 * wasmtime 7 through JNI. All instances of this class share one native engine, which is loaded when
 * it is first asked for.
 */
public final class WasmtimeEngine implements WasmEngine {
  /** For ServiceLoader; loads nothing. */
  public WasmtimeEngine() {}

  @Override
  public String name() {
    return "wasmtime";
  }

  @Override
  public @Nullable String unavailable() {
    return NativeLibrary.get().problem();
  }

  @Override
  public CompiledModule compile(ModuleImage image, Limits limits) {
    NativeLibrary library = NativeLibrary.get();
    Wasmtime wasmtime = library.wasmtime();
    if (wasmtime == null) {
      throw new UdfException(
          UdfError.INTERNAL, "engine wasmtime cannot run here: " + library.problem());
    }
    return WasmtimeModule.compile(wasmtime, image, limits);
  }

  @Override
  public long liveInstances() {
    return LiveInstances.SHARED.count();
  }
}
