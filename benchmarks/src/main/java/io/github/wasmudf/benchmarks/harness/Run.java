package io.github.wasmudf.benchmarks.harness;

import java.util.List;

/**
 * One run of the benchmarks, as it is kept.
 *
 * @param profile {@code quick} or {@code full}
 * @param only the part that was asked for; empty for all
 * @param date when it began, in UTC
 * @param commit of the checkout, with {@code -dirty} where it had changes
 * @param java the version of the JDK, such as {@code 17.0.13+11}
 * @param vm the name of its virtual machine
 * @param machine where it ran
 * @param seconds how long it took
 * @param figures what it measured
 * @param failures what did not run, and why
 */
public record Run(
    String profile,
    String only,
    String date,
    String commit,
    String java,
    String vm,
    Machine machine,
    long seconds,
    List<Figure> figures,
    List<String> failures) {
  /** Takes copies. */
  public Run {
    figures = List.copyOf(figures);
    failures = List.copyOf(failures);
  }

  /** The JDK's feature release, such as 17. */
  public String feature() {
    return java.replaceFirst("[^0-9].*", "");
  }
}
