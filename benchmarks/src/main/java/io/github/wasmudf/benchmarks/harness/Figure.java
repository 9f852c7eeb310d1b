package io.github.wasmudf.benchmarks.harness;

import java.util.List;
import java.util.function.Function;

/**
 * All that a run has measured of one thing.
 *
 * @param key what it is about
 * @param rounds in the order in which they ran
 */
public record Figure(Key key, List<Round> rounds) {
  /** Takes a copy. */
  public Figure {
    rounds = List.copyOf(rounds);
  }

  /** One of its parameters; empty where it has none of the name. */
  public String parameter(String name) {
    return key.parameters().getOrDefault(name, "");
  }

  /** What ratios are made of: CPU time where there is one, else what the clock said. */
  public double median() {
    double cpu = cpu();
    return Double.isNaN(cpu) ? wall() : cpu;
  }

  /** Of the threads that were measured; not a number where it was not taken. */
  public double cpu() {
    return median(Round::cpu);
  }

  /** By the clock. */
  public double wall() {
    return median(Round::wall);
  }

  /** Bytes of the Java heap per row; not a number where it was not taken. */
  public double allocated() {
    return median(Round::allocated);
  }

  /** All that {@link #median()} is the median of, from the least to the most. */
  public double[] values() {
    return sorted(Double.isNaN(cpu()) ? Round::wall : Round::cpu);
  }

  private double[] sorted(Function<Round, List<Double>> part) {
    return rounds.stream()
        .flatMap(round -> part.apply(round).stream())
        .mapToDouble(Double::doubleValue)
        .sorted()
        .toArray();
  }

  private double median(Function<Round, List<Double>> part) {
    double[] all = sorted(part);
    int half = all.length / 2;
    if (all.length == 0) {
      return Double.NaN;
    }
    return all.length % 2 == 1 ? all[half] : (all[half - 1] + all[half]) / 2;
  }
}
