package io.github.wasmudf.engine;

import org.jspecify.annotations.Nullable;

/**
 * Rows that are called together, as an engine sees them: it takes inputs from {@link #done} on, and
 * gives their results in the same order. Used by the thread that calls.
 */
public interface RowBatch {
  /** How many rows there are. */
  int size();

  /**
   * The row whose result is due: it has an input. Equal to {@link #size} when none is due any more.
   */
  int done();

  /** The input of a row, not to be changed; null for a row that is not called at all. */
  byte @Nullable [] input(int row);

  /** The state that a row is about, where the function's form {@code hasState}. */
  default int state(int row) {
    return 0;
  }

  /**
   * The result of the row that is due, in a part of an array that the engine uses again.
   *
   * @return whether another row is due; not so after a result that is no text where text is wanted
   */
  boolean answer(byte[] bytes, int offset, int length);

  /** The same with an array that the engine gives away. */
  boolean answer(byte[] bytes);
}
