package io.github.wasmudf.benchmarks.report;

import io.github.wasmudf.benchmarks.harness.Figure;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** Every figure of a run, as it was measured. */
final class Figures {
  private Figures() {}

  static String file(Results run) {
    return "figures-jdk" + run.jdk() + ".md";
  }

  static String page(Results run) {
    Table table =
        new Table(List.of("what", "parameters", "CPU", "clock", "least to most", "allocated"));
    for (Figure figure : run.run().figures()) {
      String unit = figure.key().unit();
      table.row(
          List.of(
              figure.key().suite(),
              parameters(figure),
              amount(figure.cpu(), unit),
              amount(figure.wall(), unit),
              spread(figure),
              amount(figure.allocated(), "bytes")));
    }
    return """
    # All figures on JDK %s

    Written by `./wasm-udf bench`; do not edit. Profile `%s`, commit `%s`. Per row; the median of
    all iterations, and the least and the most of them: of CPU time where there is one, else by the
    clock.

    %s"""
        .formatted(run.run().java(), run.run().profile(), run.run().commit(), table);
  }

  private static String parameters(Figure figure) {
    return figure.key().parameters().entrySet().stream()
        .map((Map.Entry<String, String> each) -> each.getKey() + " " + each.getValue())
        .collect(Collectors.joining(", "));
  }

  private static String spread(Figure figure) {
    double[] all = figure.values();
    String unit = figure.key().unit();
    double least = DoubleStream.of(all).min().orElse(Double.NaN);
    double most = DoubleStream.of(all).max().orElse(Double.NaN);
    return all.length < 2 ? "" : Amounts.of(least, unit) + " – " + Amounts.of(most, unit);
  }

  private static String amount(double value, String unit) {
    return Double.isFinite(value) ? Amounts.of(value, unit) : "";
  }
}
