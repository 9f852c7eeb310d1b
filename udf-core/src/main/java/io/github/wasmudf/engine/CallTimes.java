package io.github.wasmudf.engine;

/**
 * Where the time of one instance's calls goes, while somebody measures it: into the guest, and into
 * functions of its host. Whatever else a call takes is the way there and back. Off between {@link
 * #end} and {@link #begin}, and then a call pays for looking at a field.
 *
 * <p>Of rows that run in one call the first may be measured alone, and stand for the others: the
 * clock costs a third of a row. What asking it costs is taken off again. Used by the instance's
 * thread.
 */
public final class CallTimes {
  /** So many that the JVM compiles them; a tenth of a millisecond. */
  private static final int TRIES = 3_000;

  /** What asking twice in a row takes, in nanoseconds. */
  private static final long CLOCK_NANOS = clockNanos();

  private boolean active;
  private int weight;
  private long inside;
  private long host;
  private long since;
  private int asked;

  private static long clockNanos() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < TRIES; i++) {
      least = Math.min(least, askTwice());
    }
    return Math.max(0, least);
  }

  private static long askTwice() {
    long before = System.nanoTime();
    return System.nanoTime() - before;
  }

  /** From here on calls are measured. */
  public void begin() {
    active = true;
    weight = 1;
    inside = 0;
    host = 0;
    asked = 0;
  }

  /** Nothing is measured any more; what was found stays until it is begun again. */
  public void end() {
    active = false;
  }

  /** What was measured since it was begun is one row's, of so many that were like it. */
  public void standsFor(int rows) {
    weight = Math.max(1, rows);
  }

  /** Whether what runs now is measured. */
  public boolean isActive() {
    return active;
  }

  /** The guest runs; {@link #leave} follows, but for a guest that fails. */
  public void enter() {
    if (active) {
      asked++;
      since = System.nanoTime();
    }
  }

  /** The guest has come back. */
  public void leave() {
    if (active) {
      inside += sinceThen(since);
    }
  }

  /** A function of the host runs, or the guest that it calls back; answers what those ask for. */
  long hostTime() {
    if (!active) {
      return 0;
    }
    asked++;
    return System.nanoTime();
  }

  /** The host's function is done. */
  void hostEnded(long began) {
    if (active) {
      host += sinceThen(began);
    }
  }

  /** The guest is done that the host has called back; that was no time of the host's. */
  void calledBack(long began) {
    if (active) {
      host -= sinceThen(began);
    }
  }

  private long sinceThen(long before) {
    asked++;
    return System.nanoTime() - before - CLOCK_NANOS;
  }

  /** The guest's, and what it called, in nanoseconds. */
  public long insideNanos() {
    return ofAllRows(inside);
  }

  /** That of functions of the host, in nanoseconds. */
  public long hostNanos() {
    return ofAllRows(host);
  }

  private long ofAllRows(long measured) {
    return Math.max(0, measured) * weight;
  }

  /** What measuring itself took, in nanoseconds. */
  public long ownNanos() {
    return asked * CLOCK_NANOS;
  }
}
