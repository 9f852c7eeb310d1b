package io.github.wasmudf;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How long rows took, as counts of rows by time: eight steps to a doubling, so that what is told of
 * them is right to 9 %. Immutable, but for those that a counter of its own still fills.
 */
public final class Durations {
  /** Of nothing. */
  static final Durations NONE = new Durations(new long[0]);

  private static final int STEP_BITS = 3;
  private static final int STEPS = 1 << STEP_BITS;

  /** Up to 2^38 ns, which are four minutes; what takes longer counts as that. */
  private static final int SIZE = (38 - STEP_BITS + 1) * STEPS;

  private final long[] rows;

  private Durations(long[] rows) {
    this.rows = rows;
  }

  /** One to fill. */
  static Durations empty() {
    return new Durations(new long[SIZE]);
  }

  /** So many rows took so long each; only of one that is {@link #empty}'s. */
  void add(long nanosEach, long more) {
    rows[index(nanosEach)] += more;
  }

  private static int index(long nanos) {
    if (nanos < STEPS) {
      return (int) Math.max(0, nanos);
    }
    int octave = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos) - STEP_BITS;
    return Math.min(SIZE - 1, (octave + 1) * STEPS + (int) (nanos >> octave) - STEPS);
  }

  /** The longest that is counted there. */
  private static long longest(int index) {
    if (index < STEPS) {
      return index;
    }
    int octave = index / STEPS - 1;
    return ((index % STEPS + STEPS + 1L) << octave) - 1;
  }

  /** What it is now, as it will stay. */
  Durations copy() {
    return new Durations(rows.clone());
  }

  Durations plus(Durations more) {
    if (rows.length == 0 || more.rows.length == 0) {
      return rows.length == 0 ? more : this;
    }
    long[] sum = rows.clone();
    Arrays.setAll(sum, i -> rows[i] + more.rows[i]);
    return new Durations(sum);
  }

  /** How many rows. */
  long count() {
    return Arrays.stream(rows).sum();
  }

  /**
   * What so many rows in a hundred did not take longer than.
   *
   * @return nanoseconds; null where there are no rows
   */
  @Nullable Long percentile(int percent) {
    long all = count();
    if (all == 0) {
      return null;
    }
    long due = Math.max(1, (all * percent + 99) / 100);
    int index = -1;
    while (due > 0) {
      due -= rows[++index];
    }
    return longest(index);
  }
}
