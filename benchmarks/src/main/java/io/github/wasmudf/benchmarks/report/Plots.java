package io.github.wasmudf.benchmarks.report;

import io.github.wasmudf.benchmarks.harness.Figure;
import io.github.wasmudf.benchmarks.harness.Key;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The plots of one run, by the name of the block that they belong to. */
final class Plots {
  private static final List<String> SQL =
      List.of("scan", "builtin", "java", "endive", "wasmtime", "auto");
  private static final List<String> CALLS = List.of("java", "endive", "wasmtime", "auto");

  private Plots() {}

  static Map<String, String> of(Results run) {
    Map<String, String> plots = new LinkedHashMap<>();
    for (String database : List.of("h2", "calcite")) {
      String call = database.equals("h2") ? "row" : "batch";
      String[] which = {
        "database", database, "call", call, "work", "upper", "data", "ascii", "nulls", "0"
      };
      lines(
          plots,
          run,
          database,
          "upper in " + database + ", a row of the query",
          "Sql",
          SQL,
          "size",
          which);
    }
    String[] upper = {"work", "upper", "data", "ascii"};
    lines(plots, run, "row", "upper, one call", "RowCall", CALLS, "size", upper);
    String[] small = {"size", "16", "nulls", "0"};
    lines(plots, run, "batch", "upper, 16 B, a row of a batch", "BatchCall", CALLS, "batch", small);
    String[] h2 = {"database", "h2"};
    lines(
        plots,
        run,
        "connections",
        "redact, 256 B, in H2, a row of one connection",
        "Connections",
        CALLS,
        "threads",
        h2);
    Map<String, Double> peers = new LinkedHashMap<>();
    for (Figure figure : run.all("Peer", "guest", "upper", "size", "16")) {
      peers.put(figure.parameter(Key.SUBJECT), figure.median());
    }
    if (!peers.isEmpty()) {
      plots.put(
          "peers", new BarChart(title(run, "upper, 16 B, a row of the same guest"), peers).svg());
    }
    return plots;
  }

  private static String title(Results run, String what) {
    return what + ", JDK " + run.jdk();
  }

  private static String axisName(String axis) {
    return switch (axis) {
      case "size" -> "bytes of a row";
      case "batch" -> "rows of a batch";
      default -> "connections";
    };
  }

  private static void lines(
      Map<String, String> plots,
      Results run,
      String name,
      String title,
      String suite,
      List<String> subjects,
      String axis,
      String... parameters) {
    Map<String, SortedMap<Double, Double>> series = new LinkedHashMap<>();
    for (String subject : subjects) {
      SortedMap<Double, Double> points = new TreeMap<>();
      for (Figure figure : run.all(suite, Results.with(subject, parameters))) {
        double x = Double.parseDouble(figure.parameter(axis));
        if (x > 0) {
          points.put(x, axis.equals("threads") ? figure.wall() : figure.median());
        }
      }
      if (!points.isEmpty()) {
        series.put(subject, points);
      }
    }
    LineChart chart = new LineChart(title(run, title), axisName(axis), series);
    if (chart.isWorthwhile()) {
      plots.put(name, chart.svg());
    }
  }
}
