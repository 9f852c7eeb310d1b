package io.github.wasmudf;

import io.github.wasmudf.engine.NumberRows;
import org.jspecify.annotations.Nullable;

/**
 * Rows of numbers that a {@link NumericFunction} is called with together, in columns: arguments
 * first, then results. Made once and used again; one thread at a time. A number is its raw bits,
 * see {@link NumericFunction}.
 *
 * <pre>{@code
 * batch.begin(rows);
 * for each parameter: write batch.arguments(parameter)[0 .. rows)
 * batch.setNull(row) where a row's result is NULL without a call
 * function.call(batch);
 * read batch.results()[0 .. batch.done()), and batch.failure()
 * }</pre>
 *
 * <p>A row that fails ends the calling, as in {@link UdfBatch}.
 */
public final class NumberBatch {
  private final NumberRows rows;
  private @Nullable UdfException failure;

  /** A batch of at most so many rows of so many arguments and one result each. */
  public NumberBatch(int parameters, int capacity) {
    this(parameters, 1, capacity);
  }

  /** The same of so many results each. */
  public NumberBatch(int parameters, int results, int capacity) {
    rows = new NumberRows(parameters, results, capacity);
  }

  /** Forgets all rows and begins with so many others, none of them NULL. */
  public void begin(int count) {
    rows.reset(count);
    failure = null;
  }

  /** One column of arguments, to be written in place; as long as the batch can be. */
  public long[] arguments(int parameter) {
    return rows.arguments(parameter);
  }

  /** A row whose result is NULL without a call; to be said before the call. */
  public void setNull(int row) {
    rows.skip(row);
  }

  /** Whether a row's result is NULL. */
  public boolean isNull(int row) {
    return rows.isSkipped(row);
  }

  /** How many rows there are. */
  public int size() {
    return rows.size();
  }

  /** The most rows there can be. */
  public int capacity() {
    return rows.capacity();
  }

  /** How many rows have their result: all those before this one. */
  public int done() {
    return rows.done();
  }

  /** The column of results; that of a row that is NULL means nothing. */
  public long[] results() {
    return rows.results();
  }

  /** The column of one of several results. */
  public long[] results(int result) {
    return rows.results(result);
  }

  /** Why the row {@link #done} has no result, or null where none failed. */
  public @Nullable UdfException failure() {
    return failure;
  }

  NumberRows rows() {
    return rows;
  }

  boolean isOpen() {
    return rows.done() < rows.size() && failure == null;
  }

  /** The row that failed is NULL, and those behind it are due. */
  void forgive() {
    failure = null;
    rows.skip(rows.done());
  }

  /** The row that is due has failed; where all are done it is the last that is called. */
  void fail(UdfException why) {
    failure = why;
    if (rows.done() == rows.size()) {
      rows.takeBack();
    }
  }
}
