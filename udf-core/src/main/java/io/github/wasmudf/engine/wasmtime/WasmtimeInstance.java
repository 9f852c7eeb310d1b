package io.github.wasmudf.engine.wasmtime;

import io.github.kawamuray.wasmtime.Func;
import io.github.kawamuray.wasmtime.Module;
import io.github.kawamuray.wasmtime.Val;
import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.BytesCall;
import io.github.wasmudf.engine.BytesProtocol;
import io.github.wasmudf.engine.DeferredStart;
import io.github.wasmudf.engine.FunctionType;
import io.github.wasmudf.engine.ModuleOutline;
import io.github.wasmudf.engine.TickClock;
import io.github.wasmudf.engine.WasiAccess;
import io.github.wasmudf.engine.WasiImports;
import io.github.wasmudf.engine.WasmInstance;
import io.github.wasmudf.host.UntrustedReader;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One guest in a store of its own. Every touch of the store happens between {@link #enter} and
 * {@link #leave}: under the lock, only while the instance is usable, with enough stack, and with a
 * deadline.
 */
final class WasmtimeInstance implements WasmInstance {
  private enum State {
    USABLE,
    FAILED,
    CLOSED
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final TickClock clock = TickClock.shared();
  private final StackProbe probe;
  private final GuestStore store;
  private final ControlBlock control;
  private final ModuleOutline outline;
  private final Limits limits;
  private final GuestLog log;
  private final boolean readsClock;
  private final int ticks;
  private int armedAt;
  private volatile State state = State.USABLE;
  private volatile long memoryBytes;

  private WasmtimeInstance(
      StackProbe probe, GuestStore store, ModuleOutline outline, Limits limits, WasiAccess wasi) {
    this.probe = probe;
    this.store = store;
    this.outline = outline;
    this.limits = limits;
    control = new ControlBlock(store);
    control.setUp(limits, wasi);
    if (wasi.random() && WasiImports.uses(outline, "random_get")) {
      control.seed();
    }
    readsClock = wasi.clock() && WasiImports.uses(outline, "clock_time_get");
    log = new GuestLog(control, wasi.output());
    ticks = ticksFor(limits);
    armedAt = clock.now() - 1;
    memoryBytes = store.guestMemoryBytes();
  }

  /** Makes an instance whose start function has not run; the probe has found room. */
  static WasmtimeInstance open(
      StackProbe probe,
      Wasmtime wasmtime,
      Module module,
      ModuleOutline outline,
      Limits limits,
      WasiAccess wasi) {
    LiveInstances.SHARED.open();
    GuestStore store = null;
    try {
      store = GuestStore.open(wasmtime, module, outline, ticksFor(limits));
      return new WasmtimeInstance(probe, store, outline, limits, wasi);
    } catch (RuntimeException | Error failure) {
      if (store != null) {
        store.close();
      }
      LiveInstances.SHARED.close();
      throw GuestFailure.ofInstantiation(failure);
    }
  }

  /**
   * One tick more than the limit has: between the clock's tick and the engine's there is a moment
   * in which a deadline counts from the tick before.
   */
  private static int ticksFor(Limits limits) {
    return TickClock.ticks(limits.timeMillis()) + 1;
  }

  /** Runs the start function, which was taken out of instantiation. */
  void start() {
    call(DeferredStart.EXPORT, FunctionType.of("() -> ()"), new long[0]);
  }

  @Override
  public long call(String export, long... arguments) {
    FunctionType type = outline.function(export);
    if (type == null) {
      throw new UdfException(
          UdfError.NOT_FOUND, "the module exports no function \"" + export + "\"");
    }
    return call(export, type, arguments);
  }

  private long call(String export, FunctionType type, long[] arguments) {
    Val[] values = Values.of(export, type, arguments);
    enter();
    try {
      Val[] results = store.call(export, values);
      memoryBytes = store.guestMemoryBytes();
      return results.length == 0 ? 0 : Values.bits(results[0]);
    } catch (RuntimeException | Error failure) {
      throw failed(failure, export);
    } finally {
      leave();
    }
  }

  @Override
  public byte[] read(long pointer, long length) {
    enter();
    try {
      UntrustedReader.requireRange("memory range", pointer, length, memoryBytes);
      byte[] bytes = new byte[(int) length];
      store.guestBuffer().get((int) pointer, bytes);
      return bytes;
    } finally {
      leave();
    }
  }

  @Override
  public BytesCall bind(BytesProtocol protocol) {
    enter();
    try {
      return new WasmtimeBytesCall(this, control, protocol, store.bind(protocol), limits);
    } finally {
      leave();
    }
  }

  @Override
  public long memoryBytes() {
    return memoryBytes;
  }

  @Override
  public boolean isUsable() {
    return state == State.USABLE;
  }

  /**
   * Begins a use of the store; {@link #leave} ends it.
   *
   * @throws UdfException when there is no use: closed, failed before, or too little stack
   */
  void enter() {
    probe.require();
    lock.lock();
    if (state != State.USABLE) {
      lock.unlock();
      throw new UdfException(
          UdfError.INTERNAL,
          state == State.CLOSED
              ? "the plugin's instance is closed"
              : "the plugin's instance failed before and cannot be called again");
    }
    try {
      prepare();
    } catch (RuntimeException | Error unexpected) {
      lock.unlock();
      throw unexpected;
    }
  }

  /** Setting the deadline is a native call, so it is spared while the clock stands. */
  private void prepare() {
    int now = clock.now();
    if (now != armedAt) {
      store.setDeadline(ticks);
      armedAt = now;
    }
    if (readsClock) {
      control.setClocks();
    }
  }

  /** Crosses into the guest; between {@link #enter} and {@link #leave} only. */
  void run(Func driver) {
    store.run(driver);
    memoryBytes = control.guestMemoryBytes();
  }

  /** Marks the instance as used up and says why; between {@link #enter} and {@link #leave} only. */
  UdfException failed(Throwable failure, String function) {
    state = State.FAILED;
    memoryBytes = store.guestMemoryBytes();
    if (GuestFailure.isTimeLimit(failure)) {
      long elapsed = (long) (clock.now() - armedAt) * TickClock.PERIOD_MILLIS;
      return GuestFailure.timeLimit(limits.timeMillis(), elapsed, failure);
    }
    return GuestFailure.ofCall(failure, control, function);
  }

  /** Ends a use of the store, and delivers what the guest printed meanwhile. */
  void leave() {
    byte[] printed;
    try {
      printed = log.take();
    } finally {
      lock.unlock();
    }
    log.deliver(printed);
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (state == State.CLOSED) {
        return;
      }
      state = State.CLOSED;
      control.forget();
      store.close();
      LiveInstances.SHARED.close();
    } finally {
      lock.unlock();
    }
  }
}
