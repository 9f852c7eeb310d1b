package io.github.wasmudf.engine.endive;

import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.BytesCall;
import io.github.wasmudf.engine.CallTimes;
import io.github.wasmudf.engine.RowBatch;
import io.github.wasmudf.engine.Stage;
import io.github.wasmudf.host.UntrustedReader;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;

/** The bytes protocol through handles on the generated methods. */
final class EndiveBytesCall implements BytesCall {
  private static final byte[] NONE = {};

  /** What is not longer is copied twice rather than into an array of its own. */
  private static final int SHORT_BYTES = 2 << 10;

  private final EndiveInstance owner;
  private final CallTimes times;
  private final MethodHandle allocate;
  private final MethodHandle function;
  private final @Nullable MethodHandle release;
  private final boolean answersNumber;
  private final long resultLimit;
  private final Stage stage = new Stage();

  /** Made once, so that a row needs no object but its result. */
  private final GuestCode<byte[]> bytes = this::runForBytes;

  private final GuestCode<String> texts = this::runForText;

  /** Where the row's input is, or 0, and how long. */
  private int input;

  private int length;

  /** Why the last result is no text; nothing is wrong with the instance then. */
  private @Nullable UdfException noText;

  private Refusal refusal = Refusal.FUNCTION;

  /**
   * A bound function.
   *
   * @param answersNumber whether what the function answers is a number instead of a range
   */
  EndiveBytesCall(
      EndiveInstance owner,
      MethodHandle allocate,
      MethodHandle function,
      @Nullable MethodHandle release,
      boolean answersNumber,
      long resultLimit) {
    this.owner = owner;
    this.times = owner.times();
    this.allocate = allocate;
    this.function = function;
    this.release = release;
    this.answersNumber = answersNumber;
    this.resultLimit = resultLimit;
  }

  @Override
  public byte @Nullable [] call(byte[] head, byte[] data) {
    return call(bytes, head, data);
  }

  @Override
  public @Nullable String callText(byte[] head, byte[] data) {
    noText = null;
    String result = call(texts, head, data);
    UdfException invalid = noText;
    if (invalid != null) {
      noText = null;
      throw invalid;
    }
    return result;
  }

  private <R> @Nullable R call(GuestCode<R> code, byte[] head, byte[] data) {
    try {
      return owner.run(code, head, data);
    } catch (StackOverflowError beforeItBegan) {
      throw owner.faults.noStack;
    }
  }

  private byte @Nullable [] runForBytes(byte[] head, byte[] data) throws Throwable {
    Guest guest = owner.guest();
    long packed = times.isActive() ? measured(guest, head, data) : transform(guest, head, data);
    byte[] result = packed == 0 ? null : answersNumber ? number(packed) : copy(guest, packed);
    release(guest);
    return result;
  }

  private static byte[] number(long answer) {
    return ByteBuffer.allocate(Integer.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt((int) answer)
        .array();
  }

  private @Nullable String runForText(byte[] head, byte[] data) throws Throwable {
    Guest guest = owner.guest();
    long packed = times.isActive() ? measured(guest, head, data) : transform(guest, head, data);
    String result = packed == 0 ? null : text(guest, packed);
    release(guest);
    return result;
  }

  @Override
  public boolean callRows(byte[] head, RowBatch rows, long memoryBound) {
    GuestCode<Boolean> code = (first, none) -> runRows(first, rows, memoryBound);
    return Boolean.TRUE.equals(call(code, head, NONE));
  }

  private boolean runRows(byte[] head, RowBatch rows, long memoryBound) throws Throwable {
    Guest guest = owner.guest();
    int first = rows.done();
    boolean more = first < rows.size();
    if (more && times.isActive()) {
      long packed = measured(guest, head, Objects.requireNonNull(rows.input(first)));
      times.end();
      if (packed == 0) {
        release(guest);
        return true;
      }
      more = answer(guest, packed, rows) && owner.mayRunNext(guest, memoryBound);
    }
    while (more) {
      long packed = transform(guest, head, Objects.requireNonNull(rows.input(rows.done())));
      if (packed == 0) {
        release(guest);
        return true;
      }
      more = answer(guest, packed, rows) && owner.mayRunNext(guest, memoryBound);
    }
    times.standsFor(rows.done() - first);
    return false;
  }

  /** A row counts as done when its input is released, and not before. */
  private boolean answer(Guest guest, long packed, RowBatch rows) throws Throwable {
    MemoryPages memory = requireResult(guest, packed);
    long pointer = UntrustedReader.pointerOf(packed);
    int length = (int) UntrustedReader.lengthOf(packed);
    if (length > SHORT_BYTES) {
      byte[] own = memory.copy(pointer, length);
      release(guest);
      return rows.answer(own);
    }
    byte[] page = release == null ? memory.holding(pointer, length) : null;
    if (page != null) {
      return rows.answer(page, MemoryPages.offsetOf(pointer, length), length);
    }
    byte[] staged = stage.atLeast(length);
    memory.copy(pointer, length, staged);
    release(guest);
    return rows.answer(staged, 0, length);
  }

  /** What the function answered for a row, whose input is to be released in any case; or 0. */
  private long transform(Guest guest, byte[] head, byte[] data) throws Throwable {
    Instance instance = guest.instance();
    Memory memory = Objects.requireNonNull(guest.memory());
    length = Math.addExact(head.length, data.length);
    input = (int) allocate.invokeExact(length, memory, instance);
    if (input == 0) {
      refusal = Refusal.ALLOCATE;
      return 0;
    }
    refusal = Refusal.FUNCTION;
    write(guest, memory, input, head, data);
    return (long) function.invokeExact(input, length, memory, instance);
  }

  /** The same, with the clock in hand. */
  private long measured(Guest guest, byte[] head, byte[] data) throws Throwable {
    Instance instance = guest.instance();
    Memory memory = Objects.requireNonNull(guest.memory());
    length = Math.addExact(head.length, data.length);
    times.enter();
    input = (int) allocate.invokeExact(length, memory, instance);
    times.leave();
    if (input == 0) {
      refusal = Refusal.ALLOCATE;
      return 0;
    }
    refusal = Refusal.FUNCTION;
    write(guest, memory, input, head, data);
    times.enter();
    long packed = (long) function.invokeExact(input, length, memory, instance);
    times.leave();
    return packed;
  }

  private void release(Guest guest) throws Throwable {
    if (release != null && input != 0) {
      release.invokeExact(input, length, Objects.requireNonNull(guest.memory()), guest.instance());
    }
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

  private byte[] copy(Guest guest, long packed) {
    return copy(guest, packed, resultLimit);
  }

  static byte[] copy(Guest guest, long packed, long resultLimit) {
    return requireResult(guest, packed, resultLimit)
        .copy(UntrustedReader.pointerOf(packed), (int) UntrustedReader.lengthOf(packed));
  }

  /** The text where it lies; null, and {@link #noText} says why, for what is none. */
  private @Nullable String text(Guest guest, long packed) {
    MemoryPages memory = requireResult(guest, packed);
    long pointer = UntrustedReader.pointerOf(packed);
    int length = (int) UntrustedReader.lengthOf(packed);
    byte[] bytes = memory.holding(pointer, length);
    int offset = MemoryPages.offsetOf(pointer, length);
    if (bytes == null) {
      bytes = stage.atLeast(length);
      memory.copy(pointer, length, bytes);
      offset = 0;
    }
    try {
      return UntrustedReader.text("result", bytes, offset, length);
    } catch (UdfException invalid) {
      noText = invalid;
      return null;
    }
  }

  private MemoryPages requireResult(Guest guest, long packed) {
    return requireResult(guest, packed, resultLimit);
  }

  private static MemoryPages requireResult(Guest guest, long packed, long resultLimit) {
    UntrustedReader.requireResult(packed, guest.memoryBytes(), resultLimit);
    return Objects.requireNonNull(guest.pages());
  }

  @Override
  public Refusal refusal() {
    return refusal;
  }
}
