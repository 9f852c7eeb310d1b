package io.github.wasmudf;

/**
 * How many rows are to be called together, where nobody knows how many will be read: one at first,
 * then four times as many while they are quick and small. So the first row costs one call, and a
 * slow plugin is not asked for what nobody may read. Used by one thread.
 */
public final class BatchSize {
  /** Beyond that a crossing is no part of a row's cost any more. */
  public static final int MOST_ROWS = 1_024;

  /** Of inputs, or of results, in one batch, if it has more than one row. */
  private static final long MOST_BYTES = 1L << 20;

  /** A batch that takes longer gains nothing by having more rows. */
  private static final long LONG_NANOS = 2_000_000;

  private static final int GROWTH = 4;

  private int rows = 1;

  /** The most rows of the next batch, from 1 to {@link #MOST_ROWS}. */
  public int rows() {
    return rows;
  }

  /** Whether a batch whose inputs have so many bytes is to end, however few its rows are. */
  public boolean isFull(long inputBytes) {
    return inputBytes >= MOST_BYTES;
  }

  /**
   * A batch was called.
   *
   * @param called how many rows it had
   * @param nanos that it took
   * @param resultBytes how long the results are together, in bytes or characters
   */
  public void took(int called, long nanos, long resultBytes) {
    if (nanos > LONG_NANOS || resultBytes > MOST_BYTES) {
      rows = Math.max(1, called / GROWTH);
    } else if (called == rows
        && rows < MOST_ROWS
        && nanos < LONG_NANOS / GROWTH
        && resultBytes < MOST_BYTES / GROWTH) {
      rows *= GROWTH;
    }
  }
}
