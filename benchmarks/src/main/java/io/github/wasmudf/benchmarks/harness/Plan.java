package io.github.wasmudf.benchmarks.harness;

import io.github.wasmudf.benchmarks.BatchCallBenchmark;
import io.github.wasmudf.benchmarks.CallPartsBenchmark;
import io.github.wasmudf.benchmarks.ConnectionsBenchmark;
import io.github.wasmudf.benchmarks.LatencyBenchmark;
import io.github.wasmudf.benchmarks.NumbersBenchmark;
import io.github.wasmudf.benchmarks.PeerBenchmark;
import io.github.wasmudf.benchmarks.RowCallBenchmark;
import io.github.wasmudf.benchmarks.Rows;
import io.github.wasmudf.benchmarks.SqlBenchmark;
import io.github.wasmudf.benchmarks.SqlPeerBenchmark;
import io.github.wasmudf.benchmarks.StatisticsBenchmark;
import io.github.wasmudf.benchmarks.probes.ConnectionMemory;
import io.github.wasmudf.benchmarks.probes.FirstRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which measurements a profile takes, in what order. What is compared stands side by side, so that
 * a machine that gets slower in the meantime slows both: subjects turn fastest.
 */
final class Plan {
  private static final List<String> ENGINES = List.of("java", "endive", "wasmtime");
  private static final List<String> CALLS = List.of("java", "endive", "wasmtime", "auto");
  private static final List<String> SQL =
      List.of("scan", "builtin", "java", "endive", "wasmtime", "auto");
  private static final List<String> WITHOUT_BUILTIN =
      List.of("scan", "java", "endive", "wasmtime", "auto");
  private static final List<String> JAVA_AND_AUTO = List.of("java", "auto");
  private static final List<String> PARTS = List.of("crossing", "in", "out", "whole", "loops");
  private static final List<String> WORKS = List.of("redact", "json_pretty", "sha256", "base64");
  private static final List<String> HASHES = List.of("fnv1a", "siphash");

  private static final List<String> QUICK_PEERS =
      List.of("endive row", "wasmtime row", "naive wasmtime", "wasmtime batch");

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

  private final Profile profile;
  private final List<Measurement> all = new ArrayList<>();

  private Plan(Profile profile) {
    this.profile = profile;
  }

  static List<Measurement> of(Profile profile) {
    Plan plan = new Plan(profile);
    switch (profile) {
      case QUICK -> plan.quick();
      case FULL -> plan.full();
      case TRY -> {
        plan.full();
        return onePerSubject(plan.all);
      }
    }
    return plan.all;
  }

  /** What differs in size alone does not differ in whether it runs. */
  private static List<Measurement> onePerSubject(List<Measurement> all) {
    Map<String, Measurement> first = new LinkedHashMap<>();
    for (Measurement each : all) {
      first.putIfAbsent(withoutSizes(each), each);
    }
    return List.copyOf(first.values());
  }

  private static String withoutSizes(Measurement measurement) {
    if (!(measurement instanceof JmhCase benchmark)) {
      return measurement.label();
    }
    Map<String, String> parameters = new TreeMap<>(benchmark.parameters());
    parameters.keySet().removeAll(List.of("size", "rows", "batch"));
    return benchmark.benchmark().getSimpleName() + parameters;
  }

  /** What the goals ask for, and no more: each measurement is a JVM, which takes four seconds. */
  private void quick() {
    sql("h2", "row", "upper", CALLS, 16);
    sql("h2", "row", "upper", JAVA_AND_AUTO, 4096);
    sql("h2", "row", "upper", JAVA_AND_AUTO, 1 << 20);
    sql("h2", "row", "redact", CALLS, 256);
    sql("calcite", "batch", "upper", JAVA_AND_AUTO, 16);
    sql("calcite", "batch", "redact", JAVA_AND_AUTO, 256);
    for (String database : List.of("h2", "calcite")) {
      String call = database.equals("h2") ? "row" : "batch";
      sql(database, call, "add_one", List.of("scan", "java", "auto"), Long.BYTES);
      sql(database, call, database.equals("h2") ? "fnv1a" : "siphash", JAVA_AND_AUTO, 16);
    }
    rowCalls(List.of("endive", "wasmtime"), "upper", "ascii", 16);
    rowCalls(List.of("endive"), "upper", "ascii", 1 << 20);
    rowCalls(List.of("endive"), "extism_upper", "ascii", 1 << 20);
    for (int size : new int[] {16, 256, 4096}) {
      parts("java", "batch", size, "in");
      parts("wasmtime", "batch", size, "whole", "loops");
    }
    parts("java", "row", 65_536, "whole");
    parts("simd", "row", 65_536, "whole");
    numbers("gcd", "batch");
    peers("upper", QUICK_PEERS, 16);
    for (String engine : List.of("endive", "wasmtime")) {
      connections("h2", engine, 1, 2);
    }
    firstRow("auto", "large");
    latency(List.of("endive", "wasmtime"));
    memory();
  }

  private void full() {
    rowCalls(CALLS, "upper", "ascii", 0, 16, 256, 4096, 65_536, 1 << 20, 1 << 24);
    rowCalls(CALLS, "upper", "accented", 256);
    rowCalls(CALLS, "upper", "cjk", 256);
    rowCalls(ENGINES, "extism_upper", "ascii", 16, 4096, 1 << 20);
    rowCalls(CALLS, "base64", "binary", 16, 4096, 1 << 20);
    for (String work : WORKS) {
      rowCalls(CALLS, work, "ascii", 256, 4096);
    }
    batches(16, 0, 1, 4, 16, 64, 256, 1024, 4096);
    batches(256, 0, 1, 64, 1024);
    batches(4096, 0, 1, 64, 1024);
    batches(16, 10, 1024);
    batches(16, 90, 1024);
    for (int size : new int[] {16, 256, 4096, 65_536}) {
      for (String call : List.of("row", "batch")) {
        parts("java", call, size, "in", "whole");
        for (String subject : List.of("endive", "wasmtime", "simd")) {
          parts(subject, call, size, PARTS.toArray(String[]::new));
        }
      }
    }
    for (String work : List.of("gcd", "add_one")) {
      numbers(work, "row", "batch");
    }
    statistics();
    sqlOfTexts();
    sqlOfNumbers();
    peers(16);
    peers(256);
    for (int size : new int[] {16, 256}) {
      List<String> databases = List.of("h2", "sqlite", "duckdb");
      sqlPeers(List.of("scan", "builtin", "java", "endive"), databases, size);
    }
    for (String database : List.of("h2", "calcite")) {
      for (String subject : ENGINES) {
        connections(database, subject, 1, 2, 4, 8);
      }
    }
    latency(ENGINES);
    for (String engine : List.of("endive", "wasmtime", "auto")) {
      firstRow(engine, "small");
      firstRow(engine, "large");
    }
    memory();
  }

  private void sqlOfTexts() {
    for (int size : new int[] {16, 256, 4096, 65_536, 1 << 20}) {
      sql("h2", "row", "upper", SQL, size);
      sql("calcite", "batch", "upper", SQL, size);
    }
    for (int size : new int[] {16, 256}) {
      sql("calcite", "row", "upper", CALLS, size);
    }
    for (String database : List.of("h2", "calcite")) {
      String call = database.equals("h2") ? "row" : "batch";
      for (String data : List.of("accented", "cjk")) {
        sql(database, call, "upper", CALLS, data, 0, 256);
      }
      for (int nulls : new int[] {10, 90}) {
        sql(database, call, "upper", WITHOUT_BUILTIN, "ascii", nulls, 16);
      }
      for (String work : WORKS) {
        sql(database, call, work, CALLS, 256);
      }
      sql(database, call, "redact", CALLS, 4096);
      sql(database, call, "json_pretty", CALLS, 4096);
    }
  }

  private void sqlOfNumbers() {
    for (String database : List.of("h2", "calcite")) {
      List<String> calls = database.equals("h2") ? List.of("row") : List.of("row", "batch");
      for (String call : calls) {
        sql(database, call, "add_one", SQL, Long.BYTES);
        sql(database, call, "gcd", WITHOUT_BUILTIN, 2 * Long.BYTES);
      }
      for (String hash : HASHES) {
        sql(database, calls.get(calls.size() - 1), hash, CALLS, 16);
        sql(database, calls.get(calls.size() - 1), hash, CALLS, 256);
      }
    }
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

  private void parts(String subject, String call, int size, String... parts) {
    for (String part : parts) {
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

  private void numbers(String work, String... calls) {
    for (String call : calls) {
      for (String subject : ENGINES) {
        add(
            NumbersBenchmark.class,
            NumbersBenchmark.ROWS,
            List.of("subject", "work", "call"),
            subject,
            work,
            call);
      }
    }
  }

  private void statistics() {
    for (String engine : List.of("endive", "wasmtime")) {
      for (String work : List.of("upper", "gcd")) {
        for (String call : List.of("row", "batch")) {
          for (String subject : List.of("uncounted", "counted", "counting")) {
            add(
                StatisticsBenchmark.class,
                StatisticsBenchmark.ROWS,
                List.of("subject", "engine", "work", "call"),
                subject,
                engine,
                work,
                call);
          }
        }
      }
    }
  }

  private void sql(String database, String call, String work, List<String> subjects, int size) {
    sql(database, call, work, subjects, "ascii", 0, size);
  }

  private void sql(
      String database,
      String call,
      String work,
      List<String> subjects,
      String data,
      int nulls,
      int size) {
    int rows = Rows.count(size, profile.tableRows(), profile.tableBytes());
    for (String subject : subjects) {
      add(
          SqlBenchmark.class,
          rows,
          List.of("database", "call", "subject", "work", "data", "nulls", "size", "rows"),
          database,
          call,
          subject,
          work,
          data,
          nulls,
          size,
          rows);
    }
  }

  private void peers(int size) {
    Stream<String> more =
        Runtime.version().feature() >= GRAALWASM_NEEDS ? Stream.of("graalwasm") : Stream.of();
    peers("upper", Stream.concat(PEERS.stream(), more).collect(Collectors.toList()), size);
    peers("extism_upper", List.of("endive row", "extism sdk", "wasmtime row"), size);
  }

  private void peers(String guest, List<String> subjects, int size) {
    for (String subject : subjects) {
      add(
          PeerBenchmark.class,
          PeerBenchmark.ROWS,
          List.of("guest", "subject", "size"),
          guest,
          subject,
          size);
    }
  }

  private void sqlPeers(List<String> subjects, List<String> databases, int size) {
    for (String subject : subjects) {
      for (String database : databases) {
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

  private void connections(String database, String subject, int... threads) {
    Map<String, String> parameters = Map.of("database", database, "subject", subject);
    for (int each : threads) {
      all.add(new JmhCase(ConnectionsBenchmark.class, parameters, each, ConnectionsBenchmark.ROWS));
    }
  }

  private void latency(List<String> subjects) {
    int threads = 2 * Runtime.getRuntime().availableProcessors();
    for (String subject : subjects) {
      all.add(new JmhCase(LatencyBenchmark.class, Map.of("subject", subject), threads, 1));
    }
  }

  private void firstRow(String engine, String size) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("subject", engine);
    parameters.put("plugin", size);
    all.add(new Probe(FirstRow.class, parameters));
  }

  private void memory() {
    for (String engine : List.of("endive", "wasmtime")) {
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
