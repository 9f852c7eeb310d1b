package io.github.wasmudf.engine.wasmtime;

import io.github.kawamuray.wasmtime.Config;
import io.github.kawamuray.wasmtime.Engine;
import io.github.kawamuray.wasmtime.Linker;
import io.github.kawamuray.wasmtime.Module;
import io.github.kawamuray.wasmtime.Store;
import io.github.wasmudf.engine.CompanionModule;
import java.util.EnumMap;
import java.util.Map;

/**
 * The native engine with our companion modules compiled. One per JVM, never disposed: a store, a
 * module or a tick that came too late would otherwise touch freed memory. Thread-safe.
 */
final class Wasmtime {
  /** The stack that a guest may use; what the {@link StackProbe} makes sure of. */
  static final int STACK_BYTES = 256 << 10;

  private final Engine engine;
  private final Store<Void> handles;
  private final Map<CompanionModule, Module> companions = new EnumMap<>(CompanionModule.class);

  Wasmtime() {
    try (Config config = new Config()) {
      config
          .epochInterruption(true)
          .maxWasmStack(STACK_BYTES)
          // The bits of a NaN are the processor's choice otherwise; engines must agree on them.
          .craneliftNanCanonicalization(true);
      engine = new Engine(config);
    }
    handles = newStore();
    for (CompanionModule companion : CompanionModule.values()) {
      companions.put(companion, compile(companion.image().bytes()));
    }
    LiveInstances.SHARED.onTick(engine::incrementEpoch);
  }

  /** An empty store without a deadline, in which every call would trap at once. */
  Store<Void> newStore() {
    return new Store<>(null, engine);
  }

  /** An empty linker. */
  Linker newLinker() {
    return new Linker(engine);
  }

  /**
   * Compiles binary modules only (the constructor of Module takes text, too). A compilation locks
   * the engine's handle, and the clock of all running calls waits for it: so each gets a handle of
   * its own.
   */
  Module compile(byte[] module) {
    try (Engine handle = handles.engine()) {
      return Module.fromBinary(handle, module);
    }
  }

  Module companion(CompanionModule companion) {
    Module module = companions.get(companion);
    if (module == null) {
      throw new IllegalStateException(companion + " is not compiled");
    }
    return module;
  }
}
