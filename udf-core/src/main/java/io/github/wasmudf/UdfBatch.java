package io.github.wasmudf;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Rows that are called together, in order: inputs first, then their results. Made once and used
 * again after {@link #clear}; one thread at a time.
 *
 * <p>A row that fails ends the calling: the rows before it have their results, those behind it have
 * not been called. So whoever reads in order, and stops where SQL stops, meets the failure only
 * when its row is reached.
 */
public final class UdfBatch {
  private final byte[] @Nullable [] inputs;
  private final @Nullable Object[] results;
  private int size;
  private int done;
  private long inputBytes;
  private @Nullable UdfException failure;

  /** A batch of at most so many rows. */
  public UdfBatch(int capacity) {
    inputs = new byte[capacity][];
    results = new Object[capacity];
  }

  /** Forgets all rows. */
  public void clear() {
    Arrays.fill(inputs, 0, size, null);
    Arrays.fill(results, 0, size, null);
    size = 0;
    done = 0;
    inputBytes = 0;
    failure = null;
  }

  /**
   * Adds a row.
   *
   * @param input not changed, kept until {@link #clear}; null for NULL, whose result is NULL
   *     without a call
   */
  public void add(byte @Nullable [] input) {
    inputs[size++] = input;
    if (input != null) {
      inputBytes += input.length;
    }
  }

  /** How many rows were added. */
  public int size() {
    return size;
  }

  /** Whether another row has room. */
  public boolean isFull() {
    return size == inputs.length;
  }

  /** The length of all inputs together. */
  public long inputBytes() {
    return inputBytes;
  }

  /** How many rows have their result: all those before this one. */
  public int done() {
    return done;
  }

  /** The result of a row before {@link #done}: a String or a byte array, or null for NULL. */
  public @Nullable Object result(int row) {
    return results[row];
  }

  /** Why the row {@link #done} has none, or null where none failed. */
  public @Nullable UdfException failure() {
    return failure;
  }

  byte @Nullable [] input(int row) {
    return inputs[row];
  }

  /** The next row is done. */
  void answer(@Nullable Object result) {
    results[done++] = result;
  }

  /** The next row has failed, and ends the calling. */
  void fail(UdfException why) {
    failure = why;
  }
}
