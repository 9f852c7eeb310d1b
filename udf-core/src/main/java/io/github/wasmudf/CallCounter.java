package io.github.wasmudf;

import org.jspecify.annotations.Nullable;

/**
 * Counts the calls of one form of a function in one session. The session's thread counts, without a
 * lock; others may read and then see a moment of the recent past.
 */
final class CallCounter {
  /**
   * The first so many calls are timed, and then one of as many: the clock costs a third of a row.
   */
  private static final int SAMPLE = 64;

  /** Of calls that are shorter than that the clock would cost too much still. */
  private static final int SHORT_NANOS = 1_000;

  private static final int SAMPLE_OF_SHORT = 4 * SAMPLE;

  /** One of so many of those says where its time went, for which it asks the clock more often. */
  private static final int MEASURED = 16;

  /** What counting costs can be measured only beside calls that are not counted. */
  private static final boolean COUNTS = !"off".equals(System.getProperty("wasmudf.statistics"));

  private long answered;
  private long errors;
  private long errorsBesideCalls;
  private long rows;
  private long nanos;
  private long bytesIn;
  private long bytesOut;
  private long measuredNanos;
  private long guestNanos;
  private long hostNanos;

  /** Of {@link #answered}, those that a time stands for; the next one that is timed. */
  private long timedUpTo;

  private long nextTimed;
  private long measuredUpTo;
  private long nextMeasured;

  /** One that nobody uses; a call that is made meanwhile has one of its own. */
  private @Nullable CallSplit spare;

  private @Nullable Durations durations;
  private @Nullable ErrorCounts errorCounts;

  /** A call begins; answers what {@link #end} asks for: 0 for most. */
  long begin() {
    return COUNTS && answered >= nextTimed ? System.nanoTime() : 0;
  }

  /** What finds out where the time of a call goes that is timed; null for most. */
  @Nullable CallSplit split() {
    return answered >= nextMeasured ? newSplit() : null;
  }

  private CallSplit newSplit() {
    CallSplit known = spare;
    spare = null;
    return known == null ? new CallSplit() : known.cleared();
  }

  /** The same of rows that begin, before or behind {@link #beginRows}. */
  @Nullable CallSplit splitRows(int rows) {
    return COUNTS && answered + rows > nextMeasured ? newSplit() : null;
  }

  /** Rows begin to be called together; answers what {@link #endRows} asks for. */
  long beginRows(int rows) {
    return COUNTS && answered + rows > nextTimed ? System.nanoTime() : 0;
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
    called(rowsAnswered, failure);
    return began == 0 || rowsAnswered == 0
        ? 0
        : timed(System.nanoTime() - began, rowsAnswered, failure == null ? split : null);
  }

  /** The same of rows that were timed whatever their number. */
  void count(
      long rowsAnswered, @Nullable UdfError failure, long elapsed, @Nullable CallSplit split) {
    called(rowsAnswered, failure);
    if (rowsAnswered > 0) {
      timed(elapsed, rowsAnswered, failure == null ? split : null);
    } else {
      nanos += COUNTS ? elapsed : 0;
    }
  }

  private void called(long rowsAnswered, @Nullable UdfError failure) {
    answered += COUNTS ? rowsAnswered : 0;
    if (failure != null) {
      failed(failure);
    }
  }

  /**
   * Rows that have answered stand for those that did since the last ones that were timed.
   *
   * @return what was added to {@link #nanos}
   */
  private long timed(long elapsed, long rowsAnswered, @Nullable CallSplit split) {
    if (!COUNTS) {
      return 0;
    }
    long took = elapsed;
    if (split != null) {
      took = Math.max(0, elapsed - split.ownNanos());
      add(took, split, (double) (answered - measuredUpTo) / rowsAnswered);
    }
    long each = took / rowsAnswered;
    long standsFor = answered - timedUpTo;
    long estimate = (long) ((double) took / rowsAnswered * standsFor);
    durations().add(each, standsFor);
    nanos += estimate;
    timedUpTo = answered;
    int period = each < SHORT_NANOS ? SAMPLE_OF_SHORT : SAMPLE;
    nextTimed = answered < SAMPLE ? answered : answered + period - 1;
    if (split != null) {
      measuredUpTo = answered;
      nextMeasured = answered < SAMPLE ? answered : answered + (long) MEASURED * period - 1;
    }
    return estimate;
  }

  /** Where the time of another part of a call went, which took so long. */
  void split(long elapsed, CallSplit split) {
    add(Math.max(0, elapsed - split.ownNanos()), split, 1);
  }

  private void add(long took, CallSplit split, double weight) {
    measuredNanos += (long) (took * weight);
    guestNanos += (long) (split.guestNanos(took) * weight);
    hostNanos += (long) (split.hostNanos(took) * weight);
    spare = split;
  }

  /** So many bytes went to the plugin in calls that have answered, and came from it. */
  void moved(long in, long out) {
    if (!COUNTS) {
      return;
    }
    bytesIn += in;
    bytesOut += out;
  }

  /** A call has failed. */
  void failed(UdfError failure) {
    errors++;
    ErrorCounts counts = errorCounts;
    if (counts == null) {
      counts = ErrorCounts.empty();
      errorCounts = counts;
    }
    counts.add(failure);
  }

  /** Something in an answer is none; the call that gave it has answered. */
  void failedBesideCalls(UdfError failure) {
    errorsBesideCalls++;
    failed(failure);
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
    return began == 0 ? 0 : timed(System.nanoTime() - began, 1, split);
  }

  /** The last answer was none, after all. */
  void refused(UdfError why) {
    if (COUNTS) {
      answered--;
      // Else later rows would stand for fewer than none.
      timedUpTo = Math.min(timedUpTo, answered);
      measuredUpTo = Math.min(measuredUpTo, answered);
    }
    failed(why);
  }

  /** A row of a table has been read. */
  void row() {
    rows++;
  }

  /** Those that are over. */
  long calls() {
    return answered + errors - errorsBesideCalls;
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
