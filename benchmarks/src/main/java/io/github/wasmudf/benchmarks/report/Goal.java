package io.github.wasmudf.benchmarks.report;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Something the project wants to reach.
 *
 * @param work what is done
 * @param goal the bound in words
 * @param bound the bound for one run; it may depend on the JDK, and not a number is none
 * @param atLeast whether more is better
 * @param cases what a run came to; the worst counts
 * @param shown how that is written
 */
record Goal(
    String work,
    String goal,
    ToDoubleFunction<Results> bound,
    boolean atLeast,
    Function<Results, List<Case>> cases,
    Function<Double, String> shown) {

  /** At most so many times. */
  static Goal ratio(String work, double most, Function<Results, List<Case>> cases) {
    return ratio(work, "≤ " + Amounts.ratio(most), run -> most, cases);
  }

  static Goal ratio(
      String work,
      String goal,
      ToDoubleFunction<Results> most,
      Function<Results, List<Case>> cases) {
    return new Goal(work, goal, most, false, cases, Amounts::ratio);
  }

  /** At least so many times. */
  static Goal factor(String work, double least, Function<Results, List<Case>> cases) {
    return new Goal(work, "≥ " + Amounts.ratio(least), run -> least, true, cases, Amounts::ratio);
  }

  /** At most so much. */
  static Goal amount(String work, double most, String unit, Function<Results, List<Case>> cases) {
    return amount(work, "≤ " + Amounts.of(most, unit), run -> most, unit, cases);
  }

  static Goal amount(
      String work,
      String goal,
      ToDoubleFunction<Results> most,
      String unit,
      Function<Results, List<Case>> cases) {
    return new Goal(work, goal, most, false, cases, value -> Amounts.of(value, unit));
  }

  private Optional<Case> worst(Results run) {
    Comparator<Case> byValue = Comparator.comparingDouble(Case::value);
    return cases.apply(run).stream()
        .filter(each -> Double.isFinite(each.value()))
        .max(atLeast ? byValue.reversed() : byValue);
  }

  /** What a run came to, and whether that is enough. */
  String verdict(Results run) {
    Optional<Case> worst = worst(run);
    if (worst.isEmpty()) {
      return "not measured";
    }
    double value = worst.get().value();
    double wanted = bound.applyAsDouble(run);
    if (Double.isNaN(wanted)) {
      return shown.apply(value);
    }
    boolean met = atLeast ? value >= wanted : value <= wanted;
    return shown.apply(value) + (met ? " ✓" : " **missed**");
  }

  /** Which case that is, and what it comes of. */
  String where(Results run) {
    return worst(run).map(each -> each.what() + ": " + each.madeOf()).orElse("");
  }
}
