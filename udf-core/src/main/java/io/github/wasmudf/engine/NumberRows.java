package io.github.wasmudf.engine;

import java.util.Arrays;

/**
 * Columns of numbers that an export is called with row by row, and columns of its results. A number
 * is its raw bits: an i32 in the low half, an f32 and an f64 as their IEEE bits; a result that
 * takes half has zeros in the other. Used by one thread at a time.
 */
public final class NumberRows {
  private final long[][] arguments;
  private final long[][] results;
  private final boolean[] skipped;
  private int size;
  private int done;
  private int skippedCount;

  /** Rows of so many arguments and one result, at most so many. */
  public NumberRows(int parameters, int capacity) {
    this(parameters, 1, capacity);
  }

  /** Rows of so many arguments and so many results, at most so many. */
  public NumberRows(int parameters, int resultCount, int capacity) {
    arguments = new long[parameters][capacity];
    results = new long[resultCount][capacity];
    skipped = new boolean[capacity];
  }

  /** Forgets all rows and lays out others, whose arguments are written into the columns. */
  public void reset(int rows) {
    if (rows > skipped.length) {
      throw new IllegalArgumentException(rows + " rows in place of " + skipped.length);
    }
    if (skippedCount > 0) {
      Arrays.fill(skipped, 0, size, false);
      skippedCount = 0;
    }
    size = rows;
    done = 0;
  }

  /** A row of which nothing is called; before any row is. */
  public void skip(int row) {
    if (!skipped[row]) {
      skipped[row] = true;
      skippedCount++;
    }
    pass();
  }

  private void pass() {
    while (done < size && skipped[done]) {
      done++;
    }
  }

  /** How many arguments a row has. */
  public int parameters() {
    return arguments.length;
  }

  /** The most rows there can be. */
  public int capacity() {
    return skipped.length;
  }

  /** How many rows there are. */
  public int size() {
    return size;
  }

  /** The row whose result is due, never a skipped one; {@link #size} when none is. */
  public int done() {
    return done;
  }

  /** One column of arguments, to be written and read in place. */
  public long[] arguments(int parameter) {
    return arguments[parameter];
  }

  /** The column of results, or of the first of several. */
  public long[] results() {
    return results[0];
  }

  /** How many results a row has. */
  public int resultCount() {
    return results.length;
  }

  /** The column of one of several results. */
  public long[] results(int result) {
    return results[result];
  }

  /** Whether nothing of a row is called. */
  public boolean isSkipped(int row) {
    return skipped[row];
  }

  /** How many rows are skipped. */
  public int skippedCount() {
    return skippedCount;
  }

  /** The results of the rows before that one are there. */
  public void doneBefore(int row) {
    done = row;
    if (skippedCount > 0) {
      pass();
    }
  }

  /** Where all rows are done: the last of those that are called is due again. */
  public void takeBack() {
    int last = size - 1;
    while (last > 0 && skipped[last]) {
      last--;
    }
    done = Math.max(0, last);
  }

  /** How many rows were called and are done. */
  public int called() {
    int called = done;
    for (int row = 0; skippedCount > 0 && row < done; row++) {
      called -= skipped[row] ? 1 : 0;
    }
    return called;
  }
}
