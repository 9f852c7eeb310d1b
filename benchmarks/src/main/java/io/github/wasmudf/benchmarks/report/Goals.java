package io.github.wasmudf.benchmarks.report;

import io.github.wasmudf.benchmarks.harness.Figure;
import io.github.wasmudf.benchmarks.harness.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** What the project wants to reach, and what it has reached. */
final class Goals {
  private static final String SQL = "Sql";
  private static final String PARTS = "CallParts";
  private static final String[] UPPER = {"work", "upper", "data", "ascii", "nulls", "0"};

  /** A String of 16 Latin-1 characters with its array, in a JVM with compressed references. */
  private static final double RESULT_BYTES = 56;

  private static final List<Goal> ALL =
      List.of(
          Goal.ratio(
              "H2, `upper` over 16 B, `auto`, against the Java alias, whole query",
              "≤ 1.25 ×; on JDK 17 ≤ 1.5 ×",
              run -> run.jdk().equals("17") ? 1.5 : 1.25,
              run -> upper(run, "h2", "16")),
          Goal.ratio(
              "H2, `upper` of any measured size, `auto`, against the Java alias: the worst",
              2,
              run -> worstUpper(run, "h2")),
          Goal.ratio(
              "`auto` against the better of the two engines, anywhere: the worst",
              1.1,
              Goals::worstAuto),
          Goal.ratio(
              "Calcite, `upper` over 16 B, `auto`, against the Java UDF, whole query",
              1.25,
              run -> upper(run, "calcite", "16")),
          Goal.ratio(
              "Calcite, plugins that work (all but `upper`), `auto`, against the Java UDF: the worst",
              1.0,
              run -> worstWork(run, "calcite")),
          Goal.ratio(
              "wasmtime in batches, 16 B to 4 KiB, against the guest's bare loop and two copies: the worst",
              1.3,
              Goals::worstBatch),
          Goal.unmeasured(
              "`gcd` over columns in batches of 1024, against the Java loop", "≤ 1.5 ×"),
          Goal.unmeasured("`x+1` in SQL, beyond the scan", "≤ 43 ns, and below the Java alias"),
          Goal.unmeasured("`fnv1a` and `siphash` over text in SQL, against Java", "≤ 3 ×"),
          Goal.ratio(
              "SIMD guest over 64 KiB, wasmtime, singly, against the plain Java loop",
              1.0,
              run ->
                  run.ratio(
                      PARTS, "simd", "java", "call", "row", "part", "whole", "size", "65536")),
          Goal.factor(
              "naive wasmtime-java against our row call on `auto`'s first engine, 16 B",
              15,
              run -> run.ratio("Peer", "naive wasmtime", "endive row", "size", "16")),
          Goal.factor(
              "naive wasmtime-java against our row call on wasmtime, 16 B",
              15,
              run -> run.ratio("Peer", "naive wasmtime", "wasmtime row", "size", "16")),
          Goal.factor(
              "naive wasmtime-java against our batches on wasmtime, 16 B",
              200,
              run -> run.ratio("Peer", "naive wasmtime", "wasmtime batch", "size", "16")),
          Goal.factor("rows a second of 2 connections against 1: the worst", 1.9, Goals::twoOnTwo),
          Goal.amount(
              "allocated by a row call beyond its result, Endive",
              0,
              "bytes",
              run -> extraBytes(run, "endive")),
          Goal.amount(
              "allocated by a row call beyond its result, wasmtime",
              0,
              "bytes",
              run -> extraBytes(run, "wasmtime")),
          Goal.amount(
              "register `upper` (27 KB) to first row", 50, "ms", run -> first(run, "register")),
          Goal.amount("first row after reopen", 15, "ms", run -> first(run, "reopen")),
          Goal.amount(
              "heap of an idle connection that never called a plugin, beyond H2's own",
              1024,
              "bytes",
              run -> idle(run, "heap")),
          new Goal(
              "native memory of such a connection, beyond H2's own",
              "0 B; resident memory tells it to 1 KiB",
              run -> 1024,
              false,
              run -> idle(run, "native"),
              value -> Amounts.of(value, "bytes")));

  private Goals() {}

  static String table(List<Results> runs) {
    List<String> heads = new ArrayList<>(List.of("work", "goal"));
    runs.forEach(run -> heads.add("JDK " + run.jdk()));
    Table table = new Table(heads);
    for (Goal goal : ALL) {
      List<String> cells = new ArrayList<>(List.of(goal.work(), goal.goal()));
      runs.forEach(run -> cells.add(goal.verdict(run)));
      table.row(cells);
    }
    return table.toString();
  }

  private static double upper(Results run, String database, String size) {
    return run.ratio(SQL, "auto", "java", and(UPPER, "database", database, "size", size));
  }

  private static double worstUpper(Results run, String database) {
    return worst(
        run.all(SQL, and(UPPER, "database", database, Key.SUBJECT, "auto")).stream()
            .filter(figure -> !figure.parameter("size").equals("0"))
            .map(figure -> over(run, figure, "java")));
  }

  private static double worstWork(Results run, String database) {
    return worst(
        run.all(SQL, "database", database, Key.SUBJECT, "auto").stream()
            .filter(figure -> !figure.parameter("work").equals("upper"))
            .map(figure -> over(run, figure, "java")));
  }

  private static double worstAuto(Results run) {
    return worst(
        Stream.of(SQL, "RowCall")
            .flatMap(suite -> run.all(suite, Key.SUBJECT, "auto").stream())
            .map(figure -> Math.max(over(run, figure, "endive"), over(run, figure, "wasmtime"))));
  }

  private static double worstBatch(Results run) {
    return worst(
        Stream.of("16", "256", "4096")
            .map(size -> Parts.of(run, "wasmtime", "batch", size).overBare()));
  }

  private static double twoOnTwo(Results run) {
    return -worst(
        run.all("Connections", "threads", "2").stream()
            .filter(figure -> !figure.parameter(Key.SUBJECT).equals("java"))
            .map(
                figure ->
                    -2 * run.wall("Connections", same(figure, "threads", "1")) / figure.wall()));
  }

  private static double extraBytes(Results run, String engine) {
    double bytes =
        run.allocated("RowCall", "subject", engine, "work", "upper", "data", "ascii", "size", "16");
    // The profiler's own allocations are spread over the rows: less than a byte.
    return Math.floor(Math.max(0, bytes - RESULT_BYTES));
  }

  private static double first(Results run, String what) {
    return worst(run.all("FirstRow", "what", what).stream().map(Figure::wall));
  }

  private static double idle(Results run, String part) {
    return worst(
        run.all("ConnectionMemory", "what", "idle-" + part).stream()
            .map(
                figure ->
                    figure.wall()
                        - run.wall("ConnectionMemory", same(figure, "what", "plain-" + part))));
  }

  /** A figure over that of another subject, all else being the same. */
  private static double over(Results run, Figure figure, String subject) {
    return figure.median() / run.value(figure.key().suite(), same(figure, Key.SUBJECT, subject));
  }

  private static String[] same(Figure figure, String name, String value) {
    return figure.key().parameters().entrySet().stream()
        .flatMap(
            (Map.Entry<String, String> each) ->
                Stream.of(each.getKey(), each.getKey().equals(name) ? value : each.getValue()))
        .toArray(String[]::new);
  }

  private static String[] and(String[] parameters, String... more) {
    return Stream.concat(Stream.of(parameters), Stream.of(more)).toArray(String[]::new);
  }

  private static double worst(Stream<Double> values) {
    DoubleStream known = values.mapToDouble(Double::doubleValue).filter(Double::isFinite);
    return known.max().orElse(Double.NaN);
  }
}
