package io.github.wasmudf;

import io.github.wasmudf.engine.RowBatch;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Rows on their way to states in a guest, each with the place of its state. Made once and used
 * again after {@link #clear}; one thread at a time.
 */
final class StateRows implements RowBatch {
  /** Grows to this; the crossing is as good as free beside so many. */
  private static final int MOST_ROWS = 2_048;

  private static final int FIRST_ROWS = 32;
  private static final long MOST_BYTES = 256 << 10;
  private static final byte[] NONE = {};

  private byte[] @Nullable [] inputs = new byte[1][];
  private StateHome.@Nullable Place[] places = new StateHome.Place[1];
  private int capacity = FIRST_ROWS;
  private int size;
  private int done;
  private long bytes;
  private byte @Nullable [] result;
  private boolean hasFailed;
  private UdfError error = UdfError.REFUSED;

  /** Adds a row without an input. */
  void add(StateHome.Place place) {
    add(place, NONE);
  }

  /** Adds a row. */
  void add(StateHome.Place place, byte[] input) {
    if (size == inputs.length) {
      int more = Math.min(MOST_ROWS, Math.max(FIRST_ROWS, 2 * size));
      inputs = Arrays.copyOf(inputs, more);
      places = Arrays.copyOf(places, more);
    }
    inputs[size] = input;
    places[size++] = place;
    bytes += input.length;
  }

  /** Whether the rows shall cross before there are more. */
  boolean isFull() {
    return size >= capacity || bytes >= MOST_BYTES;
  }

  /** Forgets all rows; more of them have room from now on. */
  void clear() {
    Arrays.fill(inputs, 0, size, null);
    Arrays.fill(places, 0, size, null);
    if (size >= capacity) {
      capacity = Math.min(MOST_ROWS, 2 * capacity);
    }
    size = 0;
    done = 0;
    bytes = 0;
    result = null;
    hasFailed = false;
    error = UdfError.REFUSED;
  }

  /** The row that is due has failed; it counts as done. */
  void fail(UdfException why) {
    if (!hasFailed) {
      hasFailed = true;
      error = why.error();
    }
    StateHome.Place place = places[done++];
    if (place != null) {
      place.fail(why);
    }
  }

  /** All rows that are not done have failed. */
  void failRest(UdfException why) {
    while (done < size) {
      fail(why);
    }
  }

  /** The length of all inputs together. */
  long bytes() {
    return bytes;
  }

  /** What came of the first row that failed. */
  UdfError error() {
    return error;
  }

  /** The last result, in an array of its own. */
  byte @Nullable [] result() {
    return result;
  }

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
  public int state(int row) {
    StateHome.Place place = places[row];
    return place == null ? 0 : place.number();
  }

  @Override
  public boolean answer(byte[] from, int offset, int length) {
    return answer(length == 0 ? NONE : Arrays.copyOfRange(from, offset, offset + length));
  }

  @Override
  public boolean answer(byte[] own) {
    result = own;
    done++;
    return done < size;
  }
}
