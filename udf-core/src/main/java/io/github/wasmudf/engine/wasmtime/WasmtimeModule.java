package io.github.wasmudf.engine.wasmtime;

import io.github.wasmudf.CancelSignal;
import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.CompiledModule;
import io.github.wasmudf.engine.DeferredStart;
import io.github.wasmudf.engine.GuestImports;
import io.github.wasmudf.engine.HostFunctions;
import io.github.wasmudf.engine.LimitedModule;
import io.github.wasmudf.engine.ModuleImage;
import io.github.wasmudf.engine.ModuleOutline;
import io.github.wasmudf.engine.WasiAccess;
import io.github.wasmudf.engine.WasmInstance;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * A module compiled to machine code, once for each of its instances that live at the same time; all
 * but the first time the code comes from the cache. Keeps a few lanes for the next instances.
 * Thread-safe.
 */
final class WasmtimeModule implements CompiledModule {
  /** More would hold memory for nothing: with the code in the cache a lane costs a millisecond. */
  private static final int MOST_IDLE = 2;

  private final Wasmtime wasmtime;
  private final byte[] bytes;
  private final ModuleOutline outline;
  private final Deque<Lane> idle = new ArrayDeque<>();
  private boolean closed;

  private WasmtimeModule(Wasmtime wasmtime, byte[] bytes, ModuleOutline outline) {
    this.wasmtime = wasmtime;
    this.bytes = bytes;
    this.outline = outline;
  }

  static WasmtimeModule compile(Wasmtime wasmtime, ModuleImage image, Limits limits) {
    new StackProbe(false).require();
    byte[] bytes = DeferredStart.rewrite(LimitedModule.rewrite(image, limits));
    WasmtimeModule module = new WasmtimeModule(wasmtime, bytes, image.outline());
    try {
      module.giveBack(wasmtime.newLane(bytes));
      return module;
    } catch (RuntimeException refused) {
      throw GuestFailure.ofCompilation(refused);
    }
  }

  @Override
  public ModuleOutline outline() {
    return outline;
  }

  @Override
  public WasmInstance instantiate(
      Limits limits,
      WasiAccess wasi,
      GuestImports imports,
      HostFunctions host,
      CancelSignal signal) {
    // Before any lock is taken: a stack that ends while one is held would leave it held.
    StackProbe probe = new StackProbe(imports.doors() != null);
    probe.require();
    WasmtimeInstance instance =
        WasmtimeInstance.open(probe, this, limits, wasi, imports, host, signal);
    try {
      if (outline.hasStart()) {
        instance.start();
      }
      return instance;
    } catch (RuntimeException | Error failure) {
      instance.close();
      throw failure;
    }
  }

  /** A lane for one instance; give it back when the instance is gone. */
  Lane takeLane() {
    synchronized (this) {
      if (closed) {
        throw new UdfException(UdfError.INTERNAL, "the module is closed");
      }
      Lane kept = idle.poll();
      if (kept != null) {
        return kept;
      }
    }
    return wasmtime.newLane(bytes);
  }

  /** Takes a lane back that nothing uses any more; also after the end. */
  void giveBack(Lane lane) {
    synchronized (this) {
      if (!closed && idle.size() < MOST_IDLE) {
        idle.push(lane);
        return;
      }
    }
    lane.close();
  }

  @Override
  public void close() {
    List<Lane> leftovers;
    synchronized (this) {
      closed = true;
      leftovers = List.copyOf(idle);
      idle.clear();
    }
    leftovers.forEach(Lane::close);
  }
}
