package io.github.wasmudf.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.Guests;
import java.sql.SQLException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code WASM_TRANSFORM_ROWS}: a plugin on the rows of a query, many at a time. */
@OnEachEngine
class TransformRowsTest {
  @RegisterExtension final TestDatabase database;
  @RegisterExtension final Background background = new Background();
  private Sql sql;

  TransformRowsTest(String engine) {
    database = TestDatabase.inMemory(engine);
  }

  @BeforeEach
  void connect() throws SQLException {
    sql = database.admin();
    sql.register("upper", Guests.plugin("upper"));
    sql.register("p", TestGuests.naughty());
    sql.run("CREATE TABLE t (id INTEGER PRIMARY KEY, name VARCHAR, data VARBINARY)");
    sql.run(
        "INSERT INTO t SELECT X, CASE WHEN MOD(X, 7) <> 6 THEN 'n' || X END,"
            + " CAST('d' || X AS VARBINARY) FROM SYSTEM_RANGE(1, 5000)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"name", "data", "id", "UPPER(name)"})
  void rows_areThoseOfCallsRowByRow(String value) throws SQLException {
    String query = "SELECT " + value + " AS v, id, name FROM t";
    String function = value.equals("data") ? "WASM_TRANSFORM_BINARY" : "WASM_TRANSFORM";
    String single = "SELECT " + function + "('upper', " + value + ") FROM t ORDER BY id";
    assertThat(
            sql.column(
                "SELECT result FROM WASM_TRANSFORM_ROWS('upper', '" + query + "') ORDER BY id"))
        .hasSize(5000)
        .usingRecursiveComparison()
        .isEqualTo(sql.column(single));
    assertThat(
            sql.value(
                "SELECT COUNT(*) FROM WASM_TRANSFORM_ROWS('upper', '"
                    + query
                    + "') WHERE v IS NOT NULL AND id > 4000 AND (name IS NULL OR name LIKE 'n4%')"))
        .isEqualTo(value.equals("name") || value.startsWith("U") ? 856L : 999L);
  }

  @Test
  void order_isThatOfTheQuery() throws SQLException {
    assertThat(
            sql.column(
                "SELECT result FROM WASM_TRANSFORM_ROWS('upper',"
                    + " 'SELECT name FROM t WHERE name IS NOT NULL ORDER BY id DESC') LIMIT 3"))
        .containsExactly("N5000", "N4999", "N4998");
    assertThat(sql.column("SELECT result FROM WASM_TRANSFORM_ROWS('upper', 'VALUES (''a'', 1)')"))
        .containsExactly("A");
    assertThat(
            sql.column(
                "SELECT * FROM WASM_TRANSFORM_ROWS('upper', 'SELECT name FROM t WHERE id"
                    + " < 0')"))
        .isEmpty();
    assertThat(sql.column("SELECT * FROM WASM_TRANSFORM_ROWS('upper', NULL)")).isEmpty();
    assertThat(sql.column("SELECT * FROM WASM_TRANSFORM_ROWS(NULL, 'TABLE t')")).isEmpty();
  }

  @Test
  void oneInsideTheOther_andAView() throws SQLException {
    String inner =
        "SELECT result r, id FROM WASM_TRANSFORM_ROWS('upper', 'SELECT name, id FROM t')";
    sql.run(
        "CREATE VIEW twice AS SELECT * FROM WASM_TRANSFORM_ROWS('upper', '"
            + inner.replace("'", "''")
            + "')");
    assertThat(sql.value("SELECT result FROM twice WHERE id = 5")).isEqualTo("N5");
    assertThat(sql.value("SELECT COUNT(result) FROM twice")).isEqualTo(4286L);
  }

  @Test
  void aReaderWhoStops_paysForFewRowsMore() throws SQLException {
    String query =
        "SELECT COUNT(*) FROM (SELECT * FROM WASM_TRANSFORM_ROWS('p', 'SELECT name FROM"
            + " t') LIMIT 2)";
    assertThat(sql.value(query)).isEqualTo(2L);
    assertThat(sql.value("SELECT CALLS BETWEEN 2 AND 5 FROM WASM.STATS WHERE PLUGIN = 'p'"))
        .isEqualTo(true);
  }

  @Test
  void millionsOfRows_takeNoMemory() throws SQLException {
    assertThat(
            sql.value(
                "SELECT SUM(LENGTH(result)) FROM WASM_TRANSFORM_ROWS('upper', 'SELECT X, SPACE(500)"
                    + " FROM SYSTEM_RANGE(1, 300000)')"))
        .isEqualTo(new java.math.BigDecimal(1_688_895));
  }

  @Test
  void aRowThatFails_failsWhenItIsReached() throws SQLException {
    String query = "SELECT CASE id WHEN 900 THEN ''!'' ELSE name END, id FROM t";
    String rows = " FROM WASM_TRANSFORM_ROWS('p', '" + query + "')";
    assertThat(sql.column("SELECT id" + rows + " LIMIT 899")).hasSize(899);
    assertThat(sql.failure("SELECT id" + rows + " LIMIT 900"))
        .returns("38W01", Sql.Failure::sqlState)
        .matches(failure -> failure.message().contains("plugin p version 1"));
    String divides =
        "SELECT result FROM WASM_TRANSFORM_ROWS('p', 'SELECT name, 1 / (id - 50) FROM"
            + " t') LIMIT ";
    assertThat(sql.column(divides + 49)).hasSize(49);
    assertThat(sql.sqlState(divides + 50)).isEqualTo("22012");
    assertThat(sql.transform("p", "x")).isEqualTo("x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "22W04 DELETE FROM t",
        "22W04 CALL 1",
        "22W04 SELECT name FROM t WHERE id = ?",
        "22W04 SELECT",
        "42000 SELECT FROM FROM",
        "42S02 SELECT name FROM nowhere",
        "42000 SELECT name FROM t; DELETE FROM t",
      })
  void whatIsNoQuery_isRefused(String line) throws SQLException {
    String query = line.substring(6);
    assertThat(sql.sqlState("SELECT * FROM WASM_TRANSFORM_ROWS('upper', '" + query + "')"))
        .startsWith(line.substring(0, 3));
    assertThat(sql.sqlState("SELECT * FROM WASM_TRANSFORM_ROWS('upper', ?)", query))
        .startsWith(line.substring(0, 3));
    assertThat(sql.value("SELECT COUNT(*) FROM t")).isEqualTo(5000L);
  }

  @Test
  void theQuery_runsWithTheCallersRights_inTheCallersTransaction() throws SQLException {
    Sql user = database.user();
    String rows = "SELECT COUNT(*) FROM WASM_TRANSFORM_ROWS('upper', 'SELECT name FROM t')";
    assertThat(user.sqlState(rows)).isEqualTo("90096");
    sql.run("GRANT SELECT ON t TO " + "ORDINARY");
    assertThat(user.value(rows)).isEqualTo(5000L);
    sql.connection().setAutoCommit(false);
    sql.run("INSERT INTO t VALUES (0, 'new', NULL)");
    assertThat(sql.value(rows)).isEqualTo(5001L);
    assertThat(user.value(rows)).isEqualTo(5000L);
    sql.connection().rollback();
    assertThat(sql.value(rows)).isEqualTo(5000L);
    sql.connection().setAutoCommit(true);
    sql.run("CALL WASM_REVOKE('upper', 'PUBLIC')");
    assertThat(user.sqlState(rows)).isEqualTo("42501");
  }

  @Test
  void aViewThatCallsItself_isRefused() throws SQLException {
    String view =
        "CREATE OR REPLACE VIEW v AS SELECT result AS x FROM WASM_TRANSFORM_ROWS('upper', 'SELECT x"
            + " FROM %s')";
    sql.run("CREATE TABLE u (x VARCHAR)");
    sql.run("INSERT INTO u VALUES ('a')");
    sql.run(view.formatted("u"));
    assertThat(sql.value("SELECT x FROM v")).isEqualTo("A");
    Sql.Failure failure;
    try {
      sql.run(view.formatted("v"));
      failure = sql.failure("SELECT x FROM v");
    } catch (SQLException refused) {
      failure =
          new Sql.Failure(
              String.valueOf(refused.getSQLState()),
              refused.getErrorCode(),
              String.valueOf(refused.getMessage()));
    }
    assertThat(failure.message()).contains("queries within queries: limit 4");
    assertThat(sql.transform("upper", "x")).isEqualTo("X");
  }

  @Test
  void aTableThatIsWrittenMeanwhile_isReadAsItWas() throws SQLException {
    sql.run(
        "INSERT INTO t SELECT id + 10000, result, NULL FROM"
            + " WASM_TRANSFORM_ROWS('upper', 'SELECT name, id FROM t')");
    assertThat(sql.value("SELECT COUNT(*) FROM t")).isEqualTo(10_000L);
    assertThat(sql.value("SELECT name FROM t WHERE id = 10009")).isEqualTo("N9");
  }

  @Test
  void cancel_endsABatch() throws Exception {
    sql.register("p", TestGuests.naughty(), "{\"limits\":{\"timeMillis\":5000}}");
    try (var statement = sql.connection().createStatement()) {
      Future<String> outcome =
          background.call(
              () -> {
                try {
                  statement.executeQuery(
                      "SELECT * FROM WASM_TRANSFORM_ROWS('p', 'SELECT CASE id WHEN 300 THEN ''#''"
                          + " ELSE name END FROM t')");
                  return "ended";
                } catch (SQLException failed) {
                  return failed.getSQLState();
                }
              });
      while (!outcome.isDone()) {
        Thread.sleep(20);
        statement.cancel();
      }
      assertThat(outcome.get()).isEqualTo("57014");
    }
    assertThat(sql.transform("p", "x")).isEqualTo("x");
  }
}
