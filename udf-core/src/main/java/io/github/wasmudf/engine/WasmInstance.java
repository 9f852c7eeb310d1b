package io.github.wasmudf.engine;

import io.github.wasmudf.UdfException;
import java.util.function.Function;

/**
 * One instance of a module with a memory of its own. It has one owner, and one thread uses it at a
 * time; only {@link #close} may come from another thread, and then waits for a running call or ends
 * it.
 *
 * <p>Whatever throws out of a guest's code leaves the instance unusable; {@link #isUsable} says so
 * and every further call is an error. What it printed before is delivered all the same.
 */
public interface WasmInstance extends AutoCloseable {
  /**
   * Calls an export of numbers, for set-up and description, not for rows. Values travel as raw
   * bits: i32 in the low half, f32 and f64 as their IEEE bits.
   *
   * @return the bits of the first result, or 0 when the function has none
   * @throws UdfException a trap or a limit; {@code NOT_FOUND} when there is no such export
   */
  long call(String export, long... arguments);

  /**
   * A copy of a part of the memory.
   *
   * @throws UdfException {@code BAD_POINTER} when it lies outside
   */
  byte[] read(long pointer, long length);

  /**
   * Lends the memory between two calls.
   *
   * @param work does not keep it
   */
  <T> T withMemory(Function<GuestMemory, T> work);

  /**
   * Binds the exports of a protocol, whose types the caller has checked in the module's outline.
   */
  BytesCall bind(BytesProtocol protocol);

  /**
   * Binds an export without parameters, whose type the caller has checked in the module's outline.
   *
   * @param companion one that the guest imports from, and that has a memory
   * @param exchange called on the caller's thread, around each call
   */
  HostedCall bind(String export, CompanionModule companion, Exchange exchange);

  /**
   * Binds an export of numbers for calls on rows.
   *
   * @throws UdfException {@code NOT_FOUND} when no function of that name is exported, or its type
   *     is not one that {@link NumberLoop#fits}
   */
  NumbersCall bindNumbers(String export);

  /** Where the time of its calls goes, if somebody asks for it; the same object each time. */
  CallTimes times();

  /** The functions of its plugin's ABI, as they were given when it was made. */
  HostFunctions host();

  /** The size of the memory after the last call, in bytes. Costs next to nothing. */
  long memoryBytes();

  /** Whether another call is possible. */
  boolean isUsable();

  /** Frees everything. Harmless when called again. Never throws. */
  @Override
  void close();
}
