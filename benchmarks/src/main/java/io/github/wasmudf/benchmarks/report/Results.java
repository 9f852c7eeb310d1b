package io.github.wasmudf.benchmarks.report;

import io.github.wasmudf.benchmarks.harness.Figure;
import io.github.wasmudf.benchmarks.harness.Key;
import io.github.wasmudf.benchmarks.harness.Run;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The figures of one run, looked up by what they are about.
 *
 * @param run that they are from
 */
record Results(Run run) {
  /** How its tables call it. */
  String jdk() {
    return run.feature();
  }

  /**
   * The figure of a suite whose parameters are these among others; none or the first.
   *
   * @param parameters name, value, name, value, ...
   */
  Optional<Figure> find(String suite, String... parameters) {
    return all(suite, parameters).stream().findFirst();
  }

  /** All that {@link #find} looks at. */
  List<Figure> all(String suite, String... parameters) {
    return run.figures().stream()
        .filter(figure -> figure.key().suite().equals(suite))
        .filter(figure -> has(figure, parameters))
        .toList();
  }

  private static boolean has(Figure figure, String... parameters) {
    Map<String, String> present = figure.key().parameters();
    for (int i = 0; i < parameters.length; i += 2) {
      if (!parameters[i + 1].equals(present.get(parameters[i]))) {
        return false;
      }
    }
    return true;
  }

  /** The figure's value; not a number where it was not measured. */
  double value(String suite, String... parameters) {
    return value(Figure::median, suite, parameters);
  }

  /** The same of what the clock said. */
  double wall(String suite, String... parameters) {
    return value(Figure::wall, suite, parameters);
  }

  /** The same of the bytes that were allocated. */
  double allocated(String suite, String... parameters) {
    return value(Figure::allocated, suite, parameters);
  }

  /** Any part of it. */
  double value(ToDoubleFunction<Figure> part, String suite, String... parameters) {
    return find(suite, parameters).map(part::applyAsDouble).orElse(Double.NaN);
  }

  /** One subject over another, all else being the same. */
  double ratio(String suite, String subject, String baseline, String... parameters) {
    return value(suite, with(subject, parameters)) / value(suite, with(baseline, parameters));
  }

  static String[] with(String subject, String... parameters) {
    String[] all = new String[parameters.length + 2];
    System.arraycopy(parameters, 0, all, 2, parameters.length);
    all[0] = Key.SUBJECT;
    all[1] = subject;
    return all;
  }
}
