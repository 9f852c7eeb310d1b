package io.github.wasmudf.engine.wasmtime;

import static io.github.wasmudf.engine.ControlLayout.*;
import static io.github.wasmudf.engine.NumberLoop.COLUMN_BYTES;
import static io.github.wasmudf.engine.NumberLoop.MAX_ROWS;

import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.NumberRows;
import io.github.wasmudf.engine.NumbersCall;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;

/**
 * Columns of numbers in the control memory, as a {@link io.github.wasmudf.engine.NumberLoop} finds
 * them. As thread-safe, and as dangerous, as {@link ControlBlock}.
 */
final class ControlColumns {
  private static final long[] NOTHING = {};

  private final ControlBlock control;
  private final int parameters;
  private final int results;

  /** Where rows that are not skipped come together. */
  private long[] gathered = NOTHING;

  /**
   * Columns for so many arguments and results.
   *
   * @throws UdfException {@code MEMORY_LIMIT} when the machine has no room for them
   */
  ControlColumns(ControlBlock control, int parameters, int results) {
    this.control = control;
    this.parameters = parameters;
    this.results = results;
    control.room(at((long) parameters + results));
  }

  private static long at(long column) {
    return DATA + column * COLUMN_BYTES;
  }

  private int resultsAt(int result) {
    return (int) at(parameters + (long) result);
  }

  /** One row. */
  void lay(long first, long second, long third, long fourth) {
    ByteBuffer buffer = control.buffer();
    if (parameters > 0) {
      buffer.putLong(DATA, first);
    }
    if (parameters > 1) {
      buffer.putLong(DATA + COLUMN_BYTES, second);
    }
    if (parameters > 2) {
      buffer.putLong(DATA + 2 * COLUMN_BYTES, third);
    }
    if (parameters == NumbersCall.FEW) {
      buffer.putLong(DATA + 3 * COLUMN_BYTES, fourth);
    }
    begin(buffer, 1);
  }

  /** One row. */
  void lay(long[] arguments) {
    ByteBuffer buffer = control.buffer();
    for (int i = 0; i < parameters; i++) {
      buffer.putLong((int) at(i), arguments[i]);
    }
    begin(buffer, 1);
  }

  private static void begin(ByteBuffer buffer, int count) {
    buffer.putInt(ROW_COUNT, count);
    buffer.putInt(CURRENT_ROW, 0);
  }

  /** The result of the one row, or the first of several. */
  long result() {
    return control.buffer().getLong(resultsAt(0));
  }

  /** As many rows as a run takes, from the one that is due on; those to be skipped are left out. */
  void lay(NumberRows rows) {
    ByteBuffer buffer = control.buffer();
    int end = endOfRun(rows);
    int count = 0;
    for (int i = 0; i < parameters; i++) {
      count = put(buffer, (int) at(i), rows, rows.arguments(i), end);
    }
    begin(buffer, parameters == 0 ? gather(rows, rows.results(), end) : count);
  }

  private static int endOfRun(NumberRows rows) {
    return Math.min(rows.size(), rows.done() + MAX_ROWS);
  }

  private int put(ByteBuffer buffer, int at, NumberRows rows, long[] column, int end) {
    if (rows.skippedCount() == 0) {
      int count = end - rows.done();
      longs(buffer, at).put(column, rows.done(), count);
      return count;
    }
    int count = gather(rows, column, end);
    longs(buffer, at).put(gathered, 0, count);
    return count;
  }

  private int gather(NumberRows rows, long[] column, int end) {
    if (gathered.length == 0) {
      gathered = new long[MAX_ROWS];
    }
    int count = 0;
    for (int row = rows.done(); row < end; row++) {
      if (!rows.isSkipped(row)) {
        gathered[count++] = column[row];
      }
    }
    return count;
  }

  private static LongBuffer longs(ByteBuffer buffer, int at) {
    return buffer.asLongBuffer().position((at - DATA) / Long.BYTES + DATA / Long.BYTES);
  }

  /** Gives the results of the rows that are done. */
  void answer(NumberRows rows) {
    ByteBuffer buffer = control.buffer();
    int done = control.currentRow();
    if (done == 0) {
      return;
    }
    int end = rows.done() + done;
    for (int result = 0; result < results; result++) {
      LongBuffer column = longs(buffer, resultsAt(result));
      if (rows.skippedCount() == 0) {
        column.get(rows.results(result), rows.done(), done);
      } else {
        end = scatter(column, rows, rows.results(result), done);
      }
    }
    rows.doneBefore(end);
  }

  /** Answers the row behind the last that has a result. */
  private static int scatter(LongBuffer from, NumberRows rows, long[] to, int done) {
    int row = rows.done();
    for (int left = done; left > 0; row++) {
      if (!rows.isSkipped(row)) {
        to[row] = from.get();
        left--;
      }
    }
    return row;
  }
}
