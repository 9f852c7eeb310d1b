package io.github.wasmudf.benchmarks;

import io.github.wasmudf.benchmarks.peers.NaiveGuest;
import io.github.wasmudf.benchmarks.twins.UpperTwin;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBFunctions;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.sqlite.Function;

/**
 * {@link SqlBenchmark}'s query in other databases of the same JVM, SQLite and DuckDB, with their
 * functions in Java: the twin, and the same guest in naive Endive, which is what their users can
 * build. DuckDB runs on one thread. H2 with our plugin is measured in the same rounds. Left out:
 * their functions in C.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SqlPeerBenchmark {
  /** {@code h2} is ours. */
  @Param({"h2", "sqlite", "duckdb"})
  public String database;

  /** The call under test; {@code scan} is the floor. */
  @Param({"scan", "builtin", "java", "endive"})
  public String subject;

  /** Bytes of a row. */
  @Param("16")
  public int size;

  private SqlTable table;
  private NaiveGuest guest;
  private Connection connection;
  private PreparedStatement query;
  private long expected;

  /** Fills the table, compares every row with the twin's, and prepares the query. */
  @Setup
  public void open() throws SQLException {
    List<String> rows = Rows.texts(Work.UPPER, "ascii", size, Rows.count(size));
    String call =
        switch (subject) {
          case "scan" -> "c";
          case "builtin" -> "UPPER(c)";
          default -> "peer_upper(c)";
        };
    if (database.equals("h2")) {
      List<Object[]> columns = Work.UPPER.rows("ascii", size, Rows.count(size));
      table = SqlTable.open("h2", subject, "row", Work.UPPER, columns);
      connection = table.connect();
      call = Work.UPPER.call(subject);
    } else {
      connection = DriverManager.getConnection("jdbc:" + database + ":");
      fill(rows);
      define();
    }
    check(call, rows);
    expected = rows.stream().mapToLong(String::length).sum();
    query = connection.prepareStatement("SELECT SUM(LENGTH(" + call + ")) FROM t");
  }

  private void fill(List<String> rows) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t(c VARCHAR)");
      if (database.equals("duckdb")) {
        statement.execute("SET threads = 1");
        append(rows);
        return;
      }
      statement.execute("BEGIN TRANSACTION");
      try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?)")) {
        for (String row : rows) {
          insert.setString(1, row);
          insert.executeUpdate();
        }
      }
      statement.execute("COMMIT");
    }
  }

  /** In DuckDB an INSERT of one row takes longer than the benchmark. */
  private void append(List<String> rows) throws SQLException {
    try (DuckDBAppender appender =
        connection.unwrap(DuckDBConnection.class).createAppender("main", "t")) {
      for (String row : rows) {
        appender.beginRow();
        appender.append(row);
        appender.endRow();
      }
    }
  }

  private void define() throws SQLException {
    UnaryOperator<String> function = function();
    if (database.equals("duckdb")) {
      DuckDBFunctions.scalarFunction()
          .withName("peer_upper")
          .withParameter(String.class)
          .withReturnType(String.class)
          .withFunction((String text) -> function.apply(text))
          .register(connection);
    } else {
      Function.create(connection, "peer_upper", new SqliteFunction(function));
    }
  }

  private UnaryOperator<String> function() {
    if (!subject.equals("endive")) {
      return UpperTwin::upper;
    }
    guest = NaiveGuest.of("naive endive", Modules.plugin("upper"));
    return text ->
        new String(guest.transform(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
  }

  /** A function of SQLite over text. */
  private static final class SqliteFunction extends Function {
    private final UnaryOperator<String> function;

    SqliteFunction(UnaryOperator<String> function) {
      this.function = function;
    }

    @Override
    protected void xFunc() throws SQLException {
      result(function.apply(value_text(0)));
    }
  }

  private void check(String call, List<String> rows) throws SQLException {
    if (subject.equals("scan")) {
      return;
    }
    try (Statement statement = connection.createStatement();
        ResultSet answers = statement.executeQuery("SELECT " + call + " FROM t")) {
      for (String row : rows) {
        answers.next();
        Answers.require(UpperTwin.upper(row), answers.getString(1), database);
      }
    }
  }

  /** One query over all rows. */
  @Benchmark
  public long rows() throws SQLException {
    try (ResultSet answer = query.executeQuery()) {
      answer.next();
      long overall = answer.getLong(1);
      Answers.require(expected, overall, database);
      return overall;
    }
  }

  /** Ends the database. */
  @TearDown
  public void close() throws SQLException {
    connection.close();
    if (table != null) {
      table.close();
    }
    if (guest != null) {
      guest.close();
    }
  }
}
