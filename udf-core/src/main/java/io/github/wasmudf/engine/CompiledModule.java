package io.github.wasmudf.engine;

import io.github.wasmudf.CancelSignal;
import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfException;
import java.util.List;

/**
 * A module that one engine has compiled. Thread-safe and shared. Its owner closes it after the last
 * of its instances.
 */
public interface CompiledModule extends AutoCloseable {
  /**
   * A fresh instance: memory and data segments laid out, its start function run (under the time
   * limit), {@code _initialize} not yet called. Costs microseconds.
   *
   * @param limits its time, result and stack limits; memory was fixed by {@link WasmEngine#compile}
   * @param signal ends its calls, the start function among them, when their statement is cancelled
   * @param imports those of this module
   * @param host what stands behind those that are the host's
   * @throws UdfException {@code TRAP} and limits from the start function, {@code MEMORY_LIMIT} when
   *     the machine has no room
   */
  WasmInstance instantiate(
      Limits limits,
      WasiAccess wasi,
      GuestImports imports,
      HostFunctions host,
      CancelSignal signal);

  /** The same for a module whose imports are not the host's. */
  default WasmInstance instantiate(
      Limits limits, WasiAccess wasi, GuestImports imports, CancelSignal signal) {
    return instantiate(limits, wasi, imports, HostFunctions.NONE, signal);
  }

  /** The same for a module that imports nothing but WASI, with calls that nobody cancels. */
  default WasmInstance instantiate(Limits limits, WasiAccess wasi) {
    return instantiate(limits, wasi, GuestImports.ofWasi(outline()), CancelSignal.NEVER);
  }

  /** What the module declares. */
  ModuleOutline outline();

  /**
   * Functions that are too large for a compiler on the way and run many times slower than the rest,
   * by their names; none on an engine that compiles all.
   */
  default List<String> interpretedFunctions() {
    return List.of();
  }

  /** Frees the compiled code. Harmless when called again. */
  @Override
  void close();
}
