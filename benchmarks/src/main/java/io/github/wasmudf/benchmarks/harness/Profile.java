package io.github.wasmudf.benchmarks.harness;

import java.util.Locale;

/** How much is measured. */
enum Profile {
  /** What the goals ask: under five minutes on two idle cores. */
  QUICK(3, 240),

  /** Every question: under two hours. */
  FULL(3, 6900),

  /** Whether everything runs and answers right; its figures mean nothing. */
  TRY(1, Integer.MAX_VALUE);

  private final int rounds;
  private final int seconds;

  Profile(int rounds, int seconds) {
    this.rounds = rounds;
    this.seconds = seconds;
  }

  /** How often everything is measured, in a fork each, while there is time. */
  int rounds() {
    return rounds;
  }

  /** When no measurement begins any more that was taken once. */
  int seconds() {
    return seconds;
  }

  /** The most rows of a table. */
  int tableRows() {
    return switch (this) {
      case QUICK -> 20_000;
      case FULL -> 1_000_000;
      case TRY -> 1_000;
    };
  }

  /** The most that they are together, but for a few rows of any size. */
  int tableBytes() {
    return this == FULL ? 16 << 20 : 2 << 20;
  }

  Timing timing() {
    return switch (this) {
      case QUICK -> new Timing(2, 250, 3, 150);
      case FULL -> new Timing(2, 600, 3, 450);
      case TRY -> new Timing(1, 100, 1, 100);
    };
  }

  /** Whether what it measures is worth keeping. */
  boolean counts() {
    return this != TRY;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
