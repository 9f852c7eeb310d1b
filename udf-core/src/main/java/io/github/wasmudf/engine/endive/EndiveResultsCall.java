package io.github.wasmudf.engine.endive;

import io.github.wasmudf.engine.FunctionType;
import io.github.wasmudf.engine.NumberRows;
import io.github.wasmudf.engine.NumbersCall;
import io.github.wasmudf.engine.ValueType;
import java.util.Arrays;
import run.endive.runtime.ExportFunction;

/**
 * An export of numbers that answers several. Endive's generated method puts them into an array of
 * its own, as its export does, so that a handle would save nothing.
 */
final class EndiveResultsCall implements NumbersCall {
  private static final byte[] NONE = {};

  private final EndiveInstance owner;
  private final ExportFunction export;
  private final int parameters;

  /** The bits that each result has. */
  private final long[] masks;

  EndiveResultsCall(EndiveInstance owner, ExportFunction export, FunctionType type) {
    this.owner = owner;
    this.export = export;
    this.parameters = type.parameters().size();
    this.masks = type.results().stream().mapToLong(EndiveResultsCall::mask).toArray();
  }

  private static long mask(ValueType type) {
    return type == ValueType.I32 || type == ValueType.F32 ? 0xffff_ffffL : -1;
  }

  @Override
  public long call(long first, long second, long third, long fourth) {
    return call(Arrays.copyOf(new long[] {first, second, third, fourth}, parameters));
  }

  @Override
  public long call(long[] arguments) {
    NumberRows row = new NumberRows(parameters, masks.length, 1);
    row.reset(1);
    for (int i = 0; i < parameters; i++) {
      row.arguments(i)[0] = arguments[i];
    }
    callRows(row, Long.MAX_VALUE);
    return row.results()[0];
  }

  @Override
  public void callRows(NumberRows rows, long memoryBound) {
    GuestCode<Object> code =
        (head, data) -> {
          run(rows, memoryBound);
          return null;
        };
    try {
      owner.run(code, NONE, NONE);
    } catch (StackOverflowError beforeItBegan) {
      throw owner.faults.noStack;
    }
  }

  private void run(NumberRows rows, long memoryBound) {
    Guest guest = owner.guest();
    owner.times().enter();
    long[] arguments = new long[parameters];
    boolean more = true;
    for (int row = rows.done(); more && row < rows.size(); row = rows.done()) {
      for (int i = 0; i < parameters; i++) {
        arguments[i] = rows.arguments(i)[row];
      }
      long[] answers = export.apply(arguments);
      for (int i = 0; i < masks.length; i++) {
        rows.results(i)[row] = answers[i] & masks[i];
      }
      rows.doneBefore(row + 1);
      more = owner.mayRunNext(guest, memoryBound);
    }
    owner.times().leave();
  }
}
