package io.github.wasmudf.benchmarks.report;

import io.github.wasmudf.benchmarks.harness.Figure;
import io.github.wasmudf.benchmarks.harness.Key;
import io.github.wasmudf.benchmarks.harness.Machine;
import io.github.wasmudf.benchmarks.harness.Round;
import io.github.wasmudf.benchmarks.harness.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A run with a few figures whose ratios are easy to see. */
public final class SampleRuns {
  private SampleRuns() {}

  /** The Java alias takes 100 ns, Endive 125, wasmtime 1,000; auto 130. */
  public static Run run(String java, String date) {
    List<Figure> figures = new ArrayList<>();
    for (String size : List.of("16", "4096")) {
      double scale = size.equals("16") ? 1 : 10;
      figures.add(sql("java", size, 100 * scale));
      figures.add(sql("endive", size, 125 * scale));
      figures.add(sql("wasmtime", size, 1000 * scale));
      figures.add(sql("auto", size, 130 * scale));
    }
    for (String[] each : new String[][] {{"1", "100"}, {"2", "104"}}) {
      figures.add(
          figure(
              "Connections",
              Map.of("database", "h2", "subject", "endive", "threads", each[0]),
              Double.parseDouble(each[1])));
    }
    return new Run(
        "quick",
        "",
        date,
        "0123456789ab",
        java,
        "Sample VM",
        new Machine("Sample CPU", 2, 4L << 30, "Sample OS", 0.5),
        60,
        figures,
        List.of("Peer graalwasm 16: <broken> | said so"));
  }

  private static Figure sql(String subject, String size, double nanos) {
    return figure(
        "Sql",
        Map.of(
            "database",
            "h2",
            "call",
            "row",
            "subject",
            subject,
            "work",
            "upper",
            "data",
            "ascii",
            "nulls",
            "0",
            "size",
            size,
            "rows",
            "64"),
        nanos);
  }

  private static Figure figure(String suite, Map<String, String> parameters, double nanos) {
    Round round = new Round(List.of(nanos), List.of(nanos), List.of(56.0));
    return new Figure(new Key(suite, new TreeMap<>(parameters), "ns"), List.of(round));
  }
}
