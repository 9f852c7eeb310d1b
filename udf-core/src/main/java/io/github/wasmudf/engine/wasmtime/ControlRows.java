package io.github.wasmudf.engine.wasmtime;

import static io.github.wasmudf.engine.ControlLayout.*;

import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.RowBatch;
import java.nio.ByteBuffer;

/**
 * Rows on their way through the control memory. As thread-safe, and as dangerous, as {@link
 * ControlBlock}.
 *
 * <p>Short rows cross in a stage of ours, many in one copy: what it costs to begin one would be
 * more than to copy them.
 */
final class ControlRows {
  /** Inputs begin here or later; a result begins at a multiple of it behind them. */
  private static final int ALIGNMENT = 16;

  /**
   * What the inputs of a run may take together, unless there is one only; and the results, but for
   * the last. The crossing is as good as free beside so many bytes, and they stay in the cache.
   */
  private static final int RUN_BYTES = 256 << 10;

  private static final int STAGE_BYTES = 16 << 10;
  private static final int SHORT_BYTES = STAGE_BYTES / 8;
  private static final byte[] NOTHING = {};

  private final ControlBlock control;
  private final boolean states;
  private byte[] stage = NOTHING;

  /** Where in the control memory the staged bytes belong. */
  private int stageFrom;

  private int staged;

  /**
   * Rows of one call.
   *
   * @param states whether each row is about a state in the guest
   */
  ControlRows(ControlBlock control, boolean states) {
    this.control = control;
    this.states = states;
  }

  /**
   * Lays out one row.
   *
   * @throws UdfException {@code MEMORY_LIMIT} when the machine has no room for it
   */
  void lay(byte[] head, byte[] data) {
    int length = head.length + data.length;
    long end = (long) DATA + length;
    ByteBuffer buffer = control.room(end + SPARE_BYTES);
    put(buffer, DATA, head, data);
    record(buffer, 0, DATA, length);
    begin(buffer, 1, (int) end, Long.MAX_VALUE);
  }

  /** Says how long one row is that does not come through here. */
  void announce(int length) {
    ByteBuffer buffer = control.buffer();
    record(buffer, 0, DATA, length);
    begin(buffer, 1, DATA, Long.MAX_VALUE);
  }

  /**
   * Lays out rows of a batch from the one that is due on, as many as one run takes.
   *
   * @throws UdfException {@code MEMORY_LIMIT} when the machine has no room for the first
   */
  void lay(byte[] head, RowBatch rows, long memoryBound) {
    prepareStage();
    int count = 0;
    long at = DATA;
    for (int row = rows.done(); row < rows.size() && count < MAX_ROWS; row++) {
      byte[] data = rows.input(row);
      if (data != null) {
        long end = at + head.length + data.length;
        // It has a run of its own, which cannot say which state it is about.
        boolean isLarge = !states && end - at >= LargeRow.LEAST_BYTES;
        if (isLarge || !fits(count, end)) {
          break;
        }
        ByteBuffer buffer = control.buffer();
        stage(buffer, (int) at, head, data);
        record(buffer, count, (int) at, (int) (end - at));
        if (states) {
          buffer.putInt(ROWS + count * ROW_BYTES + ROW_STATE, rows.state(row));
        }
        count++;
        at = end;
      }
    }
    ByteBuffer buffer = control.buffer();
    flush(buffer);
    begin(buffer, count, (int) at, memoryBound);
  }

  /** Whether a row that would end there belongs to the run; the first has to. */
  private boolean fits(int count, long end) {
    if (count == 0) {
      control.room(end + SPARE_BYTES);
      return true;
    }
    return end <= DATA + RUN_BYTES
        && (end + SPARE_BYTES <= control.buffer().capacity()
            || control.hasRoom(DATA + RUN_BYTES + SPARE_BYTES));
  }

  private static void record(ByteBuffer buffer, int row, int at, int length) {
    buffer.putLong(ROWS + row * ROW_BYTES + ROW_INPUT_AT, (long) length << 32 | at);
  }

  private static void begin(ByteBuffer buffer, int count, int end, long memoryBound) {
    int outputAt = (end + ALIGNMENT - 1) & -ALIGNMENT;
    buffer.putInt(ROW_COUNT, count);
    buffer.putInt(CURRENT_ROW, 0);
    buffer.putInt(STATUS, STATUS_NONE);
    buffer.putInt(OUTPUT_AT, outputAt);
    buffer.putInt(OUTPUT_BOUND, outputAt + RUN_BYTES);
    buffer.putInt(PAGES_BOUND, ControlBlock.pages(memoryBound));
  }

  private void prepareStage() {
    if (stage.length == 0) {
      stage = new byte[STAGE_BYTES];
    }
    staged = 0;
  }

  private void stage(ByteBuffer buffer, int at, byte[] head, byte[] data) {
    int length = head.length + data.length;
    if (length > SHORT_BYTES) {
      flush(buffer);
      put(buffer, at, head, data);
      return;
    }
    if (staged + length > STAGE_BYTES) {
      flush(buffer);
    }
    if (staged == 0) {
      stageFrom = at;
    }
    if (head.length > 0) {
      System.arraycopy(head, 0, stage, staged, head.length);
    }
    System.arraycopy(data, 0, stage, staged + head.length, data.length);
    staged += length;
  }

  private void flush(ByteBuffer buffer) {
    if (staged > 0) {
      buffer.put(stageFrom, stage, 0, staged);
      staged = 0;
    }
  }

  private static void put(ByteBuffer buffer, int at, byte[] head, byte[] data) {
    if (head.length > 0) {
      buffer.put(at, head);
    }
    buffer.put(at + head.length, data);
  }

  /** The length of the result of the one row, which the driver has checked. */
  int outputLength() {
    return lengthOf(outputOf(control.buffer(), 0));
  }

  /** Copies that result to the beginning of an array. */
  void copyOutput(byte[] to, int length) {
    int at = (int) outputOf(control.buffer(), 0);
    control.results().get(at, to, 0, length);
  }

  /** Gives the results of the rows that are done to their batch, until it wants no more. */
  void answer(RowBatch rows) {
    ByteBuffer buffer = control.results();
    int done = control.currentRow();
    int end = buffer.getInt(OUTPUT_AT);
    staged = 0;
    for (int row = 0; row < done; row++) {
      if (!answer(rows, buffer, outputOf(buffer, row), end)) {
        return;
      }
    }
  }

  private boolean answer(RowBatch rows, ByteBuffer buffer, long range, int end) {
    int at = (int) range;
    int length = lengthOf(range);
    if (length > SHORT_BYTES) {
      byte[] result = new byte[length];
      buffer.get(at, result);
      return rows.answer(result);
    }
    if (staged == 0 || at + length > stageFrom + staged) {
      stageFrom = at;
      staged = Math.min(STAGE_BYTES, end - at);
      buffer.get(at, stage, 0, staged);
    }
    return rows.answer(stage, at - stageFrom, length);
  }

  private static long outputOf(ByteBuffer buffer, int row) {
    return buffer.getLong(ROWS + row * ROW_BYTES + ROW_OUTPUT_AT);
  }

  private static int lengthOf(long range) {
    return (int) (range >>> 32);
  }
}
