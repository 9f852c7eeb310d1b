package io.github.wasmudf.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.Guests;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Created functions, and exports by name, in batches: as row by row. */
class CreatedBatchesTest extends Batches {
  private static Connection withFunctions(String url) throws SQLException {
    Connection c = open(url, ROWS);
    add(c, "math", Guests.plugin("math"));
    add(c, "tour", Guests.plugin("extism_tour"));
    rows(c, "CALL WASM_CREATE_FUNCTION('gcd', 'math', 'gcd')");
    rows(c, "CALL WASM_CREATE_FUNCTION('add_one', 'math', 'add_one')");
    rows(c, "CALL WASM_CREATE_FUNCTION('quotient', 'math', 'divide')");
    rows(
        c,
        "CALL WASM_CREATE_FUNCTION('divided', 'math', 'divmod', '{\"args\":[{\"name\":\"a\","
            + "\"type\":\"BIGINT\"},{\"name\":\"b\",\"type\":\"BIGINT\"}],"
            + "\"returns\":\"ROW(quotient BIGINT, rest BIGINT)\"}')");
    create(c, "spread", "upper", "{\"name\":\"t\",\"type\":\"VARCHAR\"}", "ROW(A BIGINT)");
    create(c, "shout", "upper", "{\"name\":\"t\",\"type\":\"VARCHAR\"}", "VARCHAR");
    create(c, "bytes", "upper", "{\"name\":\"b\",\"type\":\"VARBINARY\"}", "VARBINARY");
    create(
        c,
        "shown",
        "upper",
        "{\"name\":\"d\",\"type\":\"DATE\"},{\"name\":\"n\",\"type\":\"DECIMAL(9, 2)\"},"
            + "{\"name\":\"s\",\"type\":\"SMALLINT\"}",
        "VARCHAR\",\"on_null\":\"call");
    create(c, "whole", "upper", "{\"name\":\"t\",\"type\":\"VARCHAR\"}", "INTEGER");
    create(c, "pick", "picky", "{\"name\":\"t\",\"type\":\"VARCHAR\"}", "VARCHAR");
    return c;
  }

  private static void create(
      Connection c, String name, String plugin, String arguments, String returns)
      throws SQLException {
    rows(
        c,
        "CALL WASM_CREATE_FUNCTION('%s', '%s', 'transform', '{\"args\":[%s],\"returns\":\"%s\"}')"
            .formatted(name, plugin, arguments, returns));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT ID, GCD(ID, 12), ADD_ONE(G) FROM T",
        "SELECT GCD(ID, CAST(G AS BIGINT)), GCD(G, ID) FROM T WHERE ADD_ONE(ID) > 20",
        "SELECT SUM(ADD_ONE(ID)) FROM T WHERE G = 1",
        "SELECT SHOUT(NAME), NAME, ID FROM T",
        "SELECT SHOUT(SHOUT(NAME) || 'x') FROM T WHERE SHOUT(NAME) < 'N2'",
        "SELECT BYTES(DATA) FROM T",
        "SELECT SHOWN(DATE '2026-01-01' + ID * INTERVAL '1' DAY, ID / 7.0, G) FROM T",
        "SELECT SHOWN(NULL, G, 1), SHOUT('é世'), SHOUT(CAST(ID AS CHAR(9))) FROM T",
        "SELECT WHOLE(CAST(ID AS VARCHAR)) + 1 FROM T",
        "SELECT ID, WHOLE(CASE WHEN ID < 700 THEN CAST(ID AS VARCHAR) ELSE NAME END) FROM T",
        "SELECT ID, PICK(CASE ID WHEN 500 THEN '!' ELSE NAME END), SHOUT(NAME) FROM T",
        "SELECT ID, QUOTIENT(1000, ID - 70) FROM T",
        "SELECT ID, QUOTIENT(1000, ID - 70) FROM T LIMIT 70",
        "SELECT ID, ADD_ONE(CAST(NAME AS INTEGER)) FROM T",
        "SELECT DIVIDED(ID, 7).QUOTIENT, ID, DIVIDED(ID, 7).REST FROM T WHERE DIVIDED(ID, 9).REST > 2",
        "SELECT DIVIDED(DIVIDED(ID, 7).REST, 2).QUOTIENT, GCD(ID, 4) FROM T",
        "SELECT ID, DIVIDED(1000, ID - 70).REST FROM T",
        "SELECT SPREAD('[' || CAST(ID AS VARCHAR) || ']').A FROM T ORDER BY DIVIDED(ID, 7).REST, ID",
        "SELECT SPREAD(CASE ID WHEN 70 THEN '[]' ELSE 'null' END).A FROM T",
        "SELECT GCD(ID, 5), WASM_TRANSFORM('upper', NAME), SHOUT(NAME) FROM T LIMIT 200 OFFSET 9",
        "SELECT WASM_CALL('upper', 'transform', NAME), WASM_CALL_BINARY('upper', 'transform', DATA)"
            + " FROM T",
        "SELECT ID, WASM_CALL('upper', 'none', NAME) FROM T",
      })
  void rows_areThoseOfCallsRowByRow(String sql) throws SQLException {
    try (Connection c = withFunctions(OURS);
        Connection byRow = withFunctions(BY_ROW)) {
      assertThat(plan(c, sql)).contains("BatchedCalls(");
      assertThat(plan(byRow, sql)).doesNotContain("BatchedCalls");
      List<String> expected = rowsAndFailure(byRow, sql);
      List<String> found = rowsAndFailure(c, sql);
      assertThat(found).hasSameSizeAs(expected).isEqualTo(expected);
      assertThat(rows(c, "SELECT QUOTIENT(9, ID + 3), PICK(NAME) FROM T LIMIT 2"))
          .containsExactly("3|n0", "2|n1");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT GCD(ID, 12) FROM T|GCD($0, $1)",
        "SELECT SHOUT(NAME) FROM T|SHOUT($2)",
        "SELECT WASM_CALL('upper', 'transform', NAME) FROM T"
            + "|WASM_CALL('upper', 'transform', $2)",
      })
  void explain_showsThem(String sql, String part) throws SQLException {
    try (Connection c = withFunctions(OURS)) {
      assertThat(plan(c, sql)).contains("BatchedCalls(").contains(part);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT CASE WHEN ID > 5 THEN GCD(ID, 12) END FROM T",
        "SELECT SHOUT('a')",
        "SELECT ID FROM T WHERE ID > 5 OR GCD(ID, 12) = 3",
      })
  void whatHasToBeAskedRowByRow_isNotBatched(String sql) throws SQLException {
    try (Connection c = withFunctions(OURS)) {
      assertThat(plan(c, sql)).doesNotContain("BatchedCalls");
    }
  }

  /** What such a plugin keeps between calls is its storage: their order can be seen. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT WASM_CALL('tour', 'count_vowels', NAME), WASM_CALL('tour', 'count_vowels', NAME"
            + " || 'ae') FROM T WHERE ID < 20",
        "SELECT ID, WASM_CALL('tour', 'count_vowels', NAME || 'e') FROM T WHERE"
            + " WASM_CALL('tour', 'count_vowels', NAME || 'a') <> 'x' AND SHOUT(NAME) <> 'N3'"
            + " AND ID < 40",
      })
  void callsOfAPluginThatCounts_comeInTheOrderOfTheRows(String sql) throws SQLException {
    try (Connection c = withFunctions(OURS);
        Connection byRow = withFunctions(BY_ROW)) {
      assertThat(plan(c, sql)).contains("BatchedCalls(");
      assertThat(rows(c, sql)).isEqualTo(rows(byRow, sql));
    }
  }
}
