package io.github.wasmudf.engine.wasmtime;

import io.github.kawamuray.wasmtime.Caller;
import io.github.kawamuray.wasmtime.Func;
import io.github.kawamuray.wasmtime.Memory;
import io.github.kawamuray.wasmtime.Val;
import io.github.kawamuray.wasmtime.WasmFunctionError.I32ExitError;
import io.github.wasmudf.engine.CallingGuest;
import io.github.wasmudf.engine.CompanionMemory;
import io.github.wasmudf.engine.CompanionModule;
import io.github.wasmudf.engine.DoorModule;
import io.github.wasmudf.engine.FunctionType;
import io.github.wasmudf.engine.GuestImports;
import io.github.wasmudf.engine.GuestImports.Binding;
import io.github.wasmudf.engine.GuestMemory;
import io.github.wasmudf.engine.HostCalls;
import io.github.wasmudf.engine.ImportOffers.OfHost;
import io.github.wasmudf.engine.ModuleOutline;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The one Java function in a store: what a guest's imports of the host come to. Belongs to an
 * instance, and is as dangerous as its store.
 *
 * <p>No exception of ours passes through native code, which keeps neither its type nor its message:
 * it waits here, and the guest's call is ended with one that native code knows.
 */
final class HostDoor implements Func.Handler<Void>, CallingGuest {
  private final HostCalls calls;
  private final GuestImports imports;
  private final ModuleOutline guest;
  private final long memoryLimit;
  private final Map<String, Func> exports = new HashMap<>();
  private @Nullable GuestStore store;
  private @Nullable GuestMemory memory;
  private @Nullable EpochGuard guard;
  private ByteBuffer doors = ByteBuffer.allocate(0);
  private @Nullable Throwable failure;

  /**
   * A door that is shut.
   *
   * @param guest the outline of the module that calls
   * @param memoryLimit what its memory may grow to, in bytes
   */
  HostDoor(HostCalls calls, GuestImports imports, ModuleOutline guest, long memoryLimit) {
    this.calls = calls;
    this.imports = imports;
    this.guest = guest;
    this.memoryLimit = memoryLimit;
  }

  /** Before the guest is instantiated. */
  void open(GuestStore in, Memory ofDoors) {
    store = in;
    doors = in.buffer(ofDoors).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** What watches the guest's calls; before the first of them. */
  void watchedBy(EpochGuard watch) {
    guard = watch;
  }

  /** Before the guest is called from outside. */
  void begin() {
    failure = null;
    calls.begin();
  }

  /** What ended the guest's call from within a host function; null when nothing did. */
  @Nullable Throwable failure() {
    return failure;
  }

  /** Makes an access by mistake an exception instead of a crash. */
  void shut() {
    doors = ByteBuffer.allocate(0);
    store = null;
    memory = null;
  }

  @Override
  public void call(Caller<Void> caller, Val[] parameters, Val[] results) {
    try {
      answer();
    } catch (Throwable any) {
      if (failure == null) {
        failure = any;
      }
      throw new I32ExitError(1);
    }
  }

  private void answer() {
    Binding binding = imports.bindings().get(doors.getInt(DoorModule.POSITION));
    FunctionType type = Objects.requireNonNull(binding.wanted().type());
    long[] arguments = new long[type.parameters().size()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = doors.getLong(DoorModule.ARGUMENTS + i * DoorModule.ARGUMENT_BYTES);
    }
    int function = ((OfHost) Objects.requireNonNull(binding.offer())).function();
    doors.putLong(DoorModule.ARGUMENTS, calls.call(function, this, arguments));
  }

  @Override
  public GuestMemory memory() {
    GuestMemory known = memory;
    if (known == null) {
      known = Objects.requireNonNull(store).memory(memoryLimit);
      memory = known;
    }
    return known;
  }

  @Override
  public CompanionMemory companion(CompanionModule companion) {
    return Objects.requireNonNull(store).memory(companion, memoryLimit);
  }

  @Override
  public long call(String export, long... arguments) {
    FunctionType type = guest.requireFunction(export);
    Val[] values = Values.of(export, type, arguments);
    return calls.callBack(export, () -> call(export, values));
  }

  private long call(String export, Val[] values) {
    GuestStore open = Objects.requireNonNull(store);
    Func function = exports.computeIfAbsent(export, open::function);
    Val[] results = open.call(function, values);
    return results.length == 0 ? 0 : Values.bits(results[0]);
  }

  @Override
  public long deadline() {
    return Objects.requireNonNull(guard).deadline();
  }

  @Override
  public void log(int stream, byte[] line) {
    calls.log(stream, line);
  }
}
