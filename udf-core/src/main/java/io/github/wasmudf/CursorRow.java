package io.github.wasmudf;

import io.github.wasmudf.engine.RowBatch;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One call about a cursor, which needs no input. Used once. */
final class CursorRow implements RowBatch {
  private final int cursor;
  private byte @Nullable [] result;

  CursorRow(int cursor) {
    this.cursor = cursor;
  }

  /** What was answered, in an array of its own; null where nothing was. */
  byte @Nullable [] result() {
    return result;
  }

  @Override
  public int size() {
    return 1;
  }

  @Override
  public int done() {
    return result == null ? 0 : 1;
  }

  @Override
  public byte[] input(int row) {
    return CursorHome.NOTHING;
  }

  @Override
  public int state(int row) {
    return cursor;
  }

  @Override
  public boolean answer(byte[] from, int offset, int length) {
    return answer(Arrays.copyOfRange(from, offset, offset + length));
  }

  @Override
  public boolean answer(byte[] own) {
    result = own;
    return false;
  }
}
