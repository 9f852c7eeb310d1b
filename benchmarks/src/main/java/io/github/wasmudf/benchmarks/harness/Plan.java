package io.github.wasmudf.benchmarks.harness;

import io.github.wasmudf.benchmarks.BatchCallBenchmark;
import io.github.wasmudf.benchmarks.CallPartsBenchmark;
import io.github.wasmudf.benchmarks.ConnectionsBenchmark;
import io.github.wasmudf.benchmarks.PeerBenchmark;
import io.github.wasmudf.benchmarks.RowCallBenchmark;
import io.github.wasmudf.benchmarks.Rows;
import io.github.wasmudf.benchmarks.SqlBenchmark;
import io.github.wasmudf.benchmarks.SqlPeerBenchmark;
import io.github.wasmudf.benchmarks.probes.ConnectionMemory;
import io.github.wasmudf.benchmarks.probes.FirstRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which measurements a profile takes, in what order. What is compared stands side by side, so that
 * a machine that gets slower in the meantime slows both: subjects turn fastest.
 */
final class Plan {
  private static final List<String> ENGINES = List.of("java", "endive", "wasmtime");
  private static final List<String> CALLS = List.of("java", "endive", "wasmtime", "auto");
  private static final List<String> SQL =
      List.of("scan", "builtin", "java", "endive", "wasmtime", "auto");
  private static final List<String> PARTS = List.of("crossing", "in", "out", "whole", "loops");
  private static final List<String> WORKS = List.of("redact", "json_pretty", "sha256", "base64");

  private static final List<String> PEERS =
      List.of(
          "endive row",
          "naive endive",
          "chicory",
          "endive batch",
          "wasmtime row",
          "naive wasmtime",
          "wasmtime batch");
  private static final int GRAALWASM_NEEDS = 21;

  private final List<Measurement> all = new ArrayList<>();

  private Plan() {}

  static List<Measurement> of(Profile profile) {
    Plan plan = new Plan();
    if (profile == Profile.QUICK) {
      plan.quick();
    } else {
      plan.full();
    }
    return plan.all;
  }

  private void quick() {
    rowCalls(CALLS, "upper", "ascii", 16, 4096);
    batches(16, 0, 1024);
    batches(4096, 0, 1024);
    parts(List.of("java", "endive", "wasmtime"), "batch", 4096);
    sql(SQL, List.of("h2", "calcite"), "upper", "ascii", 0, 16);
    sql(CALLS, List.of("h2"), "upper", "ascii", 0, 4096);
    for (String work : WORKS) {
      sql(ENGINES, List.of("h2"), work, "ascii", 0, 256);
    }
    sql(ENGINES, List.of("calcite"), "redact", "ascii", 0, 256);
    peers(16);
    sqlPeers(List.of("java", "endive"), 16);
    connections("h2", 1, 2);
    probes();
  }

  private void full() {
    rowCalls(CALLS, "upper", "ascii", 0, 16, 256, 4096, 65_536, 1 << 20, 1 << 24);
    rowCalls(CALLS, "upper", "accented", 256);
    rowCalls(CALLS, "upper", "cjk", 256);
    rowCalls(CALLS, "base64", "binary", 16, 256, 4096, 65_536, 1 << 20);
    for (String work : WORKS) {
      rowCalls(CALLS, work, "ascii", 256, 4096);
    }
    batches(16, 0, 1, 4, 16, 64, 256, 1024, 4096);
    batches(256, 0, 1, 64, 1024);
    batches(4096, 0, 1, 64, 1024);
    batches(16, 10, 1024);
    batches(16, 90, 1024);
    for (int size : new int[] {16, 256, 4096, 65_536}) {
      parts(List.of("java", "endive", "wasmtime", "simd"), "row", size);
      parts(List.of("java", "endive", "wasmtime", "simd"), "batch", size);
    }
    List<String> databases = List.of("h2", "calcite");
    sql(SQL, databases, "upper", "ascii", 0, 16, 256, 4096, 65_536, 1 << 20);
    sql(SQL, databases, "upper", "accented", 0, 256);
    sql(SQL, databases, "upper", "cjk", 0, 256);
    sql(SQL, databases, "upper", "ascii", 10, 16);
    sql(SQL, databases, "upper", "ascii", 90, 16);
    for (String work : WORKS) {
      sql(CALLS, databases, work, "ascii", 0, 256, 4096);
    }
    peers(16);
    peers(256);
    sqlPeers(List.of("scan", "builtin", "java", "endive"), 16);
    sqlPeers(List.of("scan", "builtin", "java", "endive"), 256);
    connections("h2", 1, 2, 4, 8);
    connections("calcite", 1, 2, 4, 8);
    probes();
  }

  private void rowCalls(List<String> subjects, String work, String data, int... sizes) {
    for (int size : sizes) {
      for (String subject : subjects) {
        add(
            RowCallBenchmark.class,
            Rows.count(size),
            List.of("subject", "work", "data", "size"),
            subject,
            work,
            data,
            size);
      }
    }
  }

  private void batches(int size, int nulls, int... batches) {
    for (int batch : batches) {
      for (String subject : ENGINES) {
        add(
            BatchCallBenchmark.class,
            Rows.count(size),
            List.of("subject", "size", "batch", "nulls"),
            subject,
            size,
            batch,
            nulls);
      }
    }
  }

  private void parts(List<String> subjects, String call, int size) {
    for (String part : PARTS) {
      for (String subject : subjects) {
        add(
            CallPartsBenchmark.class,
            CallPartsBenchmark.ROWS,
            List.of("subject", "call", "part", "size"),
            subject,
            call,
            part,
            size);
      }
    }
  }

  private void sql(
      List<String> subjects,
      List<String> databases,
      String work,
      String data,
      int nulls,
      int... sizes) {
    for (String database : databases) {
      for (int size : sizes) {
        for (String subject : subjects) {
          add(
              SqlBenchmark.class,
              Rows.count(size),
              List.of("database", "subject", "work", "data", "nulls", "size"),
              database,
              subject,
              work,
              data,
              nulls,
              size);
        }
      }
    }
  }

  private void peers(int size) {
    for (String subject : PEERS) {
      peer(subject, size);
    }
    if (Runtime.version().feature() >= GRAALWASM_NEEDS) {
      peer("graalwasm", size);
    }
  }

  private void peer(String subject, int size) {
    add(PeerBenchmark.class, PeerBenchmark.ROWS, List.of("subject", "size"), subject, size);
  }

  private void sqlPeers(List<String> subjects, int size) {
    for (String subject : subjects) {
      for (String database : List.of("h2", "sqlite", "duckdb")) {
        add(
            SqlPeerBenchmark.class,
            Rows.count(size),
            List.of("database", "subject", "size"),
            database,
            subject,
            size);
      }
    }
  }

  private void connections(String database, int... threads) {
    for (String subject : ENGINES) {
      for (int each : threads) {
        Map<String, String> parameters = Map.of("database", database, "subject", subject);
        all.add(
            new JmhCase(
                ConnectionsBenchmark.class,
                parameters,
                each,
                Rows.count(ConnectionsBenchmark.SIZE)));
      }
    }
  }

  private void probes() {
    for (String engine : List.of("endive", "wasmtime")) {
      all.add(new Probe(FirstRow.class, Map.of("subject", engine)));
      all.add(new Probe(ConnectionMemory.class, Map.of("subject", engine)));
    }
  }

  private void add(Class<?> benchmark, int rows, List<String> names, Object... values) {
    Map<String, String> parameters = new LinkedHashMap<>();
    List<String> texts = Arrays.stream(values).map(Object::toString).toList();
    for (int i = 0; i < texts.size(); i++) {
      parameters.put(names.get(i), texts.get(i));
    }
    all.add(new JmhCase(benchmark, parameters, 1, rows));
  }
}
