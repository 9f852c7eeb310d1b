package io.github.wasmudf.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.Guests;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Aggregates in Calcite: groups of one statement and of the next. */
@Timeout(120)
class AggregateTest extends Sql {

  private static final String ROWS = " FROM (VALUES (1), (2), (3)) AS t(i)";

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void statesOfAStatement_areFreedByTheNextThatAggregates(String engine) throws SQLException {
    try (Connection connection = Sql.withEngine(engine)) {
      Sql.register(connection, "sum", Guests.wat(Guests.summing("agg", "", "", "")));
      String one =
          "SELECT WASM_AGGREGATE_BINARY('sum', CAST(i AS VARCHAR))"
              + ROWS
              + ", UNNEST(ARRAY[1, 2, 3, 4, 5]) AS u(j)";
      for (int i = 0; i < 3; i++) {
        // 5 x (49 + 50 + 51), and one state in use.
        assertThat(Sql.row(connection, one)).isEqualTo("X'ee0200000000000001000000'");
        assertThat(
                Sql.row(
                    connection,
                    "SELECT COUNT(*) FROM (SELECT WASM_AGGREGATE_BINARY('sum', i) AS s"
                        + ROWS
                        + " GROUP BY i) AS g WHERE s IS NOT NULL"))
            .isEqualTo("3");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void framesOfAWindowThatSlides_areMoreThanThePluginHasRoomFor(String engine) throws SQLException {
    try (Connection connection = Sql.withEngine(engine)) {
      Sql.register(connection, "sum", Guests.wat(Guests.summing("agg", "", "", "")));
      String numbers = "(VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9))";
      String rows =
          "(SELECT a.x + 10 * b.x + 100 * c.x + 1000 * d.x AS n FROM "
              + numbers
              + " AS a(x), "
              + numbers
              + " AS b(x), "
              + numbers
              + " AS c(x), (VALUES (0), (1), (2)) AS d(x)) AS r";
      assertThat(
              Sql.row(
                  connection,
                  "SELECT COUNT(*), COUNT(s) FROM (SELECT WASM_AGGREGATE_BINARY('sum', '0') OVER"
                      + " (ORDER BY n ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS s FROM "
                      + rows
                      + ") AS w"))
          .isEqualTo("3000|3000");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void failedStatement_leavesTheNextAsGoodAsBefore(String engine) throws SQLException {
    String trapping =
        "(if (i32.eq (i32.load8_u (local.get $p)) (i32.const 51)) (then (unreachable)))";
    try (Connection connection = Sql.withEngine(engine)) {
      Sql.register(connection, "trap", Guests.wat(Guests.summing("agg", trapping, "", "")));
      for (int i = 0; i < 3; i++) {
        assertThat(
                Sql.failure(
                    connection,
                    "SELECT i, WASM_AGGREGATE_BINARY('trap', i)" + ROWS + " GROUP BY i"))
            .startsWith("38W01");
        assertThat(
                Sql.row(
                    connection, "SELECT WASM_AGGREGATE_BINARY('trap', i)" + ROWS + " WHERE i < 3"))
            .isEqualTo("X'630000000000000001000000'");
      }
    }
  }
}
