package io.github.wasmudf;

/**
 * What the statistics of calls do, without the calls. In the package of what it measures: nobody
 * else may count. Left out: finding out where a call's time went, of one row in 4,096.
 */
public final class CountingAlone {
  private final CallCounter counter = new CallCounter();
  private final boolean bytes;

  /**
   * Those of one function.
   *
   * @param bytes whether its calls move bytes, which are counted, too; numbers are none
   */
  public CountingAlone(boolean bytes) {
    this.bytes = bytes;
  }

  /** As for a row. */
  public void row() {
    long began = counter.begin();
    if (bytes) {
      counter.moved(16, 16);
    }
    counter.end(began, null);
  }

  /** As for rows that are called together. */
  public void batch(int rows) {
    long began = counter.beginRows(rows);
    if (bytes) {
      counter.moved(16L * rows, 16L * rows);
    }
    counter.endRows(began, rows, null, null);
  }

  /** How many rows. */
  public long rows() {
    return counter.answered();
  }
}
