package io.github.wasmudf.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.Guests;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What bounds a batch: each row's time, its bytes, its statement and its connection. */
class BatchEndsTest extends Batches {
  private static final String WITH_REPEAT = "fun=standard,postgresql;";

  /** Answers its input, but one of some length or more never. */
  private static byte[] endlessFrom(int length) {
    return Guests.transform(
        """
        (if (i32.ge_u (local.get $len) (i32.const %d))
          (then (loop $on (br $on))))
        (i64.or
          (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
          (i64.extend_i32_u (local.get $len)))
        """
            .formatted(length));
  }

  @Test
  void theTimeLimit_isThatOfARow() throws SQLException {
    String policy = "wasm.policy='{\"limits\":{\"timeMillis\":1000}}'";
    try (Connection c = open(OURS + policy, 150)) {
      add(c, "endless", endlessFrom(4));
      List<String> rows = rowsAndFailure(c, "SELECT ID, WASM_TRANSFORM('endless', NAME) FROM T");
      assertThat(rows).hasSize(101);
      assertThat(rows.get(99)).isEqualTo("99|n99");
      assertThat(rows.get(100)).startsWith("38W03");
    }
  }

  /** Larger than a batch may be: such a row is a batch of its own. */
  @Test
  void largeValues_areAnsweredAsRowByRow() throws SQLException {
    String sql =
        "SELECT ID, CHAR_LENGTH(u), SUBSTRING(u FROM CHAR_LENGTH(u) - 5) FROM (SELECT ID,"
            + " WASM_TRANSFORM('upper', REPEAT(NAME, CASE MOD(ID, 5) WHEN 3 THEN 700000 ELSE 1"
            + " END)) AS u FROM T WHERE ID < 40) AS s";
    try (Connection c = open(OURS + WITH_REPEAT, ROWS);
        Connection byRow = open(BY_ROW + ";" + WITH_REPEAT, ROWS)) {
      assertThat(plan(c, sql)).contains("BatchedCalls");
      assertThat(rows(c, sql)).isEqualTo(rows(byRow, sql)).hasSize(40);
    }
  }

  @Test
  void connections_haveBatchesOfTheirOwn() throws Exception {
    String sql = "SELECT ID, WASM_TRANSFORM('upper', NAME) FROM T";
    try (Connection one = open(OURS, ROWS);
        Connection other = open(OURS, ROWS)) {
      add(other, "upper", Guests.echo());
      CompletableFuture<List<String>> both =
          CompletableFuture.supplyAsync(() -> rowsAndFailure(other, sql));
      assertThat(rows(one, sql)).hasSize(ROWS).contains("17|N17");
      assertThat(both.get(60, TimeUnit.SECONDS)).hasSize(ROWS).contains("17|n17");
    }
  }

  /** Two readers take turns on one connection: their calls have one plugin, but not one batch. */
  @Test
  void statementsOfOneConnection_doNotMixTheirRows() throws SQLException {
    try (Connection c = open(OURS, ROWS);
        Statement one = c.createStatement();
        Statement other = c.createStatement();
        ResultSet up = one.executeQuery("SELECT WASM_TRANSFORM('upper', NAME) FROM T");
        ResultSet down =
            other.executeQuery("SELECT WASM_TRANSFORM('upper', CAST(-ID AS VARCHAR)) FROM T")) {
      for (int i = 0; i < ROWS; i++) {
        assertThat(up.next()).isTrue();
        assertThat(down.next()).isTrue();
        assertThat(up.getString(1)).isEqualTo(i % 7 == 6 ? null : "N" + i);
        assertThat(down.getString(1)).isEqualTo(String.valueOf(-i));
      }
      assertThat(up.next() || down.next()).isFalse();
    }
  }
}
