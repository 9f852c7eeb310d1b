package io.github.wasmudf.benchmarks;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
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
 * What one row of {@code SELECT SUM(CHAR_LENGTH(f(c))) FROM t} costs in H2 and in Calcite, over a
 * table in memory: the plugin on each engine, beside the same work as a Java function, H2's and
 * Calcite's own UPPER, and the scan alone. The scan, the sum and the query's start are part of
 * every figure. Left out: parsing and planning, the client's side, disk.
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

  /** The plugin. */
  @Param("upper")
  public String work;

  /** {@code ascii}, {@code accented}, {@code cjk}. */
  @Param("ascii")
  public String data;

  /** Bytes of a row that is not NULL. */
  @Param("16")
  public int size;

  /** So many rows in a hundred are NULL. */
  @Param("0")
  public int nulls;

  private SqlTable table;
  private Connection connection;
  private PreparedStatement query;

  /** Fills the table, compares every row with the twin's, and prepares the query. */
  @Setup
  public void open() throws SQLException {
    Work what = Work.of(work);
    List<String> rows = Rows.texts(what, data, size, Rows.count(size));
    for (int i = 0; i < rows.size(); i++) {
      if (Rows.isNull(i, nulls)) {
        rows.set(i, null);
      }
    }
    table = SqlTable.open(database, SqlTable.engine(subject), what, rows);
    connection = table.connect();
    String call = SqlTable.call(subject, what);
    if (!subject.equals("scan")) {
      check(call, what, rows);
    }
    query = connection.prepareStatement("SELECT SUM(CHAR_LENGTH(" + call + ")) FROM t");
  }

  private void check(String call, Work what, List<String> rows) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet answers = statement.executeQuery("SELECT " + call + " FROM t")) {
      for (String row : rows) {
        answers.next();
        Answers.require(expected(what, row), answers.getString(1), subject);
      }
    }
  }

  private static String expected(Work what, String row) {
    return row == null
        ? null
        : new String(
            what.twin().apply(row.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
  }

  /** One query over all rows. */
  @Benchmark
  public long rows() throws SQLException {
    try (ResultSet rows = query.executeQuery()) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** Ends the database. */
  @TearDown
  public void close() throws SQLException {
    connection.close();
    table.close();
  }
}
