package io.github.wasmudf.benchmarks.report;

import static io.github.wasmudf.benchmarks.report.Cases.above;
import static io.github.wasmudf.benchmarks.report.Cases.are;

import io.github.wasmudf.benchmarks.harness.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What the project wants to reach, and what it has reached. */
final class Goals {
  private static final double GUEST_THAT_WORKS = 300;
  private static final double DUCKLINK = 43;

  private static final List<Goal> ALL =
      Stream.of(inSql(), belowSql(), connections()).flatMap(List::stream).toList();

  private Goals() {}

  private static List<Goal> inSql() {
    return List.of(
        Goal.ratio(
            "H2, `upper` over 16 B, `auto`, against the Java alias, whole query",
            "≤ 1.25 ×; on JDK 17 ≤ 1.5 ×",
            run -> run.jdk().equals("17") ? 1.5 : 1.25,
            run -> Cases.sql(run, "java", upper("h2").and(are("size", "16")))),
        Goal.ratio(
            "H2, `upper` over 16 B to 1 MiB, `auto`, against the Java alias: the worst",
            "≤ 2 ×; JDK 17 as it is",
            run -> run.jdk().equals("17") ? Double.NaN : 2,
            run -> Cases.sql(run, "java", upper("h2"))),
        Goal.ratio(
            "`auto` against the better of the two engines, every plugin and size: the worst",
            1.1,
            Cases::autoOverBetter),
        Goal.ratio(
            "Calcite, batches, `upper` over 16 B, `auto`, against the Java UDF, whole query",
            1.25,
            run ->
                Cases.sql(run, "java", upper("calcite").and(are("size", "16", "call", "batch")))),
        Goal.ratio(
            "Calcite, batches, rows that take over 300 ns, `auto`, against the Java UDF: the worst",
            1.0,
            run ->
                Cases.sql(
                    run,
                    "java",
                    are("database", "calcite", "call", "batch").and(above(GUEST_THAT_WORKS)))),
        addOne("h2", "H2", "alias"),
        addOne("calcite", "Calcite, batches", "UDF"),
        Goal.ratio(
            "`fnv1a` and `siphash` over text in SQL, `auto`, against Java: the worst",
            3,
            run -> Cases.sql(run, "java", are("work", "fnv1a").or(are("work", "siphash")))));
  }

  private static Predicate<Figure> upper(String database) {
    return are("database", database, "work", "upper", "data", "ascii", "nulls", "0");
  }

  private static Goal addOne(String database, String name, String function) {
    return Goal.amount(
        name + ", `x+1` over BIGINT, beyond the scan",
        "≤ 43 ns, and ≤ the Java " + function,
        run -> Math.min(DUCKLINK, Cases.javaBeyondScan(run, database, "add_one")),
        "ns",
        run -> Cases.beyondScan(run, database, "add_one"));
  }

  private static List<Goal> belowSql() {
    return List.of(
        Goal.ratio(
            "wasmtime in batches, 16 B to 4 KiB, against the guest's bare loop and two copies: the"
                + " worst",
            1.3,
            Cases::batches),
        gcd("endive", "Endive"),
        gcd("wasmtime", "wasmtime"),
        Goal.ratio(
            "SIMD guest over 64 KiB, wasmtime, singly, against the plain Java loop",
            1.0,
            run ->
                Cases.ratio(
                    run,
                    "CallParts",
                    "simd",
                    "java",
                    "call",
                    "row",
                    "part",
                    "whole",
                    "size",
                    "65536")),
        naive("our row call on `auto`'s first engine", "endive row", 15),
        naive("our row call on wasmtime", "wasmtime row", 15),
        naive("our batches on wasmtime", "wasmtime batch", 200),
        Goal.ratio(
            "an Extism guest over 1 MiB, on either engine, against a transform guest: the worst",
            5,
            Cases::extismOverTransform),
        Goal.amount(
            "allocated by a row call beyond its result: the worst", 0, "bytes", Cases::extraBytes));
  }

  private static Goal gcd(String engine, String name) {
    return Goal.ratio(
        "`gcd` over columns of 1024 BIGINT, " + name + ", against the Java loop",
        1.5,
        run -> Cases.ratio(run, "Numbers", engine, "java", "work", "gcd", "call", "batch"));
  }

  private static Goal naive(String ours, String subject, double least) {
    return Goal.factor(
        "naive wasmtime-java against " + ours + ", 16 B",
        least,
        run -> Cases.ratio(run, "Peer", "naive wasmtime", subject, "guest", "upper", "size", "16"));
  }

  private static List<Goal> connections() {
    return List.of(
        Goal.factor(
            "rows a second of 2 connections against 1: the worst", 1.9, Cases::twoConnections),
        Goal.amount(
            "register a plugin of 106 KB to first row, `auto`",
            50,
            "ms",
            run -> Cases.firstRows(run, "register")),
        Goal.amount(
            "its first row after reopen, `auto`", 15, "ms", run -> Cases.firstRows(run, "reopen")),
        Goal.amount(
            "heap of an idle connection that never called a plugin, beyond H2's own",
            1024,
            "bytes",
            run -> Cases.idle(run, "heap")),
        Goal.amount(
            "native memory of such a connection, beyond H2's own",
            "0 B; resident memory tells it to 1 KiB",
            run -> 1024,
            "bytes",
            run -> Cases.idle(run, "native")));
  }

  /** All goals; how each came about is said of the newest JDK's run, the last. */
  static String table(List<Results> runs) {
    Results newest = runs.get(runs.size() - 1);
    List<String> heads = new ArrayList<>(List.of("work", "goal"));
    runs.forEach(run -> heads.add("JDK " + run.jdk()));
    heads.add("where it goes, JDK " + newest.jdk());
    Table table = new Table(heads);
    for (Goal goal : ALL) {
      List<String> cells = new ArrayList<>(List.of(goal.work(), goal.goal()));
      runs.forEach(run -> cells.add(goal.verdict(run)));
      cells.add(goal.where(newest));
      table.row(cells);
    }
    return table.toString();
  }
}
