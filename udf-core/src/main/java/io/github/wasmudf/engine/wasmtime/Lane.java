package io.github.wasmudf.engine.wasmtime;

import io.github.kawamuray.wasmtime.Engine;
import io.github.kawamuray.wasmtime.Linker;
import io.github.kawamuray.wasmtime.Module;
import io.github.kawamuray.wasmtime.Store;
import io.github.wasmudf.engine.CompanionModule;
import io.github.wasmudf.engine.FunctionType;
import io.github.wasmudf.engine.ModuleImage;
import io.github.wasmudf.engine.NumberLoop;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * A native engine with a plugin's code and that of our companions, for one instance at a time. All
 * stores of a native engine share its epoch, which is the only way to end a call from outside; so
 * an instance whose call shall be ended alone needs an engine alone.
 *
 * <p>Used by one thread at a time; only {@link #moveEpoch} may come from another one, while a call
 * runs. Whoever has taken it gives it back or closes it: using it afterwards would end the JVM.
 */
final class Lane implements AutoCloseable {
  private final Engine engine;
  private final NativeHandles handles = new NativeHandles();
  private final Map<CompanionModule, Module> companions = new EnumMap<>(CompanionModule.class);
  private final Map<String, Module> forImports = new HashMap<>();
  private final Map<FunctionType, Module> loops = new HashMap<>();
  private final Module plugin;

  /** Compiles a plugin; the code cache makes that cheap for every lane but the first. */
  Lane(Engine engine, byte[] plugin) {
    this.engine = handles.keep(engine);
    try {
      // The constructor of Module takes text, too.
      this.plugin = handles.keep(Module.fromBinary(engine, plugin));
    } catch (RuntimeException | Error refused) {
      handles.close();
      throw refused;
    }
  }

  Module plugin() {
    return plugin;
  }

  Module companion(CompanionModule companion) {
    return companions.computeIfAbsent(
        companion, c -> handles.keep(Module.fromBinary(engine, c.image().bytes())));
  }

  /** The code of what was written for a guest's imports: traps, and doors to the host. */
  Module forImports(ModuleImage image) {
    return forImports.computeIfAbsent(
        image.sha256(), sha256 -> handles.keep(Module.fromBinary(engine, image.bytes())));
  }

  /** The loop over functions of a type. */
  Module loop(FunctionType type) {
    return loops.computeIfAbsent(
        type, t -> handles.keep(Module.fromBinary(engine, NumberLoop.of(t))));
  }

  /** An empty store whose calls run until the epoch moves. */
  Store<Void> newStore() {
    Store<Void> store = new Store<>(null, engine);
    store.setEpochDeadline(1);
    return store;
  }

  /** An empty linker. */
  Linker newLinker() {
    return new Linker(engine);
  }

  /** Ends the call that runs. */
  void moveEpoch() {
    engine.incrementEpoch();
  }

  /** Frees it, after the store of its instance. */
  @Override
  public void close() {
    handles.close();
  }
}
