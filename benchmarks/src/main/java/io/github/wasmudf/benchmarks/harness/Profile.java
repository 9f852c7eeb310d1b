package io.github.wasmudf.benchmarks.harness;

import java.util.Locale;

/** How much is measured. */
enum Profile {
  /** The questions that matter most, one fork each: under five minutes on two idle cores. */
  QUICK(1),

  /** Every question, three forks each, far apart. */
  FULL(3);

  private final int rounds;

  Profile(int rounds) {
    this.rounds = rounds;
  }

  /** How often everything is measured. */
  int rounds() {
    return rounds;
  }

  Timing timing() {
    return this == QUICK ? new Timing(2, 350, 3, 250) : new Timing(3, 1000, 3, 1000);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
