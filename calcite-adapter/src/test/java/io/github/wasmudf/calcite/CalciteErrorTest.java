package io.github.wasmudf.calcite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SQLSTATEs of what Calcite itself refuses or fails on. */
class CalciteErrorTest extends Federated {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "SELEC 1 ; 42601",
        "SELECT (1 ; 42601",
        "-- nothing ; 42601",
        "CREATE TABLE t (a INTEGER) ; 42601",
        "SELECT * FROM nobody ; 42S02",
        "SELECT * FROM nobody.nothing ; 42S02",
        "INSERT INTO nobody VALUES (1) ; 42S02",
        "SELECT x FROM (VALUES (1)) AS t(n) ; 42S22",
        "SELECT t.x FROM (VALUES (1)) AS t(n) ; 42S22",
        "SELECT u.n FROM (VALUES (1)) AS t(n) ; 42S02",
        "SELECT nothing(1) ; 42883",
        "CALL nothing(1) ; 42883",
        "SELECT WASM_TRANSFORM('upper') ; 42883",
        "SELECT UPPER('a', 'b') ; 42883",
        "SELECT n FROM (VALUES (1)) AS t(n), (VALUES (1)) AS u(n) ; 42702",
        "SELECT n, COUNT(*) FROM (VALUES (1)) AS t(n) ; 42000",
        "SELECT 1 + DATE '2026-01-01' ; 42000",
        "SELECT CAST(DATE '2026-01-01' AS BOOLEAN) ; 42000",
      })
  void statement_thatIsNotValid(String sql, String state) throws SQLException {
    try (Connection c = ours();
        Statement statement = c.createStatement()) {
      assertState(() -> statement.executeQuery(sql), state);
      assertState(() -> statement.execute(sql), state);
      assertState(() -> statement.executeUpdate(sql), state);
      assertState(() -> c.prepareStatement(sql), state);
      assertThat(row(c, "SELECT 1 + 1")).isEqualTo("2");
    }
  }

  private static void assertState(ThrowingCallable running, String state) {
    assertThatThrownBy(running)
        .isInstanceOfSatisfying(
            SQLException.class, failed -> assertThat(failed.getSQLState()).isEqualTo(state));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "1 / (n - 1) ; 22012",
        "MOD(n, n - 1) ; 22012",
        "CAST(n AS DECIMAL(9, 2)) / (n - 1) ; 22012",
        "CAST(n + 2147483647 AS SMALLINT) ; 22003",
        "CAST('x' || CAST(n AS VARCHAR) AS INTEGER) ; 22018",
        "CAST('x' || CAST(n AS VARCHAR) AS DECIMAL(9, 2)) ; 22018",
        "CAST('x' || CAST(n AS VARCHAR) AS BOOLEAN) ; 22018",
        "CAST('x' || CAST(n AS VARCHAR) AS DATE) ; 22007",
        "CAST('2026-13-0' || CAST(n AS VARCHAR) AS DATE) ; 22007",
        "CAST('x' || CAST(n AS VARCHAR) AS TIMESTAMP) ; 22007",
        "SUBSTRING('abc' FROM n FOR n - 2) ; 22011",
        "LN(n - 1) ; 2201E",
        "(SELECT m FROM (VALUES (n), (n)) AS u(m)) ; 21000",
      })
  void value_thatCannotBeCalculated(String value, String state) throws SQLException {
    try (Connection c = ours();
        Statement statement = c.createStatement()) {
      String from = " FROM (VALUES (1)) AS t(n)";
      assertThat(failure(c, "SELECT " + value + from)).startsWith(state);
      String sorted = "SELECT MAX(x) FROM (SELECT " + value + " AS x" + from + ")";
      assertState(() -> statement.executeQuery(sorted), state);
      assertThat(row(c, "SELECT 1 + 1")).isEqualTo("2");
    }
  }

  @Test
  void constant_thatCannotBeCalculated() throws SQLException {
    try (Connection c = ours()) {
      assertThat(failure(c, "SELECT 1 / 0")).startsWith("22012");
      assertThat(failure(c, "SELECT CAST('x' AS INTEGER)")).startsWith("22018");
      assertThat(failure(c, "SELECT 99999999999999999999999999999999999999999999"))
          .startsWith("22003");
    }
  }

  @Test
  void parameterThatIsNotSet_isA07001() throws SQLException {
    try (Connection c = ours();
        var select = c.prepareStatement("SELECT CAST(? AS INTEGER)")) {
      assertState(select::executeQuery, "07001");
      select.setInt(1, 5);
      try (ResultSet rows = select.executeQuery()) {
        assertThat(rows.next()).isTrue();
      }
    }
  }

  @Test
  void statementThatIsTooDeep_isA54001() throws SQLException {
    try (Connection c = ours()) {
      int depth = 20_000;
      assertThat(failure(c, "SELECT " + "(".repeat(depth) + "1" + ")".repeat(depth)))
          .startsWith("54001");
      assertThat(row(c, "SELECT 1 + 1")).isEqualTo("2");
    }
  }

  @Test
  void reason_isInTheMessageAndInTheStackTraceOfAPrepare() throws SQLException {
    try (Connection c = ours()) {
      assertThat(failure(c, "SELECT * FROM nobody")).contains("Object 'NOBODY' not found");
      try (var never = c.prepareStatement("SELECT * FROM nobody")) {
        throw new AssertionError("prepared: " + never);
      } catch (SQLException failed) {
        var trace = new java.io.StringWriter();
        failed.printStackTrace(new java.io.PrintWriter(trace));
        assertThat(trace.toString()).contains("Object 'NOBODY' not found");
      }
    }
  }

  @Test
  void errorOfAnotherDatabase_keepsItsState() throws SQLException {
    h2("CREATE TABLE T (ID INT, D INT)", "INSERT INTO T VALUES (1, 0)");
    try (Connection c = calcite(OURS)) {
      assertThat(rows(c, "SELECT ID FROM H.T")).containsExactly("1");
      assertThat(failure(c, "SELECT ID FROM H.T WHERE ID / D > 1")).startsWith("22012");
      assertThat(failure(c, "SELECT MAX(ID / D) FROM H.T")).startsWith("22012");
      h2("DROP TABLE T");
      assertThat(failure(c, "SELECT ID FROM H.T")).startsWith("42S02");
    }
  }
}
