package io.github.wasmudf.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What one row of a query over a table in memory costs in H2 and in Calcite: {@code SELECT
 * SUM(CHAR_LENGTH(f(c))) FROM t}, or {@code SELECT MAX(f(a, b)) FROM t} where the answer is a
 * number; the plugin on each engine, beside the same work as a Java function, what SQL itself has
 * for it, and the scan alone. The scan, the sum and the query's start are part of every figure.
 * Left out: parsing and planning, the client's side, disk.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SqlBenchmark {
  /** Where the query runs. */
  @Param({"h2", "calcite"})
  public String database;

  /** The call under test; {@code scan} is the floor, {@code java} the baseline. */
  @Param({"scan", "builtin", "java", "endive", "wasmtime", "auto"})
  public String subject;

  /** The function. */
  @Param({
    "upper",
    "redact",
    "json_pretty",
    "sha256",
    "base64",
    "gcd",
    "add_one",
    "fnv1a",
    "siphash"
  })
  public String work;

  /** Whether Calcite may call for many rows at once; H2 never does. */
  @Param({"row", "batch"})
  public String call;

  /** {@code ascii}, {@code accented}, {@code cjk}. */
  @Param("ascii")
  public String data;

  /** Bytes of a row that is not NULL; numbers are what they are. */
  @Param("16")
  public int size;

  /** So many rows in a hundred are NULL. */
  @Param("0")
  public int nulls;

  /** Rows of the table; one invocation goes through all of them. */
  @Param("1024")
  public int rows;

  private SqlTable table;
  private Connection connection;
  private PreparedStatement query;
  private long expected;

  /** Fills the table, compares every row with the twin's, and prepares the query. */
  @Setup
  public void open() throws SQLException {
    SqlWork what = SqlWork.of(work);
    List<Object[]> all = what.rows(data, size, rows);
    for (int i = 0; i < all.size(); i++) {
      if (Rows.isNull(i, nulls)) {
        Arrays.fill(all.get(i), null);
      }
    }
    table = SqlTable.open(database, subject, call, what, all);
    connection = table.connect();
    String expression = what.call(subject);
    boolean scan = subject.equals("scan");
    if (!scan) {
      SqlTable.check(connection, subject, what, all);
    }
    expected =
        what.overall(
            all.stream().map(row -> scan ? row[0] : what.expected(row)).filter(Objects::nonNull));
    query = connection.prepareStatement("SELECT " + what.overall(expression) + " FROM t");
  }

  /** One query over all rows. */
  @Benchmark
  public long query() throws SQLException {
    try (ResultSet answer = query.executeQuery()) {
      answer.next();
      long overall = answer.getLong(1);
      Answers.require(expected, overall, subject);
      return overall;
    }
  }

  /** Ends the database. */
  @TearDown
  public void close() throws SQLException {
    connection.close();
    table.close();
  }
}
