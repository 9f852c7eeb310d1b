package io.github.wasmudf.benchmarks.probes;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Tells the harness what was measured. */
final class Figures {
  private Figures() {}

  static void print(String what, String unit, List<Double> values) {
    System.out.println(
        values.stream()
            .map(value -> String.format(Locale.ROOT, "%.3f", value))
            .collect(Collectors.joining(" ", "FIGURE " + what + " " + unit + " ", "")));
  }
}
