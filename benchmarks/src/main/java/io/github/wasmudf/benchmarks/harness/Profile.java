package io.github.wasmudf.benchmarks.harness;

import java.util.Locale;

/** How much is measured. */
enum Profile {
  /** What the goals ask, one fork each: under five minutes on two idle cores. */
  QUICK(1, 50_000),

  /** Every question, three forks each, far apart: under two hours. */
  FULL(3, 1_000_000),

  /** Whether everything runs and answers right, one short fork each; its figures mean nothing. */
  TRY(1, 1_000);

  private final int rounds;
  private final int tableRows;

  Profile(int rounds, int tableRows) {
    this.rounds = rounds;
    this.tableRows = tableRows;
  }

  /** How often everything is measured. */
  int rounds() {
    return rounds;
  }

  /** The most rows of a table. */
  int tableRows() {
    return tableRows;
  }

  Timing timing() {
    return switch (this) {
      case QUICK -> new Timing(2, 300, 3, 200);
      case FULL -> new Timing(2, 800, 3, 500);
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
