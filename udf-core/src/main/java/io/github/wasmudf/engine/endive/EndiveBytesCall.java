package io.github.wasmudf.engine.endive;

import io.github.wasmudf.engine.BytesCall;
import io.github.wasmudf.engine.RowBatch;
import io.github.wasmudf.host.UntrustedReader;
import java.lang.invoke.MethodHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;

/** The bytes protocol through handles on the generated methods. */
final class EndiveBytesCall implements BytesCall, GuestCode<byte[]> {
  private static final byte[] NONE = {};

  private final EndiveInstance owner;
  private final MethodHandle allocate;
  private final MethodHandle function;
  private final @Nullable MethodHandle release;
  private final long resultLimit;
  private Refusal refusal = Refusal.FUNCTION;

  EndiveBytesCall(
      EndiveInstance owner,
      MethodHandle allocate,
      MethodHandle function,
      @Nullable MethodHandle release,
      long resultLimit) {
    this.owner = owner;
    this.allocate = allocate;
    this.function = function;
    this.release = release;
    this.resultLimit = resultLimit;
  }

  @Override
  public byte @Nullable [] call(byte[] head, byte[] data) {
    try {
      return owner.run(this, head, data);
    } catch (StackOverflowError beforeItBegan) {
      throw owner.faults.noStack;
    }
  }

  @Override
  public @Nullable String callText(byte[] head, byte[] data) {
    byte[] result = call(head, data);
    if (result == null) {
      return null;
    }
    try {
      return UntrustedReader.text("result", result);
    } catch (OutOfMemoryError noRoom) {
      throw GuestFaults.noHeap();
    }
  }

  /** One row, as {@link EndiveInstance} runs it. */
  @Override
  public byte @Nullable [] run(byte[] head, byte[] data) throws Throwable {
    Guest guest = owner.guest();
    return row(guest, Objects.requireNonNull(guest.memory()), head, data);
  }

  @Override
  public boolean callRows(byte[] head, RowBatch rows, long memoryBound) {
    GuestCode<Boolean> code = (first, none) -> runRows(first, rows, memoryBound);
    try {
      return Boolean.TRUE.equals(owner.run(code, head, NONE));
    } catch (StackOverflowError beforeItBegan) {
      throw owner.faults.noStack;
    }
  }

  private boolean runRows(byte[] head, RowBatch rows, long memoryBound) throws Throwable {
    Guest guest = owner.guest();
    Memory memory = Objects.requireNonNull(guest.memory());
    boolean more = rows.done() < rows.size();
    while (more) {
      byte[] result = row(guest, memory, head, Objects.requireNonNull(rows.input(rows.done())));
      if (result == null) {
        return true;
      }
      more = rows.answer(result) && owner.mayRunNext(guest, memoryBound);
    }
    return false;
  }

  private byte @Nullable [] row(Guest guest, Memory memory, byte[] head, byte[] data)
      throws Throwable {
    Instance instance = guest.instance();
    int length = Math.addExact(head.length, data.length);
    int input = (int) allocate.invokeExact(length, memory, instance);
    if (input == 0) {
      refusal = Refusal.ALLOCATE;
      return null;
    }
    write(guest, memory, input, head, data);
    long packed = (long) function.invokeExact(input, length, memory, instance);
    byte[] result = packed == 0 ? null : copy(guest, memory, packed);
    if (release != null) {
      release.invokeExact(input, length, memory, instance);
    }
    refusal = Refusal.FUNCTION;
    return result;
  }

  static void write(Guest guest, Memory memory, int input, byte[] head, byte[] data) {
    long length = (long) head.length + data.length;
    UntrustedReader.requireRange(
        "input", Integer.toUnsignedLong(input), length, guest.memoryBytes());
    if (head.length > 0) {
      memory.write(input, head, 0, head.length);
    }
    memory.write(input + head.length, data, 0, data.length);
  }

  private byte[] copy(Guest guest, Memory memory, long packed) {
    return copy(guest, memory, packed, resultLimit);
  }

  static byte[] copy(Guest guest, Memory memory, long packed, long resultLimit) {
    UntrustedReader.requireResult(packed, guest.memoryBytes(), resultLimit);
    return memory.readBytes(
        (int) UntrustedReader.pointerOf(packed), (int) UntrustedReader.lengthOf(packed));
  }

  @Override
  public Refusal refusal() {
    return refusal;
  }
}
