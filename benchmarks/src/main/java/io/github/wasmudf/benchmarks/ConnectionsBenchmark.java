package io.github.wasmudf.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
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
 * How many rows a second several connections to one database get through together, each running
 * {@link SqlBenchmark}'s query over the same table. Run with 1, 2, 4 and 8 threads; a figure is the
 * time that one connection takes for a row. Wall time counts here, and the machine's cores are the
 * most that can be gained. Left out: connections that wait for each other's locks.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ConnectionsBenchmark {
  /** Bytes of a row. */
  public static final int SIZE = 256;

  /** So few that a query is short: what threads do at the same time is counted by queries. */
  public static final int ROWS = 4096;

  /** Where the query runs. */
  @Param({"h2", "calcite"})
  public String database;

  /** The call under test; {@code java} is the baseline. */
  @Param({"java", "endive", "wasmtime"})
  public String subject;

  private SqlTable table;
  private long expected;

  /** Fills the table, and compares every row with the twin's. */
  @Setup
  public void open() throws SQLException {
    List<Object[]> rows = Work.REDACT.rows("ascii", SIZE, ROWS);
    expected = Work.REDACT.overall(rows.stream().map(Work.REDACT::expected));
    table = SqlTable.open(database, subject, "batch", Work.REDACT, rows);
    try (Connection connection = table.connect()) {
      SqlTable.check(connection, subject, Work.REDACT, rows);
    }
  }

  /** Ends the database. */
  @TearDown
  public void close() throws SQLException {
    table.close();
  }

  /** One connection of one thread. */
  @State(Scope.Thread)
  public static class Connected {
    private Connection connection;
    private PreparedStatement query;

    /** Connects. */
    @Setup
    public void open(ConnectionsBenchmark all) throws SQLException {
      connection = all.table.connect();
      query =
          connection.prepareStatement(
              "SELECT " + Work.REDACT.overall(Work.REDACT.call(all.subject)) + " FROM t");
    }

    /** Closes the connection. */
    @TearDown
    public void close() throws SQLException {
      connection.close();
    }
  }

  /** One query over all rows. */
  @Benchmark
  public long rows(Connected connected) throws SQLException {
    try (ResultSet answer = connected.query.executeQuery()) {
      answer.next();
      long overall = answer.getLong(1);
      Answers.require(expected, overall, subject);
      return overall;
    }
  }
}
