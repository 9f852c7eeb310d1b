package io.github.wasmudf.conformance.faults;

import io.github.wasmudf.conformance.AttackTable;
import io.github.wasmudf.conformance.TestedDatabase;
import org.jspecify.annotations.Nullable;

/**
 * How much of a fault test runs: a little in every build, all of it with profile {@code faults}.
 */
final class Scale {
  private static final boolean FULL = Boolean.getBoolean("faults.full");

  private Scale() {}

  /** How often to try. */
  static int of(int inEveryBuild, int inTheProfile) {
    return FULL ? inTheProfile : inEveryBuild;
  }

  /** Records what was stood; a row of its own for each scale, so that neither erases the other. */
  static void record(
      String attack, TestedDatabase database, @Nullable String engine, long tried, String outcome) {
    String name = FULL ? attack + " (profile `faults`)" : attack;
    AttackTable.record("Faults of the machine", name, database, engine, tried, outcome);
  }
}
