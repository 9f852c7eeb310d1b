package io.github.wasmudf;

import java.util.Arrays;

/**
 * Compares two engines by the calls that a statement makes anyway: a few go to the engine in
 * office, as many to its challenger, and so on in turn. What changes meanwhile, longer rows or a
 * slower machine, touches both alike; a disturbance touches one pair of many, and the median does
 * not see it. Makes no call and knows no clock. Used by one thread.
 */
final class EngineTrial {
  /** How far a trial is. */
  enum State {
    RUNNING,
    /** The engine in office stays. */
    KEEP,
    /** The challenger is faster by enough. */
    SWITCH
  }

  /** Turns of a trial that is not cut short. */
  static final int TURNS = 30;

  /** Pairs of turns in which caches and the JVM's compiler get to know the challenger. */
  private static final int PAIRS_BEFORE = 4;

  private static final int PAIRS = TURNS / 2 - PAIRS_BEFORE;

  /** Calls of one turn, however short they are. */
  private static final int MOST_CALLS = 256;

  /** What a call costs beside its bytes, in terms of bytes: rows of several sizes compare then. */
  private static final int BYTES_PER_CALL = 256;

  private final double[] ratios = new double[PAIRS];
  private final double fasterThan;
  private final long turnNanos;
  private long challengersNanos;
  private int turns;
  private int judged;
  private long callsInOffice;
  private long calls;
  private long bytes;
  private long nanos;
  private double inOffice;

  /**
   * A trial.
   *
   * @param fasterThan the part of the other's time that the challenger must stay below to win
   * @param turnNanos about how long a turn of the engine in office lasts
   * @param challengersNanos what the challenger may take in all; a slow one is sent away by that
   */
  EngineTrial(double fasterThan, long turnNanos, long challengersNanos) {
    this.fasterThan = fasterThan;
    this.turnNanos = turnNanos;
    this.challengersNanos = challengersNanos;
  }

  boolean isChallengersTurn() {
    return turns % 2 == 1;
  }

  /** The engine whose turn it is has made so many calls on so many bytes, in so much time. */
  State called(long moreCalls, long moreBytes, long moreNanos) {
    calls += moreCalls;
    bytes += moreBytes;
    nanos += moreNanos;
    if (!isChallengersTurn()) {
      return calls < MOST_CALLS && nanos < turnNanos ? State.RUNNING : ended();
    }
    challengersNanos -= moreNanos;
    if (challengersNanos < 0) {
      return State.KEEP;
    }
    return calls < callsInOffice ? State.RUNNING : ended();
  }

  private State ended() {
    double cost = (double) Math.max(1, nanos) / (calls * BYTES_PER_CALL + bytes);
    callsInOffice = calls;
    calls = 0;
    bytes = 0;
    nanos = 0;
    if (turns++ % 2 == 0) {
      inOffice = cost;
    } else if (turns / 2 > PAIRS_BEFORE) {
      ratios[judged++] = cost / inOffice;
    }
    if (judged < PAIRS) {
      return State.RUNNING;
    }
    return ratio() < fasterThan ? State.SWITCH : State.KEEP;
  }

  /** Whether every turn was taken, so that {@link #ratio} says something. */
  boolean isComplete() {
    return judged == PAIRS;
  }

  /** What the challenger takes, in terms of what the engine in office takes. */
  double ratio() {
    double[] sorted = ratios.clone();
    Arrays.sort(sorted);
    return sorted[PAIRS / 2];
  }
}
