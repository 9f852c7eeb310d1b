package io.github.wasmudf.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.Guests;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code WASM_TABLE} over plugins that answer little by little: when their cursors are closed. */
@OnEachEngine
@Timeout(60)
public class StreamedTableTest {
  private static final String N = "'{\"columns\":[{\"name\":\"n\",\"type\":\"BIGINT\"}]}'";
  private static final String ROWS = "WASM_TABLE('one', '', " + N + ")";
  private static final String TWO_ROWS = "SELECT n FROM " + ROWS + " LIMIT 2";

  @RegisterExtension final TestDatabase database;
  @RegisterExtension final Background background = new Background();
  private Sql sql;

  StreamedTableTest(String engine) {
    database = TestDatabase.inMemory(engine);
  }

  @BeforeEach
  void connect() throws SQLException {
    sql = database.admin();
    // With one instance, a second cursor is refused until the first is closed.
    sql.register("one", Guests.wat(oneCursor(500, "")), "{\"limits\":{\"instances\":1}}");
    sql.run("CREATE ALIAS nested FOR 'io.github.wasmudf.h2.StreamedTableTest.nested'");
    sql.run("CREATE ALIAS committing FOR 'io.github.wasmudf.h2.StreamedTableTest.committing'");
  }

  private static String oneCursor(int perChunk, String inNext) {
    return Guests.counting("table", perChunk, inNext)
        .replace(
            "(global.get $open)\n",
            "(if (result i32) (global.get $live) (then (i32.const 0))"
                + " (else (global.set $live (i32.const 1)) (global.get $open)))\n")
        .replace("(global $at", "(global $live (mut i32) (i32.const 0)) (global $at")
        .replace(
            "(func (export \"table_close\") (param i32)",
            "(func (export \"table_close\") (param i32) (global.set $live (i32.const 0))");
  }

  private void assertClosed() throws SQLException {
    assertThat(sql.column(TWO_ROWS)).containsExactly(0L, 1L);
  }

  /** An alias that reads rows of the other plugin while a statement reads those of one. */
  public static long nested(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT MAX(n) FROM WASM_TABLE('other', '', " + N + ")")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** An alias that commits. */
  public static int committing(Connection connection) throws SQLException {
    connection.commit();
    return 1;
  }

  @Test
  void limit_closesTheCursor() throws SQLException {
    for (int i = 0; i < 20; i++) {
      assertClosed();
    }
    assertThat(sql.value("SELECT COUNT(*) FROM " + ROWS)).isEqualTo(1_500L);
    assertThat(sql.value("SELECT INSTANCES FROM WASM.INSTANCES WHERE PLUGIN = 'one'")).isEqualTo(1);
  }

  @Test
  void statementThatFails_closesTheCursor() throws SQLException {
    assertThat(sql.sqlState("SELECT 1 / (n - 1) FROM " + ROWS)).isEqualTo("22012");
    assertClosed();
    sql.run("CREATE TABLE t (n BIGINT CHECK (n < 700))");
    assertThat(sql.sqlState("INSERT INTO t SELECT n FROM " + ROWS)).isEqualTo("23513");
    assertClosed();
    sql.run("INSERT INTO t SELECT n FROM " + ROWS + " WHERE n < 700 LIMIT 10");
    assertThat(sql.value("SELECT COUNT(*) FROM t")).isEqualTo(10L);
    assertClosed();
  }

  @Test
  void transaction_closesItsCursorsWithItsCommit() throws SQLException {
    sql.connection().setAutoCommit(false);
    assertClosed();
    sql.connection().commit();
    assertClosed();
    sql.connection().commit();
    sql.connection().setAutoCommit(true);
    assertClosed();
  }

  @Test
  void readerThatStops_getsNoChunkMoreThanItReads() throws SQLException {
    String trapping = "(if (i32.eq (local.get $chunk) (i32.const 1)) (then (unreachable)))";
    sql.register("trapping", Guests.wat(Guests.counting("table", 2, trapping)));
    String rows = "WASM_TABLE('trapping', '', " + N + ")";
    assertThat(sql.column("SELECT n FROM " + rows + " LIMIT 2")).containsExactly(0L, 1L);
    assertThat(sql.sqlState("SELECT n FROM " + rows + " LIMIT 3")).isEqualTo("38W01");
    assertThat(sql.column("SELECT n FROM " + rows + " LIMIT 2")).containsExactly(0L, 1L);
  }

  @Test
  void endlessRows_endWithLimitAndWithCancel() throws Exception {
    String endless = "(local.set $chunk (i32.const 0))";
    sql.register(
        "endless", Guests.wat(oneCursor(1_000, endless)), "{\"limits\":{\"instances\":1}}");
    String rows = "WASM_TABLE('endless', '', " + N + ")";
    assertThat(sql.column("SELECT n FROM " + rows + " LIMIT 2")).containsExactly(0L, 1L);
    try (Statement statement = sql.connection().createStatement()) {
      Future<String> ended =
          background.call(
              () -> {
                try (ResultSet count = statement.executeQuery("SELECT SUM(n) FROM " + rows)) {
                  return "answered " + count.next();
                } catch (SQLException failed) {
                  return String.valueOf(failed.getSQLState());
                }
              });
      while (!ended.isDone()) {
        Thread.sleep(20);
        statement.cancel();
      }
      assertThat(ended.get()).isEqualTo("57014");
    }
    assertThat(sql.column("SELECT n FROM " + rows + " LIMIT 2")).containsExactly(0L, 1L);
  }

  @Test
  void tables_ofOnePlugin_areReadSideBySide_andForEachRow() throws SQLException {
    sql.register("p", Guests.wat(Guests.counting("table", 3, "")));
    String rows = "WASM_TABLE('p', '', " + N + ")";
    assertThat(
            sql.value(
                "SELECT COUNT(*) FROM " + rows + " AS a JOIN " + rows + " AS b ON a.n = b.n + 1"))
        .isEqualTo(8L);
    assertThat(
            sql.value(
                "SELECT COUNT(*) FROM SYSTEM_RANGE(1, 300) AS r WHERE EXISTS"
                    + " (SELECT 1 FROM "
                    + rows
                    + " AS t WHERE t.n = MOD(r.x, 10))"))
        .isEqualTo(270L);
    assertThat(sql.value("SELECT INSTANCES FROM WASM.INSTANCES WHERE PLUGIN = 'p'")).isEqualTo(1);
  }

  @Test
  void rows_areReadOn_whateverAFunctionDoesMeanwhile() throws SQLException {
    sql.register("other", Guests.wat(Guests.counting("table", 4, "")));
    List<Object> expected = IntStream.range(0, 1_500).mapToObj(n -> (Object) (n + 11L)).toList();
    assertThat(sql.column("SELECT n + nested() FROM " + ROWS)).isEqualTo(expected);
    assertThat(sql.column("SELECT n + 10 + committing() FROM " + ROWS)).isEqualTo(expected);
    assertClosed();
  }

  @Test
  void lazyQuery_readsNoMoreThanItsReader() throws SQLException {
    String trapping = "(if (i32.eq (local.get $chunk) (i32.const 1)) (then (unreachable)))";
    sql.register("trapping", Guests.wat(Guests.counting("table", 3, trapping)));
    sql.run("SET LAZY_QUERY_EXECUTION 1");
    try (Statement statement = sql.connection().createStatement()) {
      for (int i = 0; i < 20; i++) {
        try (ResultSet rows =
            statement.executeQuery("SELECT n FROM WASM_TABLE('trapping', '', " + N + ")")) {
          assertThat(rows.next()).isTrue();
          assertThat(rows.next()).isTrue();
        }
      }
    }
  }

  @Test
  void lazyQuery_isReadOn_whileOtherStatementsRun() throws SQLException {
    sql.run("SET LAZY_QUERY_EXECUTION 1");
    try (Statement statement = sql.connection().createStatement();
        ResultSet rows = statement.executeQuery("SELECT n FROM " + ROWS)) {
      for (long n = 0; n < 1_500; n++) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getLong(1)).isEqualTo(n);
        if (n % 100 == 0) {
          assertThat(sql.value("SELECT 1")).isEqualTo(1);
          sql.run("CREATE TABLE IF NOT EXISTS u (n INTEGER)");
        }
      }
      assertThat(rows.next()).isFalse();
    }
    sql.run("SET LAZY_QUERY_EXECUTION 0");
    assertClosed();
  }

  @Test
  void pluginThatIsReplacedOrGone_leavesNothingBehind() throws SQLException {
    assertClosed();
    sql.register("one", Guests.wat(oneCursor(2, "")), "{\"limits\":{\"instances\":1}}");
    assertClosed();
    assertThat(sql.value("SELECT COUNT(*) FROM " + ROWS)).isEqualTo(6L);
    assertThat(
            sql.column(
                "SELECT INSTANCES FROM WASM.INSTANCES WHERE PLUGIN = 'one' ORDER BY VERSION"))
        .containsExactly(0, 1);
    sql.run("CALL WASM_UNREGISTER('one')");
    assertThat(sql.sqlState(TWO_ROWS)).isEqualTo("42883");
    assertThat(sql.value("SELECT SUM(INSTANCES) FROM WASM.INSTANCES WHERE PLUGIN = 'one'"))
        .isEqualTo(0L);
  }

  @Test
  void lostConnection_leavesNoInstance() throws SQLException {
    try (Sql other = database.admin()) {
      other.connection().setAutoCommit(false);
      assertThat(other.column(TWO_ROWS)).hasSize(2);
    }
    assertClosed();
  }
}
