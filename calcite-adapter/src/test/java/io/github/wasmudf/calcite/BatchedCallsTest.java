package io.github.wasmudf.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.Guests;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What calls in batches answer, and how many there are: as row by row, or fewer. */
class BatchedCallsTest extends Batches {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT WASM_TRANSFORM('upper', NAME) FROM T"
            + "|BatchedCalls(EXPR$0=[WASM_TRANSFORM('upper', $2)])",
        "SELECT ID FROM T WHERE WASM_TRANSFORM('upper', NAME) > 'N5' AND ID < 9"
            + "|C0=[WASM_TRANSFORM('upper', $1)]",
        "SELECT MAX(WASM_TRANSFORM('upper', DATA, '{}')) FROM T"
            + "|=[WASM_TRANSFORM('upper', $3, '{}')]",
        "SELECT ID, WASM_TRANSFORM_BINARY('upper', NAME) FROM T LIMIT 5"
            + "|=[WASM_TRANSFORM_BINARY('upper', $2)]",
        "SELECT WASM_TRANSFORM('upper', WASM_TRANSFORM('upper', NAME)) FROM T"
            + "|=[WASM_TRANSFORM('upper', $0)]",
      })
  void explain_showsWhatIsBatched(String sql, String part) throws SQLException {
    try (Connection c = open(OURS, 10);
        Connection byRow = open(BY_ROW, 10);
        Connection ordinary = open(ORDINARY, 10)) {
      assertThat(plan(c, sql)).contains("BatchedCalls(").contains(part);
      assertThat(plan(byRow, sql)).doesNotContain("BatchedCalls");
      assertThat(plan(ordinary, sql)).doesNotContain("BatchedCalls");
      release(ordinary);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT WASM_TRANSFORM(NAME, 'a') FROM T",
        "SELECT WASM_TRANSFORM('upper', NAME, CASE WHEN ID > 1 THEN '{}' END) FROM T",
        "SELECT CASE WHEN ID > 1 THEN WASM_TRANSFORM('upper', NAME) END FROM T",
        "SELECT ID FROM T WHERE ID > 1 OR WASM_TRANSFORM('upper', NAME) = 'N1'",
        "SELECT WASM_TRANSFORM_BINARY('upper', ID) FROM T",
        "SELECT WASM_TRANSFORM('upper', 'a')",
      })
  void whatHasToBeAskedRowByRow_isNotBatched(String sql) throws SQLException {
    try (Connection c = open(OURS, 10)) {
      assertThat(plan(c, sql)).doesNotContain("BatchedCalls");
    }
  }

  private static final String CALL = "WASM_TRANSFORM('counting', NAME)";

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        // NAME is NULL in every seventh row, from the seventh on.
        "SELECT C FROM T LIMIT 3 ~ 3",
        "SELECT C FROM T LIMIT 3 OFFSET 100 ~ 3",
        "SELECT ID FROM T WHERE C > 'n1' LIMIT 3 ~ 5",
        "SELECT ID FROM T WHERE C > 'n1' LIMIT 3 OFFSET 3 ~ 8",
        "SELECT ID, C FROM T WHERE C > 'n1' LIMIT 3 ~ 5",
        "SELECT ID FROM T WHERE C > 'n1' AND WASM_TRANSFORM('counting', NAME || '!') > 'n2'"
            + " AND ID > 210 LIMIT 3 ~ 6",
        "SELECT ID FROM (SELECT ID FROM T LIMIT 20) WHERE C2 LIKE '%1%' LIMIT 2 ~ 11",
        "SELECT COUNT(C) FROM T ~ 2572",
        "SELECT COUNT(*) FROM T WHERE C > 'n' AND ID < 100 ~ 86",
        "SELECT C || 'x', C || 'y', CASE WHEN C > 'n2' THEN C END FROM T WHERE ID < 70 ~ 60",
        "SELECT COALESCE(C, 'none'), CASE WHEN ID < 7 THEN C END FROM T WHERE ID < 70 ~ 60",
        "SELECT CASE WHEN ID < 5 THEN C END FROM T ~ 5",
        "SELECT ID FROM T WHERE ID < 100 OR C = 'x' ~ 2572",
        "SELECT C FROM T WHERE ID < 70 ORDER BY C LIMIT 2 ~ 60",
        "SELECT ID FROM T WHERE NAME IS NULL AND C = 'x' ~ 0",
        "SELECT ID FROM T WHERE ID < 0 AND C = 'x' ~ 0",
      })
  void calls_areNoMoreThanNeeded(String sql, int calls) throws SQLException {
    String full = sql.replace("C2", "WASM_TRANSFORM('counting', CAST(ID AS VARCHAR))");
    full = full.replaceAll("\\bC\\b", "WASM_TRANSFORM('counting', NAME)");
    try (Connection c = open(OURS, ROWS);
        Connection byRow = open(BY_ROW, ROWS)) {
      assertThat(rows(c, full)).isEqualTo(rows(byRow, full));
      assertThat(calls(c)).as(plan(c, full)).isEqualTo(calls).isLessThanOrEqualTo(calls(byRow));
    }
  }

  /** A row is called for when it is read, or a little before. */
  @Test
  void aReaderWhoStops_paysForFewRowsMore() throws SQLException {
    try (Connection c = open(OURS, ROWS)) {
      try (Statement statement = c.createStatement();
          ResultSet rows = statement.executeQuery("SELECT " + CALL + " FROM T")) {
        rows.next();
      }
      assertThat(calls(c)).isEqualTo(1);
      try (Statement statement = c.createStatement();
          ResultSet rows = statement.executeQuery("SELECT " + CALL + " FROM T")) {
        for (int i = 0; i < 6; i++) {
          rows.next();
        }
      }
      // Batches of 1, 4 and 16 at the most, of which three rows are NULL; slow ones do not grow.
      assertThat(calls(c)).isBetween(1 + 5, 1 + 4 + 16 - 3);
    }
  }

  /** Small answers let batches grow; then each is long. */
  @Test
  void answersThatBecomeLong_areAllThere() throws SQLException {
    byte[] swelling =
        Guests.wat(
            """
            (module
              (memory (export "memory") 4)
              (func (export "alloc") (param i32) (result i32) (i32.const 8))
              (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
                (i64.or
                  (i64.const 0x40000000000)
                  (select (i64.const 100000) (i64.const 1)
                    (i32.gt_u (local.get $len) (i32.const 4))))))
            """);
    String sql =
        "SELECT ID, CHAR_LENGTH(WASM_TRANSFORM('swelling', NAME)), WASM_TRANSFORM('upper', NAME)"
            + " FROM T";
    try (Connection c = open(OURS, ROWS);
        Connection byRow = open(BY_ROW, ROWS)) {
      add(c, "swelling", swelling);
      add(byRow, "swelling", swelling);
      assertThat(plan(c, sql)).contains("BatchedCalls");
      assertThat(rowsAndFailure(c, sql)).hasSize(ROWS).isEqualTo(rowsAndFailure(byRow, sql));
    }
  }

  private static final String PICKY =
      "WASM_TRANSFORM('picky', CASE ID WHEN 500 THEN '!' WHEN 900 THEN '!' ELSE NAME END)";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT ID, P FROM T",
        "SELECT ID, P FROM T LIMIT 500",
        "SELECT ID, P FROM T LIMIT 501",
        "SELECT ID, P FROM T LIMIT 10 OFFSET 600",
        "SELECT ID FROM T WHERE P > 'n' LIMIT 10",
        "SELECT ID FROM T WHERE P > 'n' LIMIT 2000",
        "SELECT ID, P, WASM_TRANSFORM('picky', CASE ID WHEN 499 THEN '!x' ELSE NAME END) FROM T",
        "SELECT ID, WASM_TRANSFORM('picky', WASM_TRANSFORM('upper', P)) FROM T",
        "SELECT ID, 1000 / (ID - 70), P FROM T",
        "SELECT ID, WASM_TRANSFORM('upper', CAST(1000 / (ID - 70) AS VARCHAR)) FROM T",
        "SELECT ID, WASM_TRANSFORM('nobody', CASE WHEN ID > 20 THEN NAME END) FROM T",
        "SELECT ID, WASM_TRANSFORM('upper', NAME, '[]') FROM T",
        "SELECT ID, WASM_TRANSFORM(CAST(NULL AS VARCHAR), NAME) FROM T",
        "SELECT COUNT(P) FROM T",
        "SELECT P FROM T ORDER BY P LIMIT 3",
        "SELECT MAX(WASM_TRANSFORM('counting', NAME)) FROM T",
      })
  void failures_comeWhereTheirRowsAre(String sql) throws SQLException {
    String full = sql.replaceAll("\\bP\\b", PICKY);
    try (Connection c = open(OURS, ROWS);
        Connection byRow = open(BY_ROW, ROWS)) {
      List<String> expected = rowsAndFailure(byRow, full);
      List<String> found = rowsAndFailure(c, full);
      assertThat(last(found)).as(plan(c, full)).isEqualTo(last(expected));
      assertThat(found).isEqualTo(expected);
      assertThat(rows(c, "SELECT WASM_TRANSFORM('picky', 'ok') FROM T LIMIT 2"))
          .containsExactly("ok", "ok");
    }
  }

  /** Row by row it depends on the order in which they are written. */
  @Test
  void conditionsThatCallNothing_areAskedFirst() throws SQLException {
    try (Connection c = open(OURS, ROWS)) {
      String sql = "SELECT COUNT(*) FROM T WHERE " + PICKY + " > 'n' AND ID < 500";
      assertThat(row(c, sql)).isEqualTo("429");
    }
  }

  private static String last(List<String> list) {
    return list.isEmpty() ? "nothing" : list.get(list.size() - 1);
  }

  @Test
  void dynamicParameters_areConstants() throws SQLException {
    try (Connection c = open(OURS, 20)) {
      String sql =
          "SELECT WASM_TRANSFORM(?, NAME, ?), WASM_TRANSFORM('upper', ?) FROM T WHERE ID > ?";
      try (PreparedStatement select = c.prepareStatement(sql)) {
        for (String plugin : List.of("upper", "counting")) {
          select.setString(1, plugin);
          select.setString(2, null);
          select.setString(3, "x");
          select.setInt(4, 18);
          try (ResultSet rows = select.executeQuery()) {
            assertThat(rows.next()).isTrue();
            assertThat(row(rows)).isEqualTo((plugin.equals("upper") ? "N" : "n") + "19|X");
            assertThat(rows.next()).isFalse();
          }
        }
      }
      assertThat(plan(c, sql)).contains("WASM_TRANSFORM(?0, $0, ?1)");
    }
  }

  @Test
  void aStatement_endsOnTheVersionItBeganWith() throws SQLException {
    try (Connection c = open(OURS, ROWS);
        Statement statement = c.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT WASM_TRANSFORM('upper', NAME) FROM T WHERE NAME <> ''")) {
      rows.next();
      add(c, "upper", io.github.wasmudf.testing.Guests.constant("new"));
      for (int i = 1; i < 2000; i++) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(1)).startsWith("N");
      }
      assertThat(row(c, "SELECT MIN(WASM_TRANSFORM('upper', NAME)) FROM T")).isEqualTo("new");
    }
  }
}
