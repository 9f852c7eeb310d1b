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
import io.github.wasmudf.engine.CallTimes;
import io.github.wasmudf.engine.CompanionModule;
import io.github.wasmudf.engine.DeferredStart;
import io.github.wasmudf.engine.Exchange;
import io.github.wasmudf.engine.FunctionType;
import io.github.wasmudf.engine.GuestImports;
import io.github.wasmudf.engine.GuestMemory;
import io.github.wasmudf.engine.HostCalls;
import io.github.wasmudf.engine.HostFunctions;
import io.github.wasmudf.engine.HostedCall;
import io.github.wasmudf.engine.ModuleOutline;
import io.github.wasmudf.engine.NumbersCall;
import io.github.wasmudf.engine.TickClock;
import io.github.wasmudf.engine.WasiAccess;
import io.github.wasmudf.engine.WasiImports;
import io.github.wasmudf.engine.WasmInstance;
import io.github.wasmudf.engine.WatchedCalls;
import io.github.wasmudf.host.GuestOutput;
import io.github.wasmudf.host.UntrustedReader;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
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
  private final GuestOutput output;
  private final HostCalls host;
  private final HostDoor door;
  private final boolean readsClock;
  private @Nullable CallEnd ended;
  private volatile State state = State.USABLE;
  private volatile long memoryBytes;

  /** Whether whoever has the instance is to free it when he leaves. */
  private volatile boolean closing;

  private WasmtimeInstance(
      StackProbe probe,
      WasmtimeModule module,
      Lane lane,
      GuestStore store,
      Limits limits,
      WasiAccess wasi,
      GuestImports imports,
      HostCalls host,
      HostDoor door,
      CancelSignal signal) {
    this.probe = probe;
    this.host = host;
    this.door = door;
    this.output = wasi.output();
    this.module = module;
    this.lane = lane;
    this.store = store;
    this.outline = module.outline();
    this.imports = imports;
    this.limits = limits;
    control = new ControlBlock(store);
    guard =
        new EpochGuard(
            CallTerms.ofMillis(limits.timeMillis(), host.outside(signal)),
            control::currentRow,
            lane::moveEpoch);
    door.watchedBy(guard);
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
      HostFunctions functions,
      CancelSignal signal) {
    LiveInstances.SHARED.open();
    Lane lane = null;
    GuestStore store = null;
    try {
      lane = module.takeLane();
      HostCalls host = new HostCalls(functions);
      HostDoor door = new HostDoor(host, imports, module.outline(), limits.memoryBytes());
      store = GuestStore.open(lane, imports, door);
      WasmtimeInstance instance =
          new WasmtimeInstance(
              probe, module, lane, store, limits, wasi, imports, host, door, signal);
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
    return call(export, outline.requireFunction(export), arguments);
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
  public <T> T withMemory(Function<GuestMemory, T> work) {
    enter();
    try {
      T result = work.apply(store.memory(limits.memoryBytes()));
      memoryBytes = store.guestMemoryBytes();
      return result;
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
          new ControlColumns(control, type.parameters().size(), type.results().size()),
          export,
          store.bindNumbers(export, type));
    } finally {
      leave();
    }
  }

  @Override
  public CallTimes times() {
    return host.times();
  }

  @Override
  public HostFunctions host() {
    return host.functions().ofAbi();
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
   * @throws UdfException when there is no use: closed, failed before, in the middle of a host
   *     function, or too little stack
   */
  void enter() {
    probe.require();
    lock.lock();
    if (state != State.USABLE || host.areRunning()) {
      lock.unlock();
      throw new UdfException(UdfError.INTERNAL, whyUnusable());
    }
  }

  private String whyUnusable() {
    return switch (state) {
      case CLOSED -> "the plugin's instance is closed";
      case FAILED -> "the plugin's instance failed before and cannot be called again";
      case USABLE -> "the plugin's instance waits for a function of its host";
    };
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
      runPart(driver);
    } finally {
      endCall();
    }
  }

  /** One of several crossings, between {@link #beginCall} and {@link #endCall}. */
  void runPart(Func part) {
    host.times().enter();
    store.run(part);
    host.times().leave();
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
      host.times().enter();
      results = store.call(function);
      host.times().leave();
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
    door.begin();
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

  /** Whether the call that failed has called {@code proc_exit(0)}. */
  boolean hasExitedWell() {
    return control.isExited() && control.exitCode() == 0;
  }

  /** Marks the instance as used up and says why; between {@link #enter} and {@link #leave} only. */
  UdfException failed(Throwable thrown, String function) {
    state = State.FAILED;
    memoryBytes = store.guestMemoryBytes();
    Throwable ofHost = door.failure();
    Throwable failure = ofHost == null ? thrown : ofHost;
    CallEnd end = ended;
    boolean isEnded =
        GuestFailure.isInterruption(failure) || (ofHost != null && end != null && end.isFinal());
    if (end != null && isEnded) {
      return end.error(limits.timeMillis(), guard.elapsedMillis(), failure);
    }
    if (control.missing() > 0) {
      return imports.trapped(control.missing() - 1);
    }
    return GuestFailure.ofCall(failure, control, host.failedExport(function));
  }

  /** Ends a use of the store, and delivers what the guest printed meanwhile. */
  void leave() {
    byte[] printed;
    try {
      printed = log.take();
      if (closing) {
        free();
      }
    } finally {
      lock.unlock();
    }
    log.deliver(printed);
    host.deliverTo(output);
  }

  /**
   * Waits for a running call, which ends at the next tick. Only one that is in a host function is
   * not waited for: what that does may in turn wait for whoever closes, or be who closes. Its
   * caller frees the instance then.
   */
  @Override
  public void close() {
    guard.retire();
    closing = true;
    while (!tryLock()) {
      if (host.areRunning()) {
        return;
      }
    }
    try {
      if (lock.getHoldCount() == 1) {
        free();
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean tryLock() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return lock.tryLock(TickClock.PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException later) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void free() {
    if (state == State.CLOSED) {
      return;
    }
    state = State.CLOSED;
    control.forget();
    door.shut();
    host.functions().close();
    store.close();
    module.giveBack(lane);
    LiveInstances.SHARED.close();
  }
}
