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
 * How long one statement takes that calls {@code redact} for one row of 256 bytes in H2, while as
 * many connections as there are threads do the same: {@code SELECT f(?)}, prepared. Run with twice
 * as many threads as there are cores, so that they wait for each other. Figures are percentiles of
 * what the clock said of single statements. Left out: a network.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LatencyBenchmark {
  private static final int SIZE = 256;
  private static final int ROWS = Rows.BATCH;

  /** The call under test; {@code java} is the baseline. */
  @Param({"java", "endive", "wasmtime"})
  public String subject;

  private SqlTable table;
  private List<Object[]> rows;
  private String[] expected;

  /** Opens the database. */
  @Setup
  public void open() throws SQLException {
    rows = Work.REDACT.rows("ascii", SIZE, ROWS);
    expected = rows.stream().map(Work.REDACT::expected).toArray(String[]::new);
    table = SqlTable.open("h2", subject, "row", Work.REDACT, List.of());
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
    private int next;

    /** Connects. */
    @Setup
    public void open(LatencyBenchmark all) throws SQLException {
      connection = all.table.connect();
      // H2 does not know what a bare parameter is.
      String call = Work.REDACT.call(all.subject).replace("c)", "CAST(? AS VARCHAR))");
      query = connection.prepareStatement("SELECT " + call);
    }

    /** Closes the connection. */
    @TearDown
    public void close() throws SQLException {
      connection.close();
    }
  }

  /** One statement of one row. */
  @Benchmark
  public String row(Connected connected) throws SQLException {
    int row = connected.next;
    connected.next = (row + 1) % ROWS;
    connected.query.setString(1, (String) rows.get(row)[0]);
    try (ResultSet answer = connected.query.executeQuery()) {
      answer.next();
      String text = answer.getString(1);
      Answers.require(expected[row], text, subject);
      return text;
    }
  }
}
