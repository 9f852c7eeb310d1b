package io.github.wasmudf;

import org.jspecify.annotations.Nullable;

/**
 * Counts the calls of one form of a function in one session. The session's thread counts, without a
 * lock; others may read and then see a moment of the recent past.
 */
final class CallCounter {
  /**
   * After the first so many calls only one of as many is timed: the clock costs a third of a row.
   */
  private static final int SAMPLE = 64;

  /** One of so many of those says where its time went, for which it asks the clock more often. */
  private static final int MEASURED = 16 * SAMPLE;

  /** What counting costs can be measured only beside calls that are not counted. */
  private static final boolean COUNTS = !"off".equals(System.getProperty("wasmudf.statistics"));

  private long calls;
  private long answered;
  private long errors;
  private long rows;
  private long nanos;
  private long bytesIn;
  private long bytesOut;
  private long measuredNanos;
  private long guestNanos;
  private long hostNanos;

  /** One that nobody uses; a call that is made meanwhile has one of its own. */
  private @Nullable CallSplit spare;

  private @Nullable Durations durations;
  private @Nullable ErrorCounts errorCounts;

  /** A call begins; answers what {@link #end} asks for. */
  long begin() {
    if (!COUNTS) {
      return 0;
    }
    long number = calls++;
    return number < SAMPLE || (number & (SAMPLE - 1)) == 0 ? System.nanoTime() : 0;
  }

  /** What finds out where the time of a call goes that has begun and is timed; null for most. */
  @Nullable CallSplit split() {
    long number = calls - 1;
    return number < SAMPLE || number % MEASURED == 0 ? newSplit() : null;
  }

  private CallSplit newSplit() {
    CallSplit known = spare;
    spare = null;
    return known == null ? new CallSplit() : known.cleared();
  }

  /** The same of rows that begin, before or behind {@link #beginRows}. */
  @Nullable CallSplit splitRows(int rows) {
    long first = calls % MEASURED;
    boolean isDue = calls < SAMPLE || first == 0 || first + rows > MEASURED;
    return COUNTS && isDue ? newSplit() : null;
  }

  /** Rows begin to be called together; answers what {@link #endRows} asks for. */
  long beginRows(int rows) {
    if (!COUNTS) {
      return 0;
    }
    long first = calls % SAMPLE;
    return calls < SAMPLE || first == 0 || first + rows > SAMPLE ? System.nanoTime() : 0;
  }

  /**
   * So many have answered, and perhaps one has failed.
   *
   * @param failure what came of the one that failed, or null
   * @param split where their time went, or null
   * @return what was added to {@link #nanos}
   */
  long endRows(
      long began, long rowsAnswered, @Nullable UdfError failure, @Nullable CallSplit split) {
    long took = 0;
    if (began != 0 && rowsAnswered > 0) {
      long weight = calls < SAMPLE ? 1 : Math.max(1, SAMPLE / rowsAnswered);
      long elapsed =
          measured(System.nanoTime() - began, failure == null ? split : null, rowsAnswered);
      took = elapsed * weight;
      durations().add(elapsed / rowsAnswered, rowsAnswered * weight);
    }
    called(rowsAnswered, failure, took);
    return took;
  }

  /** The same of rows that were timed whatever their number. */
  void count(
      long rowsAnswered, @Nullable UdfError failure, long elapsed, @Nullable CallSplit split) {
    long took = elapsed;
    if (rowsAnswered > 0) {
      took = measured(elapsed, failure == null ? split : null, rowsAnswered);
      durations().add(took / rowsAnswered, rowsAnswered);
    }
    called(rowsAnswered, failure, took);
  }

  /** A time without what measuring it took; and where it went. */
  private long measured(long elapsed, @Nullable CallSplit split, long rowsAnswered) {
    if (split == null) {
      return elapsed;
    }
    long took = Math.max(0, elapsed - split.ownNanos());
    long weight = calls <= SAMPLE ? 1 : Math.max(1, MEASURED / rowsAnswered);
    add(took, split, weight);
    return took;
  }

  /** Where the time of another part of a call went, which took so long. */
  void split(long elapsed, CallSplit split) {
    add(Math.max(0, elapsed - split.ownNanos()), split, 1);
  }

  private void add(long took, CallSplit split, long weight) {
    measuredNanos += took * weight;
    guestNanos += split.guestNanos(took) * weight;
    hostNanos += split.hostNanos(took) * weight;
    spare = split;
  }

  private void called(long rowsAnswered, @Nullable UdfError failure, long took) {
    if (!COUNTS) {
      return;
    }
    calls += rowsAnswered;
    answered += rowsAnswered;
    nanos += took;
    if (failure != null) {
      calls++;
      failed(failure);
    }
  }

  /** So many bytes went to the plugin in calls that have answered, and came from it. */
  void moved(long in, long out) {
    if (!COUNTS) {
      return;
    }
    bytesIn += in;
    bytesOut += out;
  }

  /** It has failed. */
  void failed(UdfError failure) {
    errors++;
    ErrorCounts counts = errorCounts;
    if (counts == null) {
      counts = ErrorCounts.empty();
      errorCounts = counts;
    }
    counts.add(failure);
  }

  private Durations durations() {
    Durations known = durations;
    if (known == null) {
      known = Durations.empty();
      durations = known;
    }
    return known;
  }

  /**
   * It has answered.
   *
   * @param split where its time went, or null
   * @return what was added to {@link #nanos}: nothing where it was not timed
   */
  long end(long began, @Nullable CallSplit split) {
    if (!COUNTS) {
      return 0;
    }
    answered++;
    if (began == 0) {
      return 0;
    }
    int weight = calls <= SAMPLE ? 1 : SAMPLE;
    long elapsed = measured(System.nanoTime() - began, split, 1);
    durations().add(elapsed, weight);
    nanos += elapsed * weight;
    return elapsed * weight;
  }

  /** The last answer was none, after all. */
  void refused(UdfError why) {
    answered -= COUNTS ? 1 : 0;
    failed(why);
  }

  /** A row of a table has been read. */
  void row() {
    rows++;
  }

  long calls() {
    return calls;
  }

  long answered() {
    return answered;
  }

  long errors() {
    return errors;
  }

  long rows() {
    return rows;
  }

  long nanos() {
    return nanos;
  }

  long bytesIn() {
    return bytesIn;
  }

  long bytesOut() {
    return bytesOut;
  }

  /** How long rows took, those that were timed standing for the others. */
  Durations timed() {
    Durations known = durations;
    return known == null ? Durations.NONE : known.copy();
  }

  /** Where the time went of those calls that were measured. */
  TimeShares shares() {
    return new TimeShares(measuredNanos, guestNanos, hostNanos);
  }

  /** What {@link #errors} were. */
  ErrorCounts errorCounts() {
    ErrorCounts known = errorCounts;
    return known == null ? ErrorCounts.NONE : known.copy();
  }
}
