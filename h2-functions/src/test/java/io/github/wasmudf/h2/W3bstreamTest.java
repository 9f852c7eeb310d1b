package io.github.wasmudf.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.Guests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Guests of w3bstream: what an answer means, what each import does, and what a wrong one comes to.
 */
@OnEachEngine
class W3bstreamTest {
  private static final String GET =
      "(import \"env\" \"ws_get_data\" (func $get (param i32 i32 i32) (result i32)))";
  private static final String SET =
      "(import \"env\" \"ws_set_data\" (func $set (param i32 i32 i32) (result i32)))";
  private static final String LOG =
      "(import \"env\" \"ws_log\" (func $log (param i32 i32 i32) (result i32)))";

  /** Gives from 4096 on, and begins there again. */
  private static final String MEMORY =
      """
      (memory (export "memory") 1 4)
      (data (i32.const 64) "made by the guest")
      (func (export "alloc") (param i32) (result i32) (i32.const 4096))
      """;

  @RegisterExtension final TestDatabase database;
  private Sql sql;

  W3bstreamTest(String engine) {
    database = TestDatabase.inMemory(engine);
  }

  @BeforeEach
  void connect() throws SQLException {
    sql = database.admin();
  }

  private static String start(String body) {
    return "(func (export \"start\") (param $rid i32) (result i32) " + body + ")";
  }

  /** Registers a guest that imports the data's functions, and calls it. */
  private @Nullable Object answer(String body, String input) throws SQLException {
    register(body);
    return sql.value("VALUES WASM_TRANSFORM('p', ?)", input);
  }

  private Sql.Failure failure(String body, String input) throws SQLException {
    register(body);
    return sql.failure("VALUES WASM_TRANSFORM('p', ?)", input);
  }

  private void register(String body) throws SQLException {
    sql.register("p", Guests.wat("(module " + GET + SET + LOG + MEMORY + start(body) + ")"));
  }

  @Test
  void answer_isWhatTheGuestMadeOfItsInput() throws SQLException {
    assertThat(answer("(call $set (local.get $rid) (i32.const 64) (i32.const 17))", "x"))
        .isEqualTo("made by the guest");
    assertThat(answer("(call $set (local.get $rid) (i32.const 64) (i32.const 0))", "x"))
        .isEqualTo("");
  }

  @Test
  void answer_isTheResourceThatTheResultNames() throws SQLException {
    assertThat(answer("(local.get $rid)", "as it was")).isEqualTo("as it was");
    assertThat(
            answer(
                "(drop (call $set (i32.const 77) (i32.const 64) (i32.const 4))) (i32.const 77)",
                "x"))
        .isEqualTo("made");
  }

  @Test
  void answer_isElseTheNumber() throws SQLException {
    assertThat(answer("(i32.const 0)", "x")).isEqualTo("0");
    assertThat(answer("(i32.const 1712)", "x")).isEqualTo("1712");
  }

  @Test
  void negativeNumber_isARefusalWithItsName_andLeavesTheInstance() throws SQLException {
    Sql.Failure failure = failure("(i32.const -1)", "x");
    assertThat(failure.sqlState()).isEqualTo("38W02");
    assertThat(failure.message()).contains("plugin p version 1").contains("-1 (Failed)");
    assertThat(failure("(i32.const -77)", "x").message()).contains("answered -77");
  }

  @Test
  void input_isGivenThroughTheAllocator_withItsLength() throws SQLException {
    String body =
        """
        (if (call $get (local.get $rid) (i32.const 8) (i32.const 12)) (then (return (i32.const -1))))
        (if (i32.ne (i32.load (i32.const 8)) (i32.const 4096)) (then (return (i32.const -2))))
        (i32.store8 (i32.const 4096) (i32.const 63))
        (call $set (local.get $rid) (i32.const 4096) (i32.load (i32.const 12)))
        """;
    assertThat(answer(body, "grüße")).isEqualTo("?rüße");
    assertThat(answer(body, "")).isEqualTo("");
  }

  @Test
  void unknownResource_isAStatus() throws SQLException {
    String body = "(call $get (i32.const 5) (i32.const 8) (i32.const 12))";
    assertThat(answer(body, "x")).isEqualTo("2");
  }

  @Test
  void placesOutsideMemory_areBadPointers() throws SQLException {
    for (String body :
        new String[] {
          "(call $get (local.get $rid) (i32.const -4) (i32.const 12))",
          "(call $get (local.get $rid) (i32.const 8) (i32.const 65533))",
          "(call $set (local.get $rid) (i32.const 65530) (i32.const 7))",
          "(call $set (local.get $rid) (i32.const 1) (i32.const -1))",
          "(call $log (i32.const 4) (i32.const 65536) (i32.const 1))"
        }) {
      assertThat(failure(body, "x").sqlState()).as(body).isEqualTo("38W05");
    }
  }

  @Test
  void bothPlacesTheSame_isTheGuestsOwnFault() throws SQLException {
    String body =
        """
        (drop (call $get (local.get $rid) (i32.const 8) (i32.const 8)))
        (i32.load (i32.const 8))
        """;
    assertThat(answer(body, "seven!!")).isEqualTo("7");
  }

  @Test
  void allocatorsOtherNames_andNone() throws SQLException {
    String body =
        """
        (if (call $get (local.get $rid) (i32.const 8) (i32.const 12)) (then (return (i32.const -1))))
        (call $set (local.get $rid) (i32.load (i32.const 8)) (i32.load (i32.const 12)))
        """;
    for (String allocator :
        new String[] {
          "(func (export \"malloc\") (param i32) (result i32) (i32.const 1000))",
          "(func (export \"__new\") (param i32 i32) (result i32) (i32.const 1000))",
          ""
        }) {
      sql.register(
          "p",
          Guests.wat(
              "(module "
                  + GET
                  + SET
                  + "(memory (export \"memory\") 1 9)"
                  + allocator
                  + start(body)
                  + ")"));
      for (int i = 0; i < 20; i++) {
        assertThat(sql.value("VALUES WASM_TRANSFORM('p', 'given')")).isEqualTo("given");
      }
    }
  }

  @Test
  void allocatorThatHasNoRoom_isAskedAgainInAFreshInstance() throws SQLException {
    String once =
        """
        (global $calls (mut i32) (i32.const 0))
        (func (export "malloc") (param i32) (result i32)
          (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
          (select (i32.const 1000) (i32.const 0) (i32.le_u (global.get $calls) (i32.const 3))))
        """;
    String body =
        """
        (if (call $get (local.get $rid) (i32.const 8) (i32.const 12)) (then (return (i32.const -1))))
        (call $set (local.get $rid) (i32.load (i32.const 8)) (i32.load (i32.const 12)))
        """;
    sql.register(
        "p",
        Guests.wat(
            "(module " + GET + SET + "(memory (export \"memory\") 1)" + once + start(body) + ")"));
    for (int i = 0; i < 10; i++) {
      assertThat(sql.value("VALUES WASM_TRANSFORM('p', 'given')")).isEqualTo("given");
    }
  }

  @Test
  void newPagesThatHaveRunOut_areThereInAFreshInstance() throws SQLException {
    String body =
        """
        (if (call $get (local.get $rid) (i32.const 8) (i32.const 12)) (then (return (i32.const -1))))
        (call $set (local.get $rid) (i32.load (i32.const 8)) (i32.load (i32.const 12)))
        """;
    sql.register(
        "p",
        Guests.wat(
            "(module " + GET + SET + "(memory (export \"memory\") 1 3)" + start(body) + ")"));
    for (int i = 0; i < 3; i++) {
      assertThat(sql.value("VALUES WASM_TRANSFORM('p', 'given')")).isEqualTo("given");
      assertThat(sql.value("VALUES LENGTH(WASM_TRANSFORM('p', REPEAT('x', 70000)))"))
          .isEqualTo(70_000L);
      assertThat(sql.sqlState("VALUES WASM_TRANSFORM('p', REPEAT('x', 140000))"))
          .isEqualTo("38W04");
    }
  }

  @Test
  void metrics_areCountedWhereTheyAreGranted_andElseRefused() throws SQLException {
    byte[] guest =
        Guests.wat(
            "(module "
                + GET
                + """
                (import "stat" "ws_submit_metrics"
                  (func $submit (param i32 i32) (result i32)))
                """
                + MEMORY
                + start(
                    """
                    (drop (call $get (local.get $rid) (i32.const 8) (i32.const 12)))
                    (call $submit (i32.load (i32.const 8)) (i32.load (i32.const 12)))
                    """)
                + ")");
    sql.register("p", guest, "{\"capabilities\":{\"metrics\":true}}");
    assertThat(sql.sqlState("VALUES WASM_TRANSFORM('p', '{\"n\":1}')")).isEqualTo("38W06");
    sql.run("CALL WASM_SET_POLICY('{\"capabilities\":{\"metrics\":true}}')");
    sql = database.admin();
    for (String submitted :
        new String[] {"{\"n\":2,\"kind\":\"a\"}", "{\"n\":-1.5}", "{}", "{\"kind\":\"b\"}"}) {
      assertThat(sql.transform("p", submitted)).as(submitted).isEqualTo("0");
    }
    for (String wrong : new String[] {"[1]", "7", "no JSON", "{\"" + "n".repeat(300) + "\":1}"}) {
      assertThat(sql.sqlState("VALUES WASM_TRANSFORM('p', ?)", wrong)).as(wrong).isEqualTo("22032");
    }
    assertThat(
            sql.column(
                "SELECT PLUGIN || ' ' || METRIC || ' ' || SUBMITTED || ' ' || LATEST || ' ' || TOTAL"
                    + " || ' ' || SMALLEST || ' ' || LARGEST FROM WASM.METRICS WHERE METRIC = 'n'"))
        .containsExactly("p n 2 -1.5 0.5 -1.5 2.0");
    assertThat(
            sql.value("SELECT SUBMITTED FROM WASM.METRICS WHERE METRIC = 'kind' AND TOTAL IS NULL"))
        .isEqualTo(2L);
    assertThat(database.user().value("SELECT COUNT(*) FROM WASM.METRICS")).isEqualTo(0L);
  }

  @Test
  void handlers_haveNames_andRuntimesPartsAreNone() throws SQLException {
    sql.register("words", Guests.plugin("w3b_words"));
    assertThat(sql.value("VALUES WASM_CALL('words', 'count', 'one two two')")).isEqualTo("3");
    Sql.Failure failure = sql.failure("VALUES WASM_CALL('words', 'alloc', '1')");
    assertThat(failure.sqlState()).isEqualTo("42883");
    assertThat(failure.message()).contains("count").contains("start");
  }

  @Test
  void environment_isOfTheCallAndOfTheConfiguration() throws SQLException {
    sql.register("words", Guests.plugin("w3b_words"), "{\"config\":{\"GREETING\":\"Hi\"}}");
    assertThat(sql.value("VALUES WASM_CALL('words', 'greet', 'Ada')")).isEqualTo("Hi, Ada!");
    assertThat(sql.value("VALUES WASM_CALL('words', 'greet', 'Ada', '{\"GREETING\":\"Ave\"}')"))
        .isEqualTo("Ave, Ada!");
    assertThat(sql.value("SELECT LEVEL || LINE FROM WASM.LOG LIMIT 1")).isEqualTo("INFOHi, Ada!");
  }

  @Test
  void abort_isATrapInTheGuestsWords() throws SQLException {
    sql.register("words", Guests.plugin("w3b_words"));
    Sql.Failure failure = sql.failure("VALUES WASM_CALL('words', 'fail', '')");
    assertThat(failure.sqlState()).isEqualTo("38W01");
    assertThat(failure.message()).contains("aborted: there is no text").contains("w3b_words.ts:");
    assertThat(sql.value("VALUES WASM_CALL('words', 'count', 'a b')")).isEqualTo("2");
  }

  @Test
  void whatIsNotGranted_isSo() throws SQLException {
    sql.register("words", Guests.plugin("w3b_words"));
    assertThat(sql.sqlState("VALUES WASM_CALL('words', 'remember', 'x')")).isEqualTo("38W06");
    assertThat(sql.sqlState("VALUES WASM_CALL('words', 'store', 'x')")).isEqualTo("38W06");
  }

  @Test
  void flow_isFourFunctions() throws SQLException {
    sql.register("flow", Guests.plugin("w3b_flow"), manifest("w3b_flow"));
    sql.run("CREATE TABLE people(id INT, person VARCHAR)");
    sql.run(
        "INSERT INTO people VALUES (1, '{\"name\":\"a\",\"age\":40,\"city\":\"x\"}'),"
            + " (2, '{\"name\":\"b\",\"age\":2,\"city\":\"y\"}'),"
            + " (3, '{\"name\":\"c\",\"age\":5,\"city\":\"x\"}')");
    assertThat(sql.value("SELECT LISTAGG(id) FROM people WHERE is_of_age(person)")).isEqualTo("1");
    assertThat(sql.value("SELECT a_year_older(person) FROM people WHERE id = 2"))
        .isEqualTo("{\"name\":\"b\",\"age\":3,\"city\":\"y\"}");
    assertThat(
            sql.value(
                "SELECT LISTAGG(one, ' ') WITHIN GROUP (ORDER BY one) FROM"
                    + " (SELECT all_in_one(person) AS one FROM people GROUP BY city_of(person))"))
        .isEqualTo(
            "{\"name\":\"a+c\",\"age\":45,\"city\":\"x\"} {\"name\":\"b\",\"age\":2,\"city\":\"y\"}");
    assertThat(sql.value("SELECT all_in_one(person) FROM people WHERE id > 9")).isNull();
  }

  private static String manifest(String plugin) {
    try {
      return Files.readString(Guests.folder().resolve(plugin).resolve("manifest.json"));
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }

  @Test
  void mistypedImport_isRefused_andOldFormsAreNot() throws SQLException {
    String body = start("(local.get $rid)");
    byte[] mistyped =
        Guests.wat(
            "(module "
                + GET
                + "(import \"env\" \"ws_log\" (func (param i64)))"
                + MEMORY
                + body
                + ")");
    Sql.Failure failure = sql.failure("CALL WASM_REGISTER('p', ?, '{}')", mistyped);
    assertThat(failure.sqlState()).isEqualTo("22W03");
    assertThat(failure.message()).contains("env.ws_log of type (i64)");
    sql.register(
        "p",
        Guests.wat(
            "(module "
                + GET
                + """
                (import "env" "ws_log" (func (param i32 i32)))
                (import "env" "ws_get_db" (func (param i32 i32) (result i32)))
                (import "env" "ws_get_dB" (func (param i32 i32 i32 i32) (result i32)))
                (import "env" "ws_set_dB" (func (param i32 i32 i32 i32) (result i32)))
                (import "env" "ws_set_db" (func (param i32 i32 i32)))
                (import "env" "ws_send_tx" (func (param i32 i32) (result i32)))
                (import "env" "ws_call_contract" (func (param i32 i32 i32 i32) (result i32)))
                (import "stat" "ws_submit_metrics" (func (param i32 i32) (result i32)))
                (import "env" "abort" (func (param i32 i32 i32 i32)))
                (import "env" "trace" (func (param i32 i32 f64 f64 f64 f64 f64)))
                (import "env" "seed" (func (result f64)))
                """
                + MEMORY
                + body
                + ")"));
    assertThat(sql.value("VALUES WASM_TRANSFORM('p', 'x')")).isEqualTo("x");
  }
}
