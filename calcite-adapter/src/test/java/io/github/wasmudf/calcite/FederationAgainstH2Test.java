package io.github.wasmudf.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.Guests;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Queries made at random, through Calcite over H2's tables and in H2 itself with the same plugin:
 * whatever is moved about in Calcite's plans, the answers are H2's.
 */
class FederationAgainstH2Test extends Federated {
  private static final int QUERIES = 100;

  private final Random random = new Random(20_261_120);

  @BeforeEach
  void fill() throws SQLException {
    h2(
        "CREATE TABLE T (ID INT, G INT, NAME VARCHAR(20))",
        "INSERT INTO T SELECT X, CASE WHEN MOD(X, 7) = 0 THEN NULL ELSE MOD(X, 5) END,"
            + " CASE WHEN MOD(X, 11) = 0 THEN NULL ELSE 'n' || MOD(X, 13) END"
            + " FROM SYSTEM_RANGE(1, 60)",
        "CREATE TABLE U (ID INT, CITY VARCHAR(20))",
        "INSERT INTO U SELECT MOD(X, 9), CASE WHEN MOD(X, 6) = 0 THEN NULL ELSE 'c' || MOD(X, 4) END"
            + " FROM SYSTEM_RANGE(1, 25)");
  }

  private String one(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private String condition(boolean joined, int depth) {
    if (depth > 0 && random.nextInt(3) > 0) {
      String both = condition(joined, depth - 1) + one(" AND ", " AND ", " OR ");
      return "(" + both + condition(joined, depth - 1) + ")";
    }
    String name = joined && random.nextBoolean() ? "U.CITY" : "T.NAME";
    return one(
        "WASM_TRANSFORM('up', " + name + ") <> 'N3'",
        "WASM_TRANSFORM('up', " + name + ") LIKE '_1%'",
        "WASM_TRANSFORM('up', " + name + ") IS NULL",
        "NOT (WASM_TRANSFORM('up', " + name + ") = 'C2')",
        "T.ID > " + random.nextInt(60),
        "T.G = " + random.nextInt(5),
        name + " IS NOT NULL",
        name + " <> 'n4'");
  }

  private String from(boolean joined) {
    return joined
        ? "S.T T " + one("JOIN", "JOIN", "LEFT JOIN") + " S.U U ON T." + one("ID", "G") + " = U.ID"
        : "S.T T";
  }

  private record Query(String sql, boolean ordered, int offset, int fetch) {
    String text(String schema) {
      String limits =
          (offset > 0 ? " OFFSET " + offset + " ROWS" : "")
              + (fetch >= 0 ? " FETCH NEXT " + fetch + " ROWS ONLY" : "");
      return (sql + limits).replace("S.", schema + ".");
    }

    Query whole() {
      return new Query(sql, ordered, 0, -1);
    }
  }

  private Query query() {
    boolean joined = random.nextInt(3) > 0;
    boolean ordered = random.nextInt(3) == 0;
    String columns = joined ? "T.ID, T.NAME, U.CITY" : "T.ID, T.G, T.NAME";
    // By every column, so that only equal rows can change places.
    String sql =
        "SELECT "
            + columns
            + ", WASM_TRANSFORM('up', T.NAME) AS UP FROM "
            + from(joined)
            + " WHERE "
            + condition(joined, 2)
            + (ordered ? " ORDER BY T.ID NULLS FIRST, 2 NULLS FIRST, 3 NULLS FIRST" : "");
    return new Query(
        sql,
        ordered,
        random.nextInt(3) == 0 ? random.nextInt(6) : 0,
        random.nextInt(3) > 0 ? random.nextInt(8) : -1);
  }

  @Test
  void randomQueries_answerAsH2Does() throws SQLException {
    assertThat(pushedQueries(OURS, QUERIES)).isZero();
  }

  @Test
  void randomQueriesWithPushDown_answerAsH2Does() throws SQLException {
    assertThat(pushedQueries(OURS + "wasm.pushDown=true", QUERIES / 2)).isGreaterThan(15);
  }

  /** Answers how many left calls to H2. */
  private int pushedQueries(String url, int queries) throws SQLException {
    int pushed = 0;
    try (Connection reference = h2WithPlugins();
        Connection calcite = calcite(url)) {
      add(calcite, "up", Guests.plugin("upper"));
      try (PreparedStatement register = reference.prepareStatement("CALL WASM_REGISTER('up', ?)")) {
        register.setBytes(1, Guests.plugin("upper"));
        register.execute();
      }
      for (int i = 0; i < queries; i++) {
        Query query = query();
        assertSame(reference, calcite, query);
        if (plan(calcite, query.text("H")).contains("CheckedCalls")) {
          pushed++;
        }
      }
    }
    return pushed;
  }

  private static void assertSame(Connection reference, Connection calcite, Query query)
      throws SQLException {
    List<String> found = rows(calcite, query.text("H"));
    List<String> expected = rows(reference, query.text("PUBLIC"));
    String what = query.text("H");
    if (query.ordered()) {
      assertThat(found).as(what).isEqualTo(expected);
    } else if (query.offset() == 0 && query.fetch() < 0) {
      assertThat(found).as(what).containsExactlyInAnyOrderElementsOf(expected);
    } else {
      // Any rows will do, but as many, and none that is not there.
      assertThat(found).as(what).hasSameSizeAs(expected);
      List<String> rest = rows(reference, query.whole().text("PUBLIC"));
      for (String row : found) {
        assertThat(rest.remove(row)).as(what + ": " + row).isTrue();
      }
    }
  }
}
