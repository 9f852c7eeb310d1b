package io.github.wasmudf.conformance.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wasmudf.conformance.AttackTable;
import io.github.wasmudf.conformance.TestedDatabase;
import io.github.wasmudf.engine.Engines;
import io.github.wasmudf.testing.Guests;
import io.github.wasmudf.testing.RunningGuests;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.h2.tools.Server;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whoever ends a statement ends the guest that it runs: 57014, long before the guest's own time
 * limit, and nobody else notices. How long that takes is printed, not asserted.
 */
@ParameterizedClass(name = "{0}, {1}, remote {2}")
@CsvSource({
  "H2, endive, false",
  "H2, wasmtime, false",
  "H2, endive, true",
  "H2, wasmtime, true",
  "CALCITE, endive, false",
  "CALCITE, wasmtime, false"
})
@Timeout(120)
class CancelTest {
  private static final String CANCELLED = "57014";

  /** Far beyond what any test waits: what ends a call is never the limit. */
  private static final String LIMITS = "\"limits\":{\"timeMillis\":100000}";

  private static final Duration LATEST = Duration.ofSeconds(30);

  private final TestedDatabase database;
  private final String engine;
  private final boolean remote;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private @Nullable Server server;
  private Connection connection;

  CancelTest(TestedDatabase database, String engine, boolean remote) {
    this.database = database;
    this.engine = engine;
    this.remote = remote;
  }

  @BeforeEach
  void open() throws SQLException {
    connection = database.open(engine);
    try (Statement statement = connection.createStatement()) {
      statement.execute("CALL WASM_SET_POLICY('{\"engine\":\"" + engine + "\"," + LIMITS + "}')");
    }
    if (database == TestedDatabase.H2) {
      reopen();
    }
    register("loop", Guests.transform("(loop $l (br $l)) (unreachable)"));
    register("slow", slow());
    register("upper", Guests.plugin("upper"));
  }

  /** A policy holds for connections that begin after it. */
  private void reopen() throws SQLException {
    String url = connection.getMetaData().getURL();
    if (remote) {
      server = Server.createTcpServer("-tcpPort", "0").start();
      url = url.replace("jdbc:h2:", "jdbc:h2:" + server.getURL() + "/");
    }
    Connection first = connection;
    connection = DriverManager.getConnection(url, "sa", "");
    first.close();
  }

  @AfterEach
  void close() throws SQLException {
    threads.shutdownNow();
    connection.close();
    if (server != null) {
      server.stop();
    }
    assertThat(Engines.installed().liveInstances()).isZero();
  }

  /** Some milliseconds a call. */
  private static byte[] slow() {
    return Guests.wat(
        """
        (module
          (memory (export "memory") 1)
          (func (export "alloc") (param i32) (result i32) (i32.const 1024))
          (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
            (local $n i32)
            (local.set $n (i32.const 4000000))
            (loop $l
              (local.set $n (i32.sub (local.get $n) (i32.const 1)))
              (br_if $l (local.get $n)))
            (i64.or
              (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
              (i64.extend_i32_u (local.get $len)))))
        """);
  }

  private void register(String name, byte[] module) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("CALL WASM_REGISTER(?, ?)")) {
      statement.setString(1, name);
      statement.setBytes(2, module);
      statement.execute();
    }
  }

  private static String rows(String plugin, int digits) {
    String ten = "(SELECT '1' AS c UNION ALL SELECT '2' UNION ALL SELECT '3' UNION ALL SELECT '4')";
    StringBuilder from = new StringBuilder(ten).append(" AS t0");
    for (int i = 1; i < digits; i++) {
      from.append(", ").append(ten).append(" AS t").append(i);
    }
    return "SELECT COUNT(WASM_TRANSFORM('" + plugin + "', t0.c)) FROM " + from;
  }

  private static String once(String plugin) {
    return "SELECT WASM_TRANSFORM('" + plugin + "', t0.c) FROM (SELECT 'x' AS c) AS t0";
  }

  private static void drain(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        rows.getObject(1);
      }
    }
  }

  private Future<?> start(Callable<?> code) {
    return threads.submit(code);
  }

  private Future<?> drainElsewhere(Statement statement, String sql) {
    return start(
        () -> {
          drain(statement, sql);
          return null;
        });
  }

  private void assertCancelled(String what, Future<?> run, long since) throws Exception {
    assertThatThrownBy(() -> run.get(LATEST.toSeconds(), TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).as("%s", e).isEqualTo(CANCELLED));
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
    System.getLogger(CancelTest.class.getName())
        .log(
            System.Logger.Level.INFO,
            "{0}, {1}{2}: {3} ended after {4} ms",
            database,
            engine,
            remote ? " over TCP" : "",
            what,
            millis);
  }

  private void assertStillGood() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(once("upper"))) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("X");
    }
  }

  private void record(String attack, long tried, String outcome) {
    if (!remote) {
      AttackTable.record("Cancellation", attack, database, engine, tried, outcome);
    }
  }

  @Test
  void cancel_whileAGuestLoops_endsIt() throws Exception {
    try (Statement statement = connection.createStatement()) {
      for (int i = 0; i < 3; i++) {
        Future<?> run = drainElsewhere(statement, once("loop"));
        RunningGuests.awaitOne();
        long since = System.nanoTime();
        statement.cancel();
        assertCancelled("cancel", run, since);
        assertStillGood();
      }
      drain(statement, once("upper"));
    }
    record("`Statement.cancel()` while a guest loops", 3, CANCELLED);
  }

  @Test
  void cancel_ofManyShortCalls_endsTheStatement() throws Exception {
    try (Statement statement = connection.createStatement()) {
      Future<?> run = drainElsewhere(statement, rows("slow", 8));
      RunningGuests.awaitOne();
      long since = System.nanoTime();
      statement.cancel();
      assertCancelled("cancel of short calls", run, since);
    }
    assertStillGood();
    record("`Statement.cancel()` between many short calls", 1, CANCELLED);
  }

  @Test
  void queryTimeout_whileAGuestLoops_endsIt() throws Exception {
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(1);
      long since = System.nanoTime();
      assertCancelled("timeout of 1 s", drainElsewhere(statement, once("loop")), since);
      assertThat(System.nanoTime() - since).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(900));
      // H2 keeps the timeout for the whole connection.
      statement.setQueryTimeout(0);
    }
    assertStillGood();
    record("`setQueryTimeout` while a guest loops", 1, CANCELLED);
  }

  /** H2's own client waits in close() for what its connection runs: there it takes a cancel. */
  @Test
  void close_ofTheConnection_whileAGuestLoops_endsIt() throws Exception {
    Connection other = other();
    Statement statement = other.createStatement();
    Future<?> run = drainElsewhere(statement, once("loop"));
    RunningGuests.awaitOne();
    long since = System.nanoTime();
    Future<?> closing =
        start(
            () -> {
              other.close();
              return null;
            });
    if (remote) {
      statement.cancel();
    }
    assertCancelled("close", run, since);
    closing.get(LATEST.toSeconds(), TimeUnit.SECONDS);
    assertStillGood();
    record("`Connection.close()` while a guest loops", 1, CANCELLED);
  }

  /** Another connection to the same database; Calcite's has the plugin registered again. */
  private Connection other() throws SQLException {
    if (database == TestedDatabase.H2) {
      return DriverManager.getConnection(connection.getMetaData().getURL(), "sa", "");
    }
    Connection own = connection;
    connection = database.open(engine);
    register("upper", Guests.plugin("upper"));
    return own;
  }

  @Test
  void cancel_atAnyMoment_neverReachesTheNextStatement() throws Exception {
    SplittableRandom random = new SplittableRandom(4);
    int rounds = 50;
    try (Statement statement = connection.createStatement()) {
      for (int i = 0; i < rounds; i++) {
        Future<?> run = drainElsewhere(statement, rows("slow", 1));
        Thread.sleep(random.nextInt(45));
        statement.cancel();
        try {
          run.get(LATEST.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException ended) {
          assertThat(ended)
              .cause()
              .isInstanceOfSatisfying(
                  SQLException.class,
                  e -> assertThat(e.getSQLState()).as("%s", e).isEqualTo(CANCELLED));
        }
        assertStillGood();
      }
    }
    record("`Statement.cancel()` at any moment of a statement", rounds, "57014 or done");
  }

  @Test
  void cancel_ofOneConnection_leavesACallOfTheSamePluginAlone() throws Exception {
    try (Connection innocent = other();
        Statement patient = innocent.createStatement();
        Statement statement = connection.createStatement()) {
      if (database == TestedDatabase.CALCITE) {
        register("loop", Guests.transform("(loop $l (br $l)) (unreachable)"));
      }
      Future<?> longRun = drainElsewhere(patient, rows("slow", 4));
      int cancelled = 0;
      do {
        Future<?> run = drainElsewhere(statement, once("loop"));
        while (RunningGuests.count() < (longRun.isDone() ? 1 : 2)) {
          Thread.sleep(5);
        }
        statement.cancel();
        assertCancelled("cancel beside another", run, System.nanoTime());
        cancelled++;
      } while (!longRun.isDone());
      longRun.get();
      assertThat(cancelled).isPositive();
    }
    assertStillGood();
    record("`Statement.cancel()` beside another connection's call", 1, "57014 for one only");
  }
}
