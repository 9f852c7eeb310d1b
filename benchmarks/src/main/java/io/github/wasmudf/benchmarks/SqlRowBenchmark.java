package io.github.wasmudf.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one row of {@code SELECT SUM(LENGTH(f(c)))} over an in-memory H2 table costs, per row: the
 * plugin {@code upper} on each engine beside the same work as a Java alias and as H2's own UPPER.
 * The scan is part of every figure. Left out: the client's side, disk, other databases.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class SqlRowBenchmark {
  /** Rows of the table. */
  static final int ROWS = 10_000;

  /** The call under test; {@code scan} is the floor, {@code alias} the baseline. */
  @Param({"scan", "builtin", "alias", "endive", "wasmtime"})
  public String function;

  /** The length of each row's ASCII text. */
  @Param({"16", "256", "4096"})
  public int size;

  private Connection connection;
  private PreparedStatement query;

  /** Called by H2: the Java twin of the plugin. */
  public static String upperAlias(String text) {
    return text == null ? null : text.toUpperCase(Locale.ROOT);
  }

  /** Fills the table and prepares the query. */
  @Setup
  public void open() throws SQLException, IOException {
    boolean plugin = function.equals("endive") || function.equals("wasmtime");
    System.setProperty("wasmudf.engine", plugin ? function : "auto");
    connection =
        DriverManager.getConnection(
            "jdbc:h2:mem:bench;INIT=RUNSCRIPT FROM 'classpath:/wasmudf/install.sql'", "sa", "");
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t(c VARCHAR)");
      statement.execute(
          "INSERT INTO t SELECT RPAD(CAST(X AS VARCHAR), %d, 'abcdefgh') FROM SYSTEM_RANGE(1, %d)"
              .formatted(size, ROWS));
      statement.execute(
          "CREATE ALIAS upper_alias FOR '" + SqlRowBenchmark.class.getName() + ".upperAlias'");
    }
    if (plugin) {
      register();
    }
    query = connection.prepareStatement("SELECT SUM(LENGTH(" + call() + ")) FROM t");
  }

  private String call() {
    return switch (function) {
      case "scan" -> "c";
      case "builtin" -> "UPPER(c)";
      case "alias" -> "upper_alias(c)";
      default -> "WASM_TRANSFORM('upper', c)";
    };
  }

  private void register() throws SQLException, IOException {
    Path home = Path.of(System.getProperty("wasmudf.home", ".."));
    try (PreparedStatement register =
        connection.prepareStatement("CALL WASM_REGISTER('upper', ?)")) {
      register.setBytes(1, Files.readAllBytes(home.resolve("plugins/upper/upper.wasm")));
      register.execute();
    }
  }

  /** One query over all rows. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long row() throws SQLException {
    try (ResultSet rows = query.executeQuery()) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** Ends the database. */
  @TearDown
  public void close() throws SQLException {
    connection.close();
  }
}
