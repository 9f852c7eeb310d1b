package io.github.wasmudf.engine.endive;

import io.github.wasmudf.engine.CallTimes;
import io.github.wasmudf.engine.NumberRows;
import io.github.wasmudf.engine.NumbersCall;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;

/**
 * An export of numbers through a handle on the generated method. Arguments and result of a single
 * row wait in fields, so that it needs no object.
 */
final class EndiveNumbersCall implements NumbersCall, GuestCode<Object> {
  private static final byte[] NONE = {};

  private final EndiveInstance owner;
  private final CallTimes times;
  private final int parameters;

  /**
   * Of type {@code (long, long, long, long, Memory, Instance) long}, or {@code (long[], Memory,
   * Instance) long} where there are more parameters.
   */
  private final MethodHandle function;

  private long first;
  private long second;
  private long third;
  private long fourth;
  private long @Nullable [] many;
  private long result;

  EndiveNumbersCall(EndiveInstance owner, int parameters, MethodHandle function) {
    this.owner = owner;
    this.times = owner.times();
    this.parameters = parameters;
    this.function = function;
  }

  @Override
  public long call(long a, long b, long c, long d) {
    first = a;
    second = b;
    third = c;
    fourth = d;
    return run();
  }

  @Override
  public long call(long[] arguments) {
    if (parameters > FEW) {
      many = arguments;
      return run();
    }
    return call(at(arguments, 0), at(arguments, 1), at(arguments, 2), at(arguments, 3));
  }

  private static long at(long[] arguments, int index) {
    return index < arguments.length ? arguments[index] : 0;
  }

  private long run() {
    try {
      owner.run(this, NONE, NONE);
      return result;
    } catch (StackOverflowError beforeItBegan) {
      throw owner.faults.noStack;
    }
  }

  /** One row, as {@link EndiveInstance} runs it. */
  @Override
  public @Nullable Object run(byte[] head, byte[] data) throws Throwable {
    Guest guest = owner.guest();
    Instance instance = guest.instance();
    Memory memory = instance.memory();
    times.enter();
    result =
        parameters > FEW
            ? (long) function.invokeExact(many, memory, instance)
            : (long) function.invokeExact(first, second, third, fourth, memory, instance);
    times.leave();
    return null;
  }

  @Override
  public void callRows(NumberRows rows, long memoryBound) {
    GuestCode<Object> code =
        (head, data) -> {
          times.enter();
          if (parameters > FEW) {
            runMany(rows, memoryBound);
          } else {
            runFew(rows, memoryBound);
          }
          times.leave();
          return null;
        };
    try {
      owner.run(code, NONE, NONE);
    } catch (StackOverflowError beforeItBegan) {
      throw owner.faults.noStack;
    }
  }

  private void runFew(NumberRows rows, long memoryBound) throws Throwable {
    Guest guest = owner.guest();
    Instance instance = guest.instance();
    Memory memory = instance.memory();
    long[] results = rows.results();
    long[] a = column(rows, 0);
    long[] b = column(rows, 1);
    long[] c = column(rows, 2);
    long[] d = column(rows, 3);
    boolean more = true;
    for (int row = rows.done(); more && row < rows.size(); row = rows.done()) {
      results[row] = (long) function.invokeExact(a[row], b[row], c[row], d[row], memory, instance);
      rows.doneBefore(row + 1);
      more = owner.mayRunNext(guest, memoryBound);
    }
  }

  /** What is read there is ignored where the export has fewer parameters. */
  private static long[] column(NumberRows rows, int parameter) {
    return parameter < rows.parameters() ? rows.arguments(parameter) : rows.results();
  }

  private void runMany(NumberRows rows, long memoryBound) throws Throwable {
    Guest guest = owner.guest();
    Instance instance = guest.instance();
    Memory memory = instance.memory();
    long[] arguments = new long[parameters];
    boolean more = true;
    for (int row = rows.done(); more && row < rows.size(); row = rows.done()) {
      for (int i = 0; i < parameters; i++) {
        arguments[i] = rows.arguments(i)[row];
      }
      rows.results()[row] = (long) function.invokeExact(arguments, memory, instance);
      rows.doneBefore(row + 1);
      more = owner.mayRunNext(guest, memoryBound);
    }
  }
}
