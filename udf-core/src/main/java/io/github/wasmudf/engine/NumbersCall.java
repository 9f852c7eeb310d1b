package io.github.wasmudf.engine;

import io.github.wasmudf.UdfException;

/**
 * An export of numbers, bound to one instance. Numbers travel as raw bits, see {@link NumberRows},
 * which has room for several results; a call of one row answers the first.
 *
 * <p>Used by the one thread that has the instance. An exception means that the instance is used up.
 */
public interface NumbersCall {
  /** So many arguments fit {@link #call(long, long, long, long)}. */
  int FEW = 4;

  /**
   * One row of up to {@link #FEW} arguments; those beyond the export's parameters are ignored.
   *
   * @throws UdfException a trap or a limit
   */
  long call(long first, long second, long third, long fourth);

  /**
   * One row of as many arguments as the export has parameters.
   *
   * @param arguments not kept
   */
  long call(long[] arguments);

  /**
   * Rows from the one that is due on, as far as one run leads: see {@link BytesCall#callRows}. The
   * time limit is each row's.
   *
   * @param memoryBound a guest whose memory is larger, in bytes, is looked after before it gets
   *     many further rows
   */
  void callRows(NumberRows rows, long memoryBound);
}
