package io.github.wasmudf.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Queries made at random, with batches and without: the same rows in the same order up to the same
 * failure, and no call more.
 */
class BatchesAgainstRowsTest extends Batches {
  private static final int QUERIES = 50;
  private static final int FEW_ROWS = 70;

  private final Random random = new Random(20_261_127);

  private String one(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private String call(String table) {
    String name = table + ".NAME";
    return one(
        "WASM_TRANSFORM('counting', " + name + ")",
        "WASM_TRANSFORM('counting', " + name + ")",
        "WASM_TRANSFORM('counting', " + name + ", '{\"a\":1}')",
        "WASM_TRANSFORM('upper', WASM_TRANSFORM('counting', " + name + "))",
        "WASM_TRANSFORM('counting', CAST(" + table + ".ID AS VARCHAR))",
        "WASM_TRANSFORM('counting', " + name + " || 'x')",
        "CAST(WASM_TRANSFORM_BINARY('counting', " + name + ") AS VARCHAR)");
  }

  private String value() {
    String call = call("T");
    return one(
        call,
        "COALESCE(" + call + ", 'none')",
        "CASE WHEN T.G = 1 THEN " + call + " ELSE T.NAME END",
        "CASE WHEN " + call + " LIKE '%1%' THEN 'one' ELSE " + call("T") + " END",
        "WASM_TRANSFORM('counting', T.DATA)",
        call + " || " + call("T"),
        "WASM_TRANSFORM('picky', CASE T.ID WHEN "
            + random.nextInt(200)
            + " THEN '!' ELSE 'x' END)");
  }

  private String condition(int depth) {
    if (depth > 0 && random.nextInt(3) > 0) {
      return "("
          + condition(depth - 1)
          + one(" AND ", " AND ", " OR ")
          + condition(depth - 1)
          + ")";
    }
    return one(
        call("T") + " > 'n3'",
        call("T") + " LIKE '%1%'",
        call("T") + " IS NOT NULL",
        "NOT (" + call("T") + " = 'n8')",
        "T.ID > " + random.nextInt(FEW_ROWS),
        "T.G = " + random.nextInt(3),
        "T.NAME < 'n6'");
  }

  private String from() {
    return one("T", "T", "T JOIN T AS U ON T.ID = U.G", "T LEFT JOIN T AS U ON T.G = U.ID");
  }

  private String where() {
    return random.nextInt(4) == 0 ? "" : " WHERE " + condition(2);
  }

  private String limit() {
    int fetch = random.nextInt(10);
    return one("", " LIMIT " + fetch, " LIMIT " + fetch + " OFFSET " + random.nextInt(10));
  }

  private String query() {
    String rest = " FROM " + from() + where();
    return one(
        "SELECT T.ID, " + value() + ", " + value() + rest + limit(),
        "SELECT " + value() + rest + limit(),
        "SELECT T.ID, T.NAME" + rest + limit(),
        "SELECT T.G, COUNT(*), MAX("
            + call("T")
            + "), COUNT("
            + call("T")
            + ")"
            + rest
            + " GROUP BY T.G"
            + limit(),
        "SELECT DISTINCT " + call("T") + rest + limit(),
        "SELECT T.ID, " + value() + rest + " ORDER BY 2 NULLS LAST, 1" + limit(),
        "(SELECT " + value() + rest + ") UNION ALL (SELECT T.NAME" + rest + ")" + limit(),
        "SELECT ID FROM T WHERE EXISTS (SELECT 1 FROM T AS U WHERE U.G = T.ID AND "
            + call("U")
            + " > 'n1')"
            + limit(),
        "SELECT ID, (SELECT MAX(" + call("U") + ") FROM T AS U WHERE U.G = T.ID) FROM T" + limit());
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void randomQueries_answerAsRowByRow(String engine) throws SQLException {
    List<String> batched = new ArrayList<>();
    try (Connection c = open(OURS, FEW_ROWS, engine);
        Connection byRow = open(BY_ROW, FEW_ROWS, engine)) {
      for (int i = 0; i < QUERIES; i++) {
        String sql = query();
        String plan = plan(c, sql);
        assertThat(rowsAndFailure(c, sql))
            .as(sql + "\n" + plan)
            .isEqualTo(rowsAndFailure(byRow, sql));
        int calls = calls(c);
        int callsByRow = calls(byRow);
        // A row that fails may have others behind it in its batch, but only in other columns.
        if (!sql.contains("picky")) {
          assertThat(calls).as(sql + "\n" + plan).isLessThanOrEqualTo(callsByRow);
        }
        if (plan.contains("BatchedCalls")) {
          batched.add(sql);
        }
      }
    }
    assertThat(batched).hasSizeGreaterThan(QUERIES / 3);
  }
}
