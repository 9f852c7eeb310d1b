package io.github.wasmudf.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.Guests;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Guests of w3bstream on the caller's connection: what they keep, read and write. */
@OnEachEngine
class W3bstreamDatabaseTest {
  /** Hands its input over as a query, and answers the rows. */
  private static final byte[] ASKING =
      Guests.w3bstream(
          """
          (import "env" "ws_get_sql_db" (func $query (param i32 i32 i32 i32) (result i32)))
          (import "env" "ws_get_db" (func $number (param i32 i32) (result i32)))
          (import "env" "ws_set_db" (func $set_number (param i32 i32 i32)))
          """,
          """
          (func (export "start") (param $rid i32) (result i32)
            (drop (call $get (local.get $rid) (i32.const 8) (i32.const 12)))
            (if (call $query (i32.load (i32.const 8)) (i32.load (i32.const 12))
                  (i32.const 16) (i32.const 20))
              (then (return (i32.const -1))))
            (call $set (local.get $rid) (i32.load (i32.const 16)) (i32.load (i32.const 20))))
          (func (export "count") (param $rid i32) (result i32)
            (call $set_number (i32.const 8) (i32.const 4)
              (i32.add (call $number (i32.const 8) (i32.const 4)) (i32.const 5)))
            (call $number (i32.const 8) (i32.const 4)))
          """);

  @RegisterExtension final TestDatabase database;
  private Sql sql;

  W3bstreamDatabaseTest(String engine) {
    database = TestDatabase.inMemory(engine);
  }

  @BeforeEach
  void connect() throws SQLException {
    sql = database.admin();
    sql.run("CALL WASM_SET_POLICY('{\"capabilities\":{\"state\":true,\"sql\":\"write\"}}')");
    sql = database.admin();
    sql.register(
        "words",
        Guests.plugin("w3b_words"),
        "{\"capabilities\":{\"state\":true,\"sql\":\"write\"}}");
    sql.register("ask", ASKING, "{\"capabilities\":{\"state\":true,\"sql\":\"read\"}}");
    sql.run("CREATE TABLE words(word VARCHAR, letters INT)");
  }

  @Test
  void whatIsKept_isOfTheTransaction() throws SQLException {
    assertThat(sql.value("VALUES WASM_CALL('words', 'remember', 'a b')")).isEqualTo("2");
    sql.run("SET AUTOCOMMIT FALSE");
    assertThat(sql.value("VALUES WASM_CALL('words', 'remember', 'c d e')")).isEqualTo("5");
    sql.run("ROLLBACK");
    assertThat(sql.value("VALUES WASM_CALL('words', 'remember', 'f')")).isEqualTo("3");
    sql.run("COMMIT");
    assertThat(sql.value("VALUES WASM_CALL('words', 'remember', '')")).isEqualTo("3");
  }

  @Test
  void rowsOfAQuery_areBoundedByTheirJson_andHaveEachNameOnce() throws SQLException {
    sql.register(
        "small",
        ASKING,
        "{\"limits\":{\"resultBytes\":40000},\"capabilities\":{\"sql\":\"read\"}}");
    String query = "{\"statement\":\"SELECT X AS %s FROM SYSTEM_RANGE(1, 500)\",\"params\":[]}";
    assertThat(sql.failure("VALUES WASM_TRANSFORM('small', ?)", query.formatted("n".repeat(120))))
        .satisfies(failure -> assertThat(failure.sqlState()).isEqualTo("38W04"))
        .satisfies(failure -> assertThat(failure.message()).contains("rows of a query"));
    assertThat(sql.transform("small", query.formatted("n")))
        .asString()
        .startsWith("[{\"N\":1},{\"N\":2},")
        .endsWith("{\"N\":500}]");
    assertThat(sql.transform("small", "{\"statement\":\"VALUES (1)\",\"params\":[]}"))
        .isEqualTo("{\"C1\":1}");
    assertThat(
            sql.transform(
                "small", "{\"statement\":\"SELECT 1 AS A, 2 AS B, 3 AS A\",\"params\":[]}"))
        .isEqualTo("{\"B\":2,\"A\":3}");
  }

  @Test
  void numbersOfOldModules_areKeptToo() throws SQLException {
    assertThat(sql.value("VALUES WASM_CALL('ask', 'count', 'x')")).isEqualTo("5");
    assertThat(sql.value("VALUES WASM_CALL('ask', 'count', 'x')")).isEqualTo("10");
  }

  @Test
  void whatIsStored_isOfTheTransaction() throws SQLException {
    sql.run("SET AUTOCOMMIT FALSE");
    assertThat(sql.value("VALUES WASM_CALL('words', 'store', 'one two')"))
        .isEqualTo("{\"ALL_WORDS\":2}");
    assertThat(sql.column("SELECT word || letters FROM words ORDER BY word"))
        .containsExactly("one3", "two3");
    sql.run("ROLLBACK");
    assertThat(sql.value("SELECT COUNT(*) FROM words")).isEqualTo(0L);
    sql.run("SET AUTOCOMMIT TRUE");
    sql.value("VALUES WASM_CALL('words', 'store', 'three')");
    assertThat(sql.value("SELECT COUNT(*) FROM words")).isEqualTo(1L);
  }

  @Test
  void failedStatement_isTheErrorOfTheHandlerThatGivesUp() throws SQLException {
    sql.run("DROP TABLE words");
    Sql.Failure failure = sql.failure("VALUES WASM_CALL('words', 'store', 'one')");
    assertThat(failure.sqlState()).isEqualTo("38W07");
    assertThat(failure.message()).contains("-1 (Failed)").contains("WORDS");
    assertThat(sql.value("VALUES WASM_CALL('words', 'count', 'a b')")).isEqualTo("2");
  }

  @Test
  void rows_areNothing_anObject_orAnArray() throws SQLException {
    String query = "VALUES WASM_TRANSFORM('ask', ?)";
    assertThat(sql.value(query, "{\"statement\":\"SELECT 1 WHERE FALSE\",\"params\":[]}"))
        .isEqualTo("");
    assertThat(
            sql.value(
                query,
                "{\"statement\":\"SELECT ? AS I, ? AS S, ? AS B, ? AS D, CAST(? AS VARBINARY) AS V,"
                    + " CAST(NULL AS INT) AS N, DATE '2024-02-29' AS T\",\"params\":[{\"int64\":7},"
                    + "{\"string\":\"a\\\"b\"},{\"bool\":true},{\"float64\":0.5},"
                    + "{\"bytes\":\"aGk\"}]}"))
        .isEqualTo(
            "{\"I\":7,\"S\":\"a\\\"b\",\"B\":true,\"D\":0.5,\"V\":\"hi\",\"N\":null,"
                + "\"T\":{\"Time\":\"2024-02-29T00:00:00Z\",\"Valid\":true}}");
    assertThat(
            sql.value(query, "{\"statement\":\"SELECT X FROM SYSTEM_RANGE(1, 2)\",\"params\":[]}"))
        .isEqualTo("[{\"X\":1},{\"X\":2}]");
  }

  @Test
  void statementsThatAreNone_areMinusOne() throws SQLException {
    for (String wrong :
        new String[] {
          "no json",
          "{\"statement\":\"SELECT 1\"}",
          "{\"statement\":1,\"params\":[]}",
          "{\"statement\":\"SELECT ?\",\"params\":[7]}",
          "{\"statement\":\"SELECT ?\",\"params\":[{\"int32\":3000000000}]}",
          "{\"statement\":\"SELECT ?\",\"params\":[{\"bytes\":\"*\"}]}",
          "{\"statement\":\"SELECT ?\",\"params\":[{\"time\":\"noon\"}]}"
        }) {
      assertThat(sql.sqlState("VALUES WASM_TRANSFORM('ask', ?)", wrong))
          .as(wrong)
          .isEqualTo("22032");
    }
    assertThat(
            sql.sqlState(
                "VALUES WASM_TRANSFORM('ask', ?)", "{\"statement\":\"NONSENSE\",\"params\":[]}"))
        .isEqualTo("38W07");
  }
}
