package io.github.wasmudf.engine.wasmtime;

import io.github.kawamuray.wasmtime.Module;
import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.CompiledModule;
import io.github.wasmudf.engine.DeferredStart;
import io.github.wasmudf.engine.LimitedModule;
import io.github.wasmudf.engine.ModuleImage;
import io.github.wasmudf.engine.ModuleOutline;
import io.github.wasmudf.engine.WasiAccess;
import io.github.wasmudf.engine.WasiImports;
import io.github.wasmudf.engine.WasmInstance;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A module compiled to machine code. Instances keep the code alive, so closing is a matter of
 * instantiating only: the lock keeps one from reading what the other frees.
 */
final class WasmtimeModule implements CompiledModule {
  private final Wasmtime wasmtime;
  private final Module module;
  private final ModuleOutline outline;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed;

  private WasmtimeModule(Wasmtime wasmtime, Module module, ModuleOutline outline) {
    this.wasmtime = wasmtime;
    this.module = module;
    this.outline = outline;
  }

  static WasmtimeModule compile(Wasmtime wasmtime, ModuleImage image, Limits limits) {
    new StackProbe().require();
    byte[] bytes = DeferredStart.rewrite(LimitedModule.rewrite(image, limits));
    try {
      return new WasmtimeModule(wasmtime, wasmtime.compile(bytes), image.outline());
    } catch (RuntimeException refused) {
      throw GuestFailure.ofCompilation(refused);
    }
  }

  @Override
  public WasmInstance instantiate(Limits limits, WasiAccess wasi) {
    // Before any lock is taken: a stack that ends while one is held would leave it held.
    StackProbe probe = new StackProbe();
    probe.require();
    WasiImports.require(outline);
    WasmtimeInstance instance = newInstance(probe, limits, wasi);
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

  private WasmtimeInstance newInstance(StackProbe probe, Limits limits, WasiAccess wasi) {
    lock.readLock().lock();
    try {
      if (closed) {
        throw new UdfException(UdfError.INTERNAL, "the module is closed");
      }
      return WasmtimeInstance.open(probe, wasmtime, module, outline, limits, wasi);
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        module.dispose();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
