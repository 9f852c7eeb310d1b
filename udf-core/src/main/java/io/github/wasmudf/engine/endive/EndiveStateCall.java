package io.github.wasmudf.engine.endive;

import io.github.wasmudf.engine.BytesCall;
import io.github.wasmudf.engine.CallTimes;
import io.github.wasmudf.engine.RowBatch;
import java.lang.invoke.MethodHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;

/** A function on states in the guest, through handles on the generated methods. */
final class EndiveStateCall implements BytesCall {
  private static final byte[] NONE = {};

  private final EndiveInstance owner;
  private final @Nullable MethodHandle allocate;
  private final MethodHandle function;
  private final @Nullable MethodHandle release;
  private final long resultLimit;
  private final CallTimes times;
  private Refusal refusal = Refusal.FUNCTION;

  /**
   * A bound function.
   *
   * @param allocate null where the function takes no input
   * @param function of the type {@link FunctionForms#ON_STATE}
   */
  EndiveStateCall(
      EndiveInstance owner,
      @Nullable MethodHandle allocate,
      MethodHandle function,
      @Nullable MethodHandle release,
      long resultLimit) {
    this.owner = owner;
    this.allocate = allocate;
    this.function = function;
    this.release = release;
    this.resultLimit = resultLimit;
    this.times = owner.times();
  }

  @Override
  public byte @Nullable [] call(byte[] head, byte[] data) {
    throw new IllegalStateException("a function on states is called with rows that name them");
  }

  @Override
  public @Nullable String callText(byte[] head, byte[] data) {
    throw new IllegalStateException("a function on states is called with rows that name them");
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
    int first = rows.done();
    boolean more = first < rows.size();
    while (more) {
      int due = rows.done();
      byte[] data = Objects.requireNonNull(rows.input(due));
      byte[] result = row(guest, memory, rows.state(due), head, data);
      if (result == null) {
        return true;
      }
      more = rows.answer(result) && owner.mayRunNext(guest, memoryBound);
      times.end();
    }
    times.standsFor(rows.done() - first);
    return false;
  }

  private byte @Nullable [] row(Guest guest, Memory memory, int state, byte[] head, byte[] data)
      throws Throwable {
    Instance instance = guest.instance();
    int length = Math.addExact(head.length, data.length);
    int input = 0;
    if (allocate != null) {
      input = (int) allocate.invokeExact(length, memory, instance);
      if (input == 0) {
        refusal = Refusal.ALLOCATE;
        return null;
      }
      EndiveBytesCall.write(guest, memory, input, head, data);
    }
    times.enter();
    long packed = (long) function.invokeExact(state, input, length, memory, instance);
    times.leave();
    byte[] result = packed == 0 ? null : taken(guest, packed);
    if (release != null) {
      release.invokeExact(input, length, memory, instance);
    }
    refusal = Refusal.FUNCTION;
    return result;
  }

  private byte[] taken(Guest guest, long packed) {
    return packed == FunctionForms.EMPTY ? NONE : EndiveBytesCall.copy(guest, packed, resultLimit);
  }

  @Override
  public Refusal refusal() {
    return refusal;
  }
}
