package io.github.wasmudf.engine.wasmtime;

import io.github.kawamuray.wasmtime.Func;
import io.github.kawamuray.wasmtime.Val;
import io.github.wasmudf.CancelSignal;
import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.BytesCall;
import io.github.wasmudf.engine.BytesProtocol;
import io.github.wasmudf.engine.CallEnd;
import io.github.wasmudf.engine.CallTerms;
import io.github.wasmudf.engine.CompanionModule;
import io.github.wasmudf.engine.DeferredStart;
import io.github.wasmudf.engine.Exchange;
import io.github.wasmudf.engine.FunctionType;
import io.github.wasmudf.engine.GuestImports;
import io.github.wasmudf.engine.HostedCall;
import io.github.wasmudf.engine.ModuleOutline;
import io.github.wasmudf.engine.NumbersCall;
import io.github.wasmudf.engine.WasiAccess;
import io.github.wasmudf.engine.WasiImports;
import io.github.wasmudf.engine.WasmInstance;
import io.github.wasmudf.engine.WatchedCalls;
import io.github.wasmudf.host.UntrustedReader;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One guest in a store and a lane of its own. Every touch of the store happens between {@link
 * #enter} and {@link #leave}: under the lock, only while the instance is usable, and with enough
 * stack; the guest's code runs under the guard besides.
 */
final class WasmtimeInstance implements WasmInstance {
  private enum State {
    USABLE,
    FAILED,
    CLOSED
  }

  private static final WatchedCalls WATCHED = new WatchedCalls();

  private final ReentrantLock lock = new ReentrantLock();
  private final StackProbe probe;
  private final WasmtimeModule module;
  private final Lane lane;
  private final GuestStore store;
  private final EpochGuard guard;
  private final ControlBlock control;
  private final ModuleOutline outline;
  private final GuestImports imports;
  private final Limits limits;
  private final GuestLog log;
  private final boolean readsClock;
  private @Nullable CallEnd ended;
  private volatile State state = State.USABLE;
  private volatile long memoryBytes;

  private WasmtimeInstance(
      StackProbe probe,
      WasmtimeModule module,
      Lane lane,
      GuestStore store,
      Limits limits,
      WasiAccess wasi,
      GuestImports imports,
      CancelSignal signal) {
    this.probe = probe;
    this.module = module;
    this.lane = lane;
    this.store = store;
    this.outline = module.outline();
    this.imports = imports;
    this.limits = limits;
    control = new ControlBlock(store);
    guard =
        new EpochGuard(
            CallTerms.ofMillis(limits.timeMillis(), signal), control::currentRow, lane::moveEpoch);
    control.setUp(limits, wasi);
    if (wasi.random() && WasiImports.uses(outline, "random_get")) {
      control.seed();
    }
    readsClock = wasi.clock() && WasiImports.uses(outline, "clock_time_get");
    log = new GuestLog(control, wasi.output());
    memoryBytes = store.guestMemoryBytes();
  }

  /** Makes an instance whose start function has not run; the probe has found room. */
  static WasmtimeInstance open(
      StackProbe probe,
      WasmtimeModule module,
      Limits limits,
      WasiAccess wasi,
      GuestImports imports,
      CancelSignal signal) {
    LiveInstances.SHARED.open();
    Lane lane = null;
    GuestStore store = null;
    try {
      lane = module.takeLane();
      store = GuestStore.open(lane, imports);
      WasmtimeInstance instance =
          new WasmtimeInstance(probe, module, lane, store, limits, wasi, imports, signal);
      WATCHED.add(instance.guard);
      return instance;
    } catch (RuntimeException | Error failure) {
      if (store != null) {
        store.close();
      }
      if (lane != null) {
        module.giveBack(lane);
      }
      LiveInstances.SHARED.close();
      throw GuestFailure.ofInstantiation(failure);
    }
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
      Val[] results = call(export, values);
      memoryBytes = store.guestMemoryBytes();
      outliveEnd();
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
      Driver driver = store.bind(protocol);
      LargeRow large = new LargeRow(this, store, control, driver);
      return new WasmtimeBytesCall(this, control, protocol, driver.run(), large, limits);
    } finally {
      leave();
    }
  }

  @Override
  public HostedCall bind(String export, CompanionModule companion, Exchange exchange) {
    enter();
    try {
      return new WasmtimeHostedCall(
          this,
          export,
          store.function(export),
          store.memory(companion, limits.memoryBytes()),
          exchange);
    } finally {
      leave();
    }
  }

  @Override
  public NumbersCall bindNumbers(String export) {
    FunctionType type = outline.numbers(export);
    enter();
    try {
      return new WasmtimeNumbersCall(
          this,
          new ControlColumns(control, type.parameters().size()),
          export,
          store.bindNumbers(export, type));
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
  }

  /** Crosses into the guest; between {@link #enter} and {@link #leave} only. */
  void run(Func driver) {
    cross(driver);
    memoryBytes = control.guestMemoryBytes();
    outliveEnd();
  }

  /** The same with a loop over numbers, which does not see the guest's memory. */
  void runNumbers(Func loop) {
    cross(loop);
    memoryBytes = store.guestMemoryBytes();
    outliveEnd();
  }

  private void cross(Func driver) {
    try {
      beginCall();
      store.run(driver);
    } finally {
      endCall();
    }
  }

  /** One of several crossings, between {@link #beginCall} and {@link #endCall}. */
  void runPart(Func part) {
    store.run(part);
  }

  /** After a call of several crossings that has come to its end. */
  void finishParts() {
    memoryBytes = control.guestMemoryBytes();
    outliveEnd();
  }

  /** Crosses into an export without parameters; between {@link #enter} and {@link #leave} only. */
  long runExport(Func function) {
    Val[] results;
    try {
      beginCall();
      results = store.call(function);
    } finally {
      ended = guard.exit();
    }
    memoryBytes = store.guestMemoryBytes();
    outliveEnd();
    return results.length == 0 ? 0 : Values.bits(results[0]);
  }

  private Val[] call(String export, Val[] values) {
    try {
      beginCall();
      return store.call(export, values);
    } finally {
      ended = guard.exit();
    }
  }

  /**
   * From here on the guest's time counts; between {@link #enter} and {@link #leave} only. {@link
   * #endCall} follows in every case.
   */
  void beginCall() {
    if (readsClock) {
      control.setClocks();
    }
    guard.enter();
  }

  void endCall() {
    ended = guard.exit();
  }

  /**
   * Where a call was to end, but the guest was done by then: it may go on, and the caller hears of
   * it if he must.
   */
  private void outliveEnd() {
    CallEnd end = ended;
    if (end == null) {
      return;
    }
    store.renewDeadline();
    if (end.isFinal()) {
      throw end.error(limits.timeMillis(), guard.elapsedMillis(), null);
    }
  }

  /**
   * Whether a time limit was meant for a row that was done just in time, and hit the next: the
   * instance is used up, but nothing is wrong with that row. Between {@link #enter} and {@link
   * #leave} only.
   */
  boolean hasHitAnotherRow(Throwable failure) {
    boolean hit =
        ended == CallEnd.OVERDUE
            && GuestFailure.isInterruption(failure)
            && control.currentRow() != guard.endedRow();
    if (hit) {
      state = State.FAILED;
    }
    return hit;
  }

  /** Marks the instance as used up and says why; between {@link #enter} and {@link #leave} only. */
  UdfException failed(Throwable failure, String function) {
    state = State.FAILED;
    memoryBytes = store.guestMemoryBytes();
    CallEnd end = ended;
    if (end != null && GuestFailure.isInterruption(failure)) {
      return end.error(limits.timeMillis(), guard.elapsedMillis(), failure);
    }
    if (control.missing() > 0) {
      return imports.trapped(control.missing() - 1);
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
    guard.retire();
    lock.lock();
    try {
      if (state == State.CLOSED) {
        return;
      }
      state = State.CLOSED;
      control.forget();
      store.close();
      module.giveBack(lane);
      LiveInstances.SHARED.close();
    } finally {
      lock.unlock();
    }
  }
}
