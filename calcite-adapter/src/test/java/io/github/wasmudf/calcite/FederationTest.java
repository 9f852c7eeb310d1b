package io.github.wasmudf.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.Guests;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Plugins in Calcite, on tables in H2. */
class FederationTest extends Federated {
  private static final String BYTES =
      "CREATE TABLE B (ID INT, V VARBINARY(20), F BINARY(2), U UUID)";

  @ParameterizedTest
  @MethodSource("urls")
  void textNullsAndParameters_meetThePlugin(String url) throws SQLException {
    h2("CREATE TABLE T (ID INT, NAME VARCHAR)", "INSERT INTO T VALUES (1, 'ä'), (2, NULL)");
    try (Connection c = calcite(url)) {
      add(c, "upper", Guests.plugin("upper"));
      assertThat(rows(c, "SELECT ID, WASM_TRANSFORM('upper', NAME) FROM H.T ORDER BY ID"))
          .containsExactly("1|Ä", "2|null");
      try (PreparedStatement select =
          c.prepareStatement(
              """
              SELECT ID FROM H.T
              WHERE WASM_TRANSFORM(CAST(? AS VARCHAR), NAME) = CAST(? AS VARCHAR) AND ID < ?
              """)) {
        select.setString(1, "upper");
        select.setString(2, "Ä");
        for (int below : new int[] {5, 1, 5}) {
          select.setInt(3, below);
          try (ResultSet rows = select.executeQuery()) {
            assertThat(rows.next()).isEqualTo(below == 5);
          }
        }
      }
      release(c);
    }
  }

  @ParameterizedTest
  @MethodSource("urls")
  void binaryColumns_meetThePlugin(String url) throws SQLException {
    h2(
        BYTES,
        """
        INSERT INTO B VALUES (1, X'6162', X'6364', '61626364-6566-6768-696a-6b6c6d6e6f70'),
          (2, NULL, NULL, NULL)
        """);
    try (Connection c = calcite(url)) {
      add(c, "upper", Guests.plugin("upper"));
      assertThat(
              rows(
                  c,
                  """
                  SELECT ID, WASM_TRANSFORM('upper', V), WASM_TRANSFORM('upper', F),
                    WASM_TRANSFORM('upper', U), WASM_TRANSFORM_BINARY('upper', V)
                  FROM H.B ORDER BY ID
                  """))
          .containsExactly(
              "1|X'4142'|X'4344'|X'4142434445464748494a4b4c4d4e4f50'|X'4142'",
              "2|null|null|null|null");
      assertThat(rows(c, "SELECT V, ID FROM H.B WHERE WASM_TRANSFORM('upper', V) = X'4142'"))
          .containsExactly("X'6162'|1");
      assertThat(rows(c, "SELECT WASM_TRANSFORM('upper', V) FROM H.B"))
          .containsExactlyInAnyOrder("X'4142'", "null");
      release(c);
    }
  }

  @Test
  void binaryColumns_meetCalcitesFunctionsToo() throws SQLException {
    h2(BYTES, "INSERT INTO B VALUES (1, X'6162', X'6364', NULL)");
    try (Connection c = calcite(OURS)) {
      add(c, "upper", Guests.plugin("upper"));
      assertThat(
              rows(
                  c,
                  """
                  SELECT a.V || WASM_TRANSFORM('upper', a.V), WASM_TRANSFORM('upper', a.V || a.F)
                  FROM H.B AS a JOIN (VALUES (1)) AS v(ID) ON a.ID = v.ID
                  """))
          .containsExactly("X'61624142'|X'41424344'");
    }
  }

  @Test
  void binaryColumnsOfCalciteAlone_areStillBroken() throws SQLException {
    h2(BYTES, "INSERT INTO B VALUES (1, X'6162', X'6364', NULL)");
    try (Connection c = calcite(ORDINARY)) {
      add(c, "upper", Guests.plugin("upper"));
      String answer;
      try {
        answer = rows(c, "SELECT ID, WASM_TRANSFORM('upper', V || V) FROM H.B").toString();
      } catch (ClassCastException stillBroken) {
        answer = "ClassCastException";
      }
      release(c);
      assertThat(answer)
          .as(
              "Calcite reads binary columns of a JdbcSchema now: remove JdbcBytes, the special case"
                  + " in Arguments, the sentence in docs/calcite.md, and this test")
          .isEqualTo("ClassCastException");
    }
  }

  @Test
  void cheapConditions_areLeftToTheDatabase() throws SQLException {
    h2(
        "CREATE TABLE T (ID INT, NAME VARCHAR)",
        "INSERT INTO T SELECT X, 'n' || MOD(X, 10) FROM SYSTEM_RANGE(1, 1000)");
    try (Connection c = calcite(OURS)) {
      addCounting(c);
      String sql =
          "SELECT ID FROM H.T WHERE WASM_TRANSFORM('counting', NAME) = 'n3' AND ID <= 20"
              + " AND NAME <> 'n4' AND NAME <> '世界'";
      assertThat(plan(c, sql)).contains("JdbcFilter").containsPattern("JdbcFilter.*\\$0, 20");
      assertThat(rows(c, sql)).containsExactlyInAnyOrder("3", "13");
      assertThat(calls(c)).isEqualTo(18);
      assertThat(rows(c, sql.replace("AND ID", "OR ID"))).hasSizeGreaterThan(2);
      // That is no AND any more, and every row must be asked.
      assertThat(calls(c)).isEqualTo(1_000);
    }
  }

  @Test
  void textLiterals_arriveAsTheyAre() throws SQLException {
    h2("CREATE TABLE T (NAME VARCHAR)", "INSERT INTO T VALUES ('世界'), ('_UTF-8''x'), ('ä')");
    try (Connection c = calcite(OURS)) {
      assertThat(rows(c, "SELECT * FROM H.T WHERE NAME = '世界'")).containsExactly("世界");
      assertThat(rows(c, "SELECT * FROM H.T WHERE NAME = '_UTF-8''x'")).containsExactly("_UTF-8'x");
      assertThat(rows(c, "SELECT * FROM H.T WHERE NAME IN ('ä', '_UTF-8''x') AND NAME <> 'b'"))
          .containsExactlyInAnyOrder("_UTF-8'x", "ä");
    }
  }
}
