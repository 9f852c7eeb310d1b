package io.github.wasmudf.benchmarks.report;

import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Something the project wants to reach.
 *
 * @param work what is done
 * @param goal the bound in words
 * @param bound the bound for one run; it may depend on the JDK
 * @param atLeast whether more is better
 * @param reached what a run came to; not a number where it did not measure it
 * @param shown how that is written
 */
record Goal(
    String work,
    String goal,
    ToDoubleFunction<Results> bound,
    boolean atLeast,
    ToDoubleFunction<Results> reached,
    Function<Double, String> shown) {

  /** At most so many times. */
  static Goal ratio(String work, double most, ToDoubleFunction<Results> reached) {
    return ratio(work, "≤ " + Amounts.ratio(most), run -> most, reached);
  }

  static Goal ratio(
      String work, String goal, ToDoubleFunction<Results> most, ToDoubleFunction<Results> reached) {
    return new Goal(work, goal, most, false, reached, Amounts::ratio);
  }

  /** At least so many times. */
  static Goal factor(String work, double least, ToDoubleFunction<Results> reached) {
    return new Goal(work, "≥ " + Amounts.ratio(least), run -> least, true, reached, Amounts::ratio);
  }

  /** At most so much. */
  static Goal amount(String work, double most, String unit, ToDoubleFunction<Results> reached) {
    return new Goal(
        work,
        "≤ " + Amounts.of(most, unit),
        run -> most,
        false,
        reached,
        value -> Amounts.of(value, unit));
  }

  /** Nothing measures it yet. */
  static Goal unmeasured(String work, String goal) {
    return new Goal(work, goal, run -> 0, false, run -> Double.NaN, Amounts::ratio);
  }

  /** What a run came to, and whether that is enough. */
  String verdict(Results run) {
    double value = reached.applyAsDouble(run);
    if (!Double.isFinite(value)) {
      return "not measured";
    }
    double wanted = bound.applyAsDouble(run);
    boolean met = atLeast ? value >= wanted : value <= wanted;
    return shown.apply(value) + (met ? " ✓" : " **missed**");
  }
}
