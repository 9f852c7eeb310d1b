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

  private long calls;
  private long answered;
  private long errors;
  private long rows;
  private long nanos;
  private long bytesIn;
  private long bytesOut;
  private @Nullable Durations durations;
  private @Nullable ErrorCounts errorCounts;

  /** A call begins; answers what {@link #end} asks for. */
  long begin() {
    long number = calls++;
    return number < SAMPLE || number % SAMPLE == 0 ? System.nanoTime() : 0;
  }

  /** Rows begin to be called together; answers what {@link #endRows} asks for. */
  long beginRows(int rows) {
    long first = calls % SAMPLE;
    return calls < SAMPLE || first == 0 || first + rows > SAMPLE ? System.nanoTime() : 0;
  }

  /**
   * So many have answered, and perhaps one has failed.
   *
   * @param failure what came of the one that failed, or null
   * @return what was added to {@link #nanos}
   */
  long endRows(long began, long rowsAnswered, @Nullable UdfError failure) {
    long took = 0;
    if (began != 0 && rowsAnswered > 0) {
      long weight = calls < SAMPLE ? 1 : Math.max(1, SAMPLE / rowsAnswered);
      long elapsed = System.nanoTime() - began;
      took = elapsed * weight;
      durations().add(elapsed / rowsAnswered, rowsAnswered * weight);
    }
    called(rowsAnswered, failure, took);
    return took;
  }

  /** The same of rows that were timed whatever their number. */
  void count(long rowsAnswered, @Nullable UdfError failure, long took) {
    if (rowsAnswered > 0) {
      durations().add(took / rowsAnswered, rowsAnswered);
    }
    called(rowsAnswered, failure, took);
  }

  private void called(long rowsAnswered, @Nullable UdfError failure, long took) {
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
   * @return what was added to {@link #nanos}: nothing where it was not timed
   */
  long end(long began) {
    answered++;
    if (began == 0) {
      return 0;
    }
    int weight = calls <= SAMPLE ? 1 : SAMPLE;
    long elapsed = System.nanoTime() - began;
    durations().add(elapsed, weight);
    nanos += elapsed * weight;
    return elapsed * weight;
  }

  /** The last answer was none, after all. */
  void refused(UdfError why) {
    answered--;
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

  /** What {@link #errors} were. */
  ErrorCounts errorCounts() {
    ErrorCounts known = errorCounts;
    return known == null ? ErrorCounts.NONE : known.copy();
  }
}
