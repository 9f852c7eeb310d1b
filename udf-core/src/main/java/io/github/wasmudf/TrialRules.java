package io.github.wasmudf;

/**
 * When one engine challenges another. Immutable.
 *
 * @param firstNanos no trial before a function's calls have taken so long: who calls little shall
 *     not pay for choosing
 * @param nextFactor the next trial comes when the calls have taken so many times as long as at the
 *     last one
 * @param fasterThan the part of the other's time that a challenger must stay below to win; well
 *     under 1, because nothing is won by going back and forth
 * @param challengersShare of the time that all calls have taken so far, the part that a challenger
 *     may take in one trial
 */
record TrialRules(long firstNanos, int nextFactor, double fasterThan, double challengersShare) {
  static final TrialRules DEFAULT = new TrialRules(50_000_000, 4, 0.8, 0.1);
}
