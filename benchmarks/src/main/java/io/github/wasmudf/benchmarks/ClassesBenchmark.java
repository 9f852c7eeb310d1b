package io.github.wasmudf.benchmarks;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Loads what the other benchmarks load: both databases with both engines, a few rows of each. Its
 * figure is of no use.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ClassesBenchmark {
  private static final int ROWS = 64;

  /** One query of each. */
  @Benchmark
  public long queries() throws SQLException {
    long overall = 0;
    for (String database : List.of("h2", "calcite")) {
      for (String subject : List.of("java", "endive", "wasmtime")) {
        overall += query(database, subject, "upper") + query(database, subject, "fnv1a");
      }
      overall += query(database, "endive", "add_one");
    }
    return overall;
  }

  private static long query(String database, String subject, String work) throws SQLException {
    SqlBenchmark benchmark = new SqlBenchmark();
    benchmark.database = database;
    benchmark.subject = subject;
    benchmark.work = work;
    benchmark.call = "batch";
    benchmark.data = "ascii";
    benchmark.size = Long.BYTES;
    benchmark.rows = ROWS;
    benchmark.open();
    try {
      return benchmark.query();
    } finally {
      benchmark.close();
    }
  }
}
