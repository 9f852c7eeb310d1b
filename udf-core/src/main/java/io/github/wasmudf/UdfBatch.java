package io.github.wasmudf;

import io.github.wasmudf.engine.RowBatch;
import io.github.wasmudf.host.UntrustedReader;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Rows that are called together, in order: inputs first, then their results. Made once and used
 * again after {@link #clear}; one thread at a time.
 *
 * <p>A row that fails ends the calling: the rows before it have their results, and so have none
 * behind it. So whoever reads in order, and stops where SQL stops, meets the failure only when its
 * row is reached.
 *
 * <p>So does a row behind which the results are large together: then nothing has failed, and the
 * {@link #rest} can be called when those before are read.
 */
public final class UdfBatch {
  /** Results that are larger together wait for their reader. */
  private static final long MOST_RESULT_BYTES = 16L << 20;

  private final byte[] @Nullable [] inputs;
  private final @Nullable Object[] results;
  private final Rows rows = new Rows();
  private int size;
  private int done;
  private int called;
  private long inputBytes;
  private long resultBytes;
  private long calledBytes;
  private boolean asText;
  private boolean hasNulls;
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
    called = 0;
    inputBytes = 0;
    resultBytes = 0;
    calledBytes = 0;
    failure = null;
  }

  /**
   * A batch of the rows from one on, none of which is done.
   *
   * @param from at most {@link #done}, or the row behind the one that failed
   */
  public UdfBatch rest(int from) {
    UdfBatch rest = new UdfBatch(size - from);
    for (int row = from; row < size; row++) {
      rest.add(inputs[row]);
    }
    return rest;
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
    } else if (done == size - 1) {
      done = size;
    }
  }

  /** What a row is called with; null for NULL, and where there is no such row. */
  byte @Nullable [] input(int row) {
    return row < size ? inputs[row] : null;
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

  /** The length of all results together, so far. */
  long resultBytes() {
    return resultBytes;
  }

  /** The length of the inputs of those that have answered. */
  long calledBytes() {
    return calledBytes;
  }

  /** Whether so many bytes of results are enough to wait for their reader. */
  static boolean isMuch(long bytes) {
    return bytes >= MOST_RESULT_BYTES;
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

  /** How many rows were called and have answered. */
  int called() {
    return called;
  }

  /** Whether a row is due. */
  boolean isOpen() {
    return done < size && failure == null && !isMuch(resultBytes);
  }

  /**
   * The rows as an engine sees them, which answers text or bytes.
   *
   * @param withNulls whether a JSON {@code null} is NULL
   */
  RowBatch rows(boolean text, boolean withNulls) {
    asText = text;
    hasNulls = withNulls;
    return rows;
  }

  /**
   * The row that is due has failed, and ends the calling; of several failures the first counts.
   * Where all are done it is the last: somebody must hear of it.
   */
  void fail(UdfException why) {
    if (failure == null) {
      failure = why;
      if (done == size && called > 0) {
        takeBack();
      }
    }
  }

  private void takeBack() {
    int last = size - 1;
    while (inputs[last] == null) {
      last--;
    }
    results[last] = null;
    done = last;
    called--;
  }

  /** Takes the failure back: the row is due again. */
  void forgive() {
    failure = null;
  }

  /** The failure, its message preceded by the plugin it is about. */
  void failureIsAbout(String plugin) {
    if (failure != null) {
      failure = failure.about(plugin);
    }
  }

  private void answer(@Nullable Object result) {
    byte[] input = inputs[done];
    calledBytes += input == null ? 0 : input.length;
    results[done++] = result;
    called++;
    while (done < size && inputs[done] == null) {
      done++;
    }
  }

  private final class Rows implements RowBatch {
    @Override
    public int size() {
      return size;
    }

    @Override
    public int done() {
      return done;
    }

    @Override
    public byte @Nullable [] input(int row) {
      return inputs[row];
    }

    @Override
    public boolean answer(byte[] bytes, int offset, int length) {
      return asText
          ? answerText(bytes, offset, length)
          : answerBytes(Arrays.copyOfRange(bytes, offset, offset + length));
    }

    @Override
    public boolean answer(byte[] bytes) {
      return asText ? answerText(bytes, 0, bytes.length) : answerBytes(bytes);
    }

    private boolean answerBytes(byte[] own) {
      resultBytes += own.length;
      UdfBatch.this.answer(hasNulls && JsonNull.is(own) ? null : own);
      return isOpen();
    }

    private boolean answerText(byte[] bytes, int offset, int length) {
      resultBytes += length;
      try {
        UdfBatch.this.answer(
            hasNulls && JsonNull.is(bytes, offset, length)
                ? null
                : UntrustedReader.text("result", bytes, offset, length));
      } catch (UdfException noText) {
        fail(noText);
      }
      return isOpen();
    }
  }
}
