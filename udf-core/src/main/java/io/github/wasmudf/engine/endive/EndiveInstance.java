package io.github.wasmudf.engine.endive;

import io.github.wasmudf.CancelSignal;
import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.BytesCall;
import io.github.wasmudf.engine.BytesProtocol;
import io.github.wasmudf.engine.CallEnd;
import io.github.wasmudf.engine.CallTerms;
import io.github.wasmudf.engine.CallTimes;
import io.github.wasmudf.engine.CompanionMemory;
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
import io.github.wasmudf.engine.WasiAccess;
import io.github.wasmudf.engine.WasmInstance;
import io.github.wasmudf.engine.WatchedCalls;
import io.github.wasmudf.host.GuestOutput;
import io.github.wasmudf.host.UntrustedReader;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;
import run.endive.runtime.WasmInterruptedException;

/** One instance on the Java heap. Every way into the guest leads through {@link #run}. */
final class EndiveInstance implements WasmInstance {
  private static final byte[] NONE = {};
  private static final WatchedCalls WATCHED = new WatchedCalls();

  private final ModuleOutline outline;
  private final DirectFunctions functions;
  final GuestFaults faults;
  private final Limits limits;
  final InterruptGuard guard;
  private final GuestSystem system;
  private final EndiveHost host;
  private final GuestOutput output;
  private final AtomicBoolean closed = new AtomicBoolean();

  private volatile @Nullable Guest guest;
  private volatile boolean failed;

  private EndiveInstance(
      ModuleOutline outline,
      DirectFunctions functions,
      GuestFaults faults,
      Limits limits,
      CancelSignal signal,
      GuestSystem system,
      EndiveHost host,
      GuestOutput output) {
    this.host = host;
    this.output = output;
    this.outline = outline;
    this.functions = functions;
    this.faults = faults;
    this.limits = limits;
    this.system = system;
    this.guard = new InterruptGuard(CallTerms.ofMillis(limits.timeMillis(), signal));
    WATCHED.add(guard);
    EndiveEngine.LIVE_INSTANCES.incrementAndGet();
  }

  /**
   * Builds the guest, and runs its start function under the time limit.
   *
   * @param builder instantiates the module with the given imports
   */
  static EndiveInstance start(
      Function<ImportValues, Instance> builder,
      DirectFunctions functions,
      ModuleOutline outline,
      GuestFaults faults,
      Limits limits,
      WasiAccess wasi,
      GuestImports imports,
      HostFunctions hostFunctions,
      CancelSignal signal) {
    EndiveHost host = new EndiveHost(new HostCalls(hostFunctions));
    GuestSystem system = openSystem(outline, imports, wasi, limits.memoryPages(), host, faults);
    EndiveInstance instance =
        new EndiveInstance(outline, functions, faults, limits, signal, system, host, wasi.output());
    host.open(instance);
    try {
      instance.build(builder);
      return instance;
    } catch (UdfException refused) {
      instance.close();
      throw refused;
    }
  }

  private static GuestSystem openSystem(
      ModuleOutline outline,
      GuestImports imports,
      WasiAccess wasi,
      int memoryPages,
      EndiveHost host,
      GuestFaults faults) {
    try {
      return CompanionSystem.open(outline, imports, wasi, memoryPages, host);
    } catch (OutOfMemoryError | StackOverflowError noRoom) {
      throw faults.describe(noRoom);
    }
  }

  private void build(Function<ImportValues, Instance> builder) {
    guest =
        guarded(
            (head, data) -> {
              Guest built = Guest.of(builder.apply(system.imports()), outline);
              system.attach(built.instance(), built.memory());
              return built;
            },
            NONE,
            NONE);
    if (outline.hasStart()) {
      run((head, data) -> guest().instance().export(DeferredStart.EXPORT).apply(), NONE, NONE);
    }
  }

  @Override
  public long call(String export, long... arguments) {
    FunctionType type = outline.requireFunction(export);
    if (type.parameters().size() != arguments.length) {
      throw new UdfException(UdfError.NOT_FOUND, "function " + export + " has the type " + type);
    }
    long[] results =
        run((head, data) -> guest().instance().export(export).apply(arguments), NONE, NONE);
    return results == null || results.length == 0 ? 0 : results[0];
  }

  /**
   * Runs guest code under the time limit.
   *
   * @throws UdfException whatever the code threw, in our words; the instance is then unusable
   */
  <R> @Nullable R run(GuestCode<R> code, byte[] head, byte[] data) {
    guest();
    if (host.calls().areRunning()) {
      throw new UdfException(
          UdfError.INTERNAL, "the plugin's instance waits for a function of its host");
    }
    return guarded(code, head, data);
  }

  private <R> @Nullable R guarded(GuestCode<R> code, byte[] head, byte[] data) {
    R result = null;
    Throwable thrown = null;
    try {
      system.beforeCall();
      host.calls().begin();
      guard.enter();
      result = code.run(head, data);
    } catch (Throwable any) {
      thrown = any;
    }
    try {
      exit(thrown);
    } catch (StackOverflowError noStack) {
      // Here not even a method can be called; close() does the rest.
      guard.thread = null;
      failed = true;
      throw faults.noStack;
    } catch (OutOfMemoryError noHeap) {
      failed = true;
      throw faults.noHeap;
    }
    return result;
  }

  /**
   * After a row of many that run in one call.
   *
   * @return whether the next may run in the same
   * @throws UdfException when the calls are to end
   */
  boolean mayRunNext(Guest current, long memoryBound) {
    CallEnd fired = guard.next();
    if (fired != null && fired.isFinal()) {
      throw error(fired);
    }
    return current.memoryBytes() <= memoryBound && !system.isPrintingMuch();
  }

  private void exit(@Nullable Throwable thrown) {
    CallEnd fired = guard.exit();
    if (thrown == null) {
      deliver();
      if (fired != null && fired.isFinal()) {
        throw error(fired);
      }
      return;
    }
    failed = true;
    if (thrown instanceof OutOfMemoryError) {
      // It is the guest that fills the heap: without its memory there is room to say so.
      release();
    }
    StackRoom.require();
    UdfException failure = describe(thrown, fired);
    deliver();
    throw failure;
  }

  /** Whether the call that failed has called {@code proc_exit(0)}. */
  boolean hasExitedWell() {
    return system.hasExitedWell();
  }

  private void deliver() {
    system.afterCall();
    host.calls().deliverTo(output);
  }

  /** What a call ends with that the guard has ended. */
  UdfException error(CallEnd end) {
    return end.error(limits.timeMillis(), guard.elapsedMillis(), null);
  }

  private void release() {
    guest = null;
    system.detach();
  }

  /** What this instance is made of, while it is usable. */
  Guest guest() {
    Guest current = guest;
    if (current == null || failed) {
      throw new UdfException(
          UdfError.INTERNAL,
          failed
              ? "the plugin's instance failed before and cannot be called again"
              : "the plugin's instance is closed");
    }
    return current;
  }

  private UdfException describe(Throwable thrown, @Nullable CallEnd fired) {
    if (!(thrown instanceof WasmInterruptedException)) {
      UdfException bySystem = GuestFaults.isGuests(thrown) ? system.endedBy() : null;
      return bySystem == null ? faults.describe(thrown) : bySystem;
    }
    return fired == null
        ? new UdfException(UdfError.CANCELLED, "the call's thread was interrupted")
        : error(fired);
  }

  @Override
  public byte[] read(long pointer, long length) {
    Guest current = guest();
    UntrustedReader.requireRange("the range", pointer, length, current.memoryBytes());
    if (current.memory() == null) {
      return new byte[0];
    }
    try {
      return current.memory().readBytes((int) pointer, (int) length);
    } catch (OutOfMemoryError noRoom) {
      throw faults.describe(noRoom);
    }
  }

  @Override
  public <T> T withMemory(Function<GuestMemory, T> work) {
    Memory memory = guest().memory();
    try {
      return work.apply(
          memory == null ? GuestMemory.NONE : new HeapMemory(memory, limits.memoryBytes()));
    } catch (OutOfMemoryError noRoom) {
      throw faults.describe(noRoom);
    }
  }

  @Override
  public BytesCall bind(BytesProtocol protocol) {
    Guest current = guest();
    if (current.memory() == null) {
      throw new UdfException(UdfError.NOT_FOUND, "the module exports no memory \"memory\"");
    }
    if (protocol.form().hasState()) {
      return bindToStates(current, protocol);
    }
    return new EndiveBytesCall(
        this,
        functions.handle(current.instance(), protocol.allocate(), DirectFunctions.ALLOCATE),
        FunctionForms.handle(functions, current.instance(), protocol),
        protocol.release() == null
            ? null
            : functions.handle(current.instance(), protocol.release(), DirectFunctions.RELEASE),
        protocol.form() == BytesProtocol.Form.TO_NUMBER,
        limits.resultBytes());
  }

  private BytesCall bindToStates(Guest current, BytesProtocol protocol) {
    boolean hasInput = protocol.form() == BytesProtocol.Form.INTO_STATE;
    return new EndiveStateCall(
        this,
        hasInput
            ? functions.handle(current.instance(), protocol.allocate(), DirectFunctions.ALLOCATE)
            : null,
        FunctionForms.stateHandle(functions, current.instance(), protocol),
        hasInput && protocol.release() != null
            ? functions.handle(current.instance(), protocol.release(), DirectFunctions.RELEASE)
            : null,
        limits.resultBytes());
  }

  @Override
  public HostedCall bind(String export, CompanionModule companion, Exchange exchange) {
    Instance instance = guest().instance();
    return new EndiveHostedCall(this, instance.export(export), memory(companion), exchange);
  }

  /** The memory of a companion that the guest imports from. */
  CompanionMemory memory(CompanionModule companion) {
    Memory memory = system.memory(companion);
    if (memory == null) {
      throw new UdfException(UdfError.INTERNAL, "no memory of " + companion.importName());
    }
    return new HeapMemory(memory, limits.memoryBytes());
  }

  @Override
  public NumbersCall bindNumbers(String export) {
    FunctionType type = outline.numbers(export);
    if (type.results().size() > 1) {
      return new EndiveResultsCall(this, guest().instance().export(export), type);
    }
    return new EndiveNumbersCall(
        this, type.parameters().size(), functions.numbers(guest().instance(), export, type));
  }

  @Override
  public CallTimes times() {
    return host.calls().times();
  }

  @Override
  public HostFunctions host() {
    return host.calls().functions().ofAbi();
  }

  ModuleOutline outline() {
    return outline;
  }

  /** What the guest's memory may grow to, in bytes. */
  long memoryLimit() {
    return limits.memoryBytes();
  }

  @Override
  public long memoryBytes() {
    Guest current = guest;
    return current == null ? 0 : current.memoryBytes();
  }

  @Override
  public boolean isUsable() {
    return guest != null && !failed;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      release();
      guard.retire();
      host.calls().functions().close();
      EndiveEngine.LIVE_INSTANCES.decrementAndGet();
    }
    if (failed) {
      guard.exitLate();
    }
  }
}
