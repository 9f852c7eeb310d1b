package io.github.wasmudf;

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
   * @return what was added to {@link #nanos}
   */
  long endRows(long began, long rowsAnswered, boolean failed) {
    long took = 0;
    if (began != 0 && rowsAnswered > 0) {
      long weight = calls < SAMPLE ? 1 : Math.max(1, SAMPLE / rowsAnswered);
      took = (System.nanoTime() - began) * weight;
    }
    count(rowsAnswered, failed, took);
    return took;
  }

  /** The same of rows that were timed whatever their number. */
  void count(long rowsAnswered, boolean failed, long took) {
    calls += rowsAnswered + (failed ? 1 : 0);
    answered += rowsAnswered;
    errors += failed ? 1 : 0;
    nanos += took;
  }

  /** It has failed. */
  void failed() {
    errors++;
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
    long took = (System.nanoTime() - began) * (calls <= SAMPLE ? 1 : SAMPLE);
    nanos += took;
    return took;
  }

  /** The last answer was none, after all. */
  void refused() {
    answered--;
    errors++;
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
}
