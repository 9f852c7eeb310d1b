package io.github.wasmudf.engine.endive;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.CallEnd;
import io.github.wasmudf.engine.CallingGuest;
import io.github.wasmudf.engine.CompanionMemory;
import io.github.wasmudf.engine.CompanionModule;
import io.github.wasmudf.engine.FunctionType;
import io.github.wasmudf.engine.GuestMemory;
import io.github.wasmudf.engine.HostCalls;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.Memory;

/**
 * What a guest's imports of the host come to. While a function of the host runs, the guard is laid
 * down: it must not interrupt a thread that is in a database's or a socket's code.
 */
final class EndiveHost implements CallingGuest {
  private final HostRoom room = new HostRoom();
  private final HostCalls calls;
  private @Nullable EndiveInstance owner;

  EndiveHost(HostCalls calls) {
    this.calls = calls;
  }

  HostCalls calls() {
    return calls;
  }

  /** Before the guest is instantiated. */
  void open(EndiveInstance instance) {
    owner = instance;
  }

  private EndiveInstance owner() {
    return Objects.requireNonNull(owner);
  }

  /** Out of the guest's code. */
  long answer(int function, long[] arguments) {
    room.require();
    InterruptGuard guard = owner().guard;
    CallEnd end = guard.pause();
    try {
      requireNoEnd(end);
      return calls.call(function, this, arguments);
    } finally {
      guard.resume();
    }
  }

  private void requireNoEnd(@Nullable CallEnd end) {
    if (end != null) {
      throw owner().error(end);
    }
  }

  @Override
  public GuestMemory memory() {
    Memory memory = owner().guest().memory();
    return memory == null ? GuestMemory.NONE : new HeapMemory(memory, owner().memoryLimit());
  }

  @Override
  public CompanionMemory companion(CompanionModule companion) {
    return owner().memory(companion);
  }

  @Override
  public long call(String export, long... arguments) {
    FunctionType type = owner().outline().requireFunction(export);
    if (type.parameters().size() != arguments.length) {
      throw new UdfException(UdfError.NOT_FOUND, "function " + export + " has the type " + type);
    }
    return calls.callBack(export, () -> guarded(export, arguments));
  }

  private long guarded(String export, long[] arguments) {
    InterruptGuard guard = owner().guard;
    guard.resume();
    long[] results;
    try {
      results = owner().guest().instance().export(export).apply(arguments);
    } catch (RuntimeException | Error thrown) {
      // Where the guard has brought it about, it says so itself.
      requireNoEnd(guard.pause());
      throw thrown;
    }
    requireNoEnd(guard.pause());
    return results == null || results.length == 0 ? 0 : results[0];
  }

  @Override
  public long deadline() {
    return owner().guard.deadline();
  }

  @Override
  public void log(int stream, byte[] line) {
    calls.log(stream, line);
  }
}
