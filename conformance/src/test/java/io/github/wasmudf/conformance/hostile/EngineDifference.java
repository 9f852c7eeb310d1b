package io.github.wasmudf.conformance.hostile;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.engine.TrapKind;
import java.util.List;
import java.util.Set;

/**
 * Compares what two engines made of the same module. What they may do differently is how fast they
 * are, how deep they can nest calls, and which proposals they know; everything else is a fault.
 */
final class EngineDifference {
  /** Depends on the machine, not on the module. */
  private static final Set<UdfError> MACHINES = Set.of(UdfError.TIME_LIMIT);

  private EngineDifference() {}

  /**
   * Says in what they agree, where both have registered the module.
   *
   * @throws IllegalStateException where they must agree and do not
   */
  static String between(MutantTrial.Outcome endive, MutantTrial.Outcome wasmtime) {
    List<String> one = endive.steps();
    List<String> other = wasmtime.steps();
    for (int i = 0; i < one.size(); i++) {
      if (isMachines(one.get(i)) || isMachines(other.get(i))) {
        return "the same up to a limit of the machine";
      }
      if (!kind(one.get(i)).equals(kind(other.get(i)))) {
        throw new IllegalStateException(
            "engines differ in step "
                + i
                + ": endive "
                + one.get(i)
                + ", wasmtime "
                + other.get(i));
      }
    }
    return "the same";
  }

  private static boolean isMachines(String step) {
    return MACHINES.stream().anyMatch(error -> step.startsWith(error.sqlState()))
        || step.contains(TrapKind.STACK_EXHAUSTED.text());
  }

  /** The whole answer; of a failure its SQLSTATE. */
  private static String kind(String step) {
    return step.startsWith("ok") ? step : step.substring(0, 5);
  }

  /** Why only one of them has registered a module. */
  static String ofRegistering(MutantTrial.Outcome endive, MutantTrial.Outcome wasmtime) {
    boolean isEndives = endive.isRegistered();
    String why = (isEndives ? wasmtime : endive).steps().get(0);
    return (isEndives ? "endive; wasmtime says " : "wasmtime; endive says ") + reason(why);
  }

  private static String reason(String refusal) {
    return refusal.replaceAll("[0-9]+", "#").lines().findFirst().orElse("");
  }
}
