package io.github.wasmudf.benchmarks.report;

import io.github.wasmudf.benchmarks.harness.Figure;
import io.github.wasmudf.benchmarks.harness.Machine;
import io.github.wasmudf.benchmarks.harness.Run;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tables of the pages, by name. */
final class Blocks {
  private static final List<String> ENGINES = List.of("endive", "wasmtime", "auto");
  private static final List<String> SQL =
      List.of("java", "scan", "builtin", "endive", "wasmtime", "auto");
  private static final List<String> CALLS = List.of("java", "endive", "wasmtime", "auto");

  private Blocks() {}

  static Map<String, String> of(List<Results> runs) {
    Map<String, String> blocks = new LinkedHashMap<>();
    blocks.put("machine", machine(runs));
    blocks.put("goals", Goals.table(runs));
    blocks.put("h2", sql(runs, "h2"));
    blocks.put("calcite", sql(runs, "calcite"));
    blocks.put(
        "numbers", new RatioTable("Numbers", List.of("work", "call"), CALLS, "java").of(runs));
    blocks.put(
        "row", new RatioTable("RowCall", List.of("work", "data", "size"), CALLS, "java").of(runs));
    blocks.put(
        "batch",
        new RatioTable("BatchCall", List.of("size", "nulls", "batch"), CALLS, "java").of(runs));
    blocks.put("parts", Parts.table(runs));
    blocks.put("statistics", statistics(runs));
    blocks.put("peers", peers(runs));
    blocks.put("sql-peers", sqlPeers(runs));
    blocks.put("connections", connections(runs));
    blocks.put("latency", latency(runs));
    blocks.put("first-row", probe(runs, "FirstRow", "plugin"));
    blocks.put("memory", probe(runs, "ConnectionMemory", "connections"));
    blocks.put("allocation", allocation(runs));
    blocks.put("failures", failures(runs));
    return blocks;
  }

  private static String machine(List<Results> runs) {
    Table table =
        new Table(
            List.of("JDK", "profile", "date", "commit", "CPU", "cores", "memory", "OS", "load"));
    for (Results results : runs) {
      Run run = results.run();
      Machine machine = run.machine();
      table.row(
          List.of(
              run.java(),
              run.profile(),
              run.date(),
              run.commit(),
              machine.cpu(),
              Integer.toString(machine.cores()),
              Amounts.of(machine.memoryBytes() / 1024.0, "bytes").replace("MiB", "GiB"),
              machine.os(),
              Amounts.digits(machine.load())));
    }
    return table.toString();
  }

  private static String sql(List<Results> runs, String database) {
    List<String> columns = List.of("work", "call", "data", "nulls", "size", "rows");
    return new RatioTable("Sql", columns, SQL, "java").of(runs, "database", database);
  }

  private static String statistics(List<Results> runs) {
    return new RatioTable(
            "Statistics",
            List.of("engine", "work", "call"),
            List.of("uncounted", "counted", "counting"),
            "uncounted")
        .of(runs);
  }

  private static String peers(List<Results> runs) {
    return new RatioTable(
            "Peer",
            List.of("guest", "size"),
            List.of(
                "endive row",
                "naive endive",
                "chicory",
                "graalwasm",
                "extism sdk",
                "naive wasmtime",
                "wasmtime row",
                "endive batch",
                "wasmtime batch"),
            "endive row")
        .of(runs);
  }

  private static String sqlPeers(List<Results> runs) {
    return new RatioTable(
            "SqlPeer",
            List.of("database", "size"),
            List.of("java", "scan", "builtin", "endive"),
            "java")
        .of(runs);
  }

  /** The clock's: the threads share the cores. */
  private static String connections(List<Results> runs) {
    List<String> columns = List.of("database", "threads");
    return new RatioTable("Connections", columns, CALLS, "java", Figure::wall).of(runs);
  }

  private static String latency(List<Results> runs) {
    List<String> columns = List.of("what", "threads");
    return new RatioTable("Latency", columns, CALLS, "java", Figure::wall).of(runs);
  }

  /** What a probe told of both engines, by what it was about and one more parameter. */
  private static String probe(List<Results> runs, String suite, String parameter) {
    Table table = new Table(List.of("JDK", "what", parameter, "endive", "wasmtime"));
    for (Results run : runs) {
      for (Figure figure : run.all(suite, "subject", "endive")) {
        String what = figure.parameter("what");
        String value = figure.parameter(parameter);
        String unit = figure.key().unit();
        double other = run.wall(suite, "subject", "wasmtime", "what", what, parameter, value);
        table.row(
            List.of(
                run.jdk(),
                what,
                value,
                Amounts.of(figure.wall(), unit),
                Double.isFinite(other) ? Amounts.of(other, unit) : ""));
      }
    }
    return table.isEmpty() ? "" : table.toString();
  }

  private static String allocation(List<Results> runs) {
    Table table = new Table(List.of("JDK", "data", "size", "java", "endive", "wasmtime", "auto"));
    for (Results run : runs) {
      for (Figure figure : run.all("RowCall", "subject", "java", "work", "upper")) {
        String data = figure.parameter("data");
        String size = figure.parameter("size");
        String[] same = {"work", "upper", "data", data, "size", size};
        table.row(
            List.of(
                run.jdk(),
                data,
                size,
                bytes(figure.allocated()),
                bytes(run.allocated("RowCall", Results.with(ENGINES.get(0), same))),
                bytes(run.allocated("RowCall", Results.with(ENGINES.get(1), same))),
                bytes(run.allocated("RowCall", Results.with(ENGINES.get(2), same)))));
      }
    }
    return table.isEmpty() ? "" : table.toString();
  }

  private static String bytes(double value) {
    return Double.isFinite(value) ? Amounts.of(value, "bytes") : "";
  }

  private static String failures(List<Results> runs) {
    StringBuilder text = new StringBuilder();
    for (Results run : runs) {
      for (String failure : run.run().failures()) {
        text.append("- JDK ").append(run.jdk()).append(": ").append(failure).append('\n');
      }
    }
    return text.toString();
  }
}
