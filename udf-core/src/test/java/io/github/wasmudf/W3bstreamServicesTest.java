package io.github.wasmudf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wasmudf.catalog.PluginRecord;
import io.github.wasmudf.engine.ModuleImage;
import io.github.wasmudf.host.ConnectionServices;
import io.github.wasmudf.host.PluginState;
import io.github.wasmudf.host.SqlAccess;
import io.github.wasmudf.host.SqlRows;
import io.github.wasmudf.testing.Guests;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What guests of w3bstream say to their host's services and hear from them: how statements, values
 * and failures are written. What a database makes of them is for its own tests.
 */
class W3bstreamServicesTest {
  private static final String GRANTED = "{\"capabilities\":{\"state\":true,\"sql\":\"write\"}}";

  /**
   * Hands its input over as a statement, and answers the rows; counts in fives; asks for chance.
   */
  private static final byte[] GUEST =
      Guests.w3bstream(
          """
          (import "env" "ws_get_sql_db" (func $query (param i32 i32 i32 i32) (result i32)))
          (import "env" "ws_set_sql_db" (func $execute (param i32 i32) (result i32)))
          (import "env" "ws_get_db" (func $number (param i32 i32) (result i32)))
          (import "env" "ws_set_db" (func $set_number (param i32 i32 i32)))
          (import "env" "seed" (func $seed (result f64)))
          """,
          """
          (func (export "start") (param $rid i32) (result i32)
            (drop (call $get (local.get $rid) (i32.const 8) (i32.const 12)))
            (if (call $query (i32.load (i32.const 8)) (i32.load (i32.const 12))
                  (i32.const 16) (i32.const 20))
              (then (return (i32.const -1))))
            (call $set (local.get $rid) (i32.load (i32.const 16)) (i32.load (i32.const 20))))
          (func (export "change") (param $rid i32) (result i32)
            (drop (call $get (local.get $rid) (i32.const 8) (i32.const 12)))
            (call $execute (i32.load (i32.const 8)) (i32.load (i32.const 12))))
          (func (export "count") (param $rid i32) (result i32)
            (call $set_number (i32.const 8) (i32.const 4)
              (i32.add (call $number (i32.const 8) (i32.const 4)) (i32.const 5)))
            (call $number (i32.const 8) (i32.const 4)))
          (func (export "chance") (param $rid i32) (result i32)
            (f64.lt (call $seed) (f64.const 1)))
          """);

  /** A connection that remembers what it was asked, and answers what the test says. */
  private static final class Connection implements ConnectionServices, SqlAccess, PluginState {
    final List<String> statements = new ArrayList<>();
    final List<@Nullable Object> parameters = new ArrayList<>();
    final Map<String, byte[]> kept = new HashMap<>();
    SqlRows rows = new SqlRows(List.of(), List.of());
    @Nullable UdfException failure;

    @Override
    public SqlAccess sql(boolean mayWrite, Limits limits) {
      return this;
    }

    @Override
    public PluginState state(String plugin) {
      return this;
    }

    private void ask(String sql, List<@Nullable Object> values, long deadline) {
      assertThat(deadline - System.nanoTime()).isPositive();
      statements.add(sql);
      parameters.addAll(values);
      if (failure != null) {
        throw failure;
      }
    }

    @Override
    public SqlRows query(String sql, List<@Nullable Object> values, long deadline) {
      ask(sql, values, deadline);
      return rows;
    }

    @Override
    public long execute(String sql, List<@Nullable Object> values, long deadline) {
      ask(sql, values, deadline);
      return 1;
    }

    private static String name(byte[] key) {
      return new String(key, StandardCharsets.ISO_8859_1);
    }

    @Override
    public byte @Nullable [] get(byte[] key, long deadline) {
      return kept.get(name(key));
    }

    @Override
    public void put(byte[] key, byte[] value, long deadline) {
      kept.put(name(key), value);
    }

    @Override
    public boolean remove(byte[] key, long deadline) {
      return kept.remove(name(key)) != null;
    }
  }

  private final Connection connection = new Connection();

  /** What a test does with a plugin. */
  @FunctionalInterface
  private interface Use {
    void of(UdfFunction function);
  }

  private void with(String engine, byte[] module, String options, Use use) {
    try (UdfRuntime runtime = new UdfRuntime()) {
      UdfSession session =
          runtime.openSession(
              RuntimePolicy.DEFAULT.with(GRANTED).withEngine(engine),
              new SessionOwner("user", 1),
              CancelSignal.NEVER,
              connection);
      String sha256 = ModuleImage.of(module.clone()).sha256();
      use.of(session.function(new PluginRecord("p", 1, sha256, options), record -> module.clone()));
    }
  }

  private static String call(UdfFunction function, String export, String input) {
    return function
        .export(export)
        .text(CallParameters.NONE, input.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertFails(UdfError error, String words, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(UdfException.class, e -> assertThat(e.error()).isEqualTo(error))
        .hasMessageContaining(words);
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void parameters_areOfTheTypesThatTheySay(String engine) {
    String statement =
        """
        {"statement":"SELECT 1","params":[{"int32":7},{"int64":-9000000000},{"float32":0.5},
         {"float64":1},{"string":"ß"},{"bool":true},{"bytes":"aGk="},{"bytes":"aGk"},
         {"time":"2024-02-29T12:00:00+01:00"},{"string":"first","int32":1}]}
        """;
    with(engine, GUEST, GRANTED, f -> assertThat(call(f, "start", statement)).isEmpty());
    assertThat(connection.statements).containsExactly("SELECT 1");
    assertThat(connection.parameters)
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactly(
            7L,
            -9_000_000_000L,
            0.5,
            1.0,
            "ß",
            true,
            new byte[] {'h', 'i'},
            new byte[] {'h', 'i'},
            OffsetDateTime.parse("2024-02-29T12:00:00+01:00"),
            1L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void rows_areNothing_anObject_orAnArray(String engine) {
    String statement = "{\"statement\":\"Q\",\"params\":[]}";
    with(
        engine,
        GUEST,
        GRANTED,
        function -> {
          connection.rows =
              new SqlRows(
                  List.of("I", "D", "N", "X", "B", "V", "W", "T", "C", "S", "NAN"),
                  List.of(
                      Arrays.asList(
                          7L,
                          0.5,
                          new BigDecimal("1.10"),
                          null,
                          true,
                          new byte[] {'h', 'i'},
                          new byte[] {(byte) 0xff},
                          LocalDate.of(2024, 2, 29),
                          LocalTime.of(12, 30),
                          "a\"ß",
                          Double.NaN)));
          assertThat(call(function, "start", statement))
              .isEqualTo(
                  "{\"I\":7,\"D\":0.5,\"N\":1.10,\"X\":null,\"B\":true,\"V\":\"hi\",\"W\":\"/w==\","
                      + "\"T\":{\"Time\":\"2024-02-29T00:00:00Z\",\"Valid\":true},"
                      + "\"C\":{\"Time\":\"0000-01-01T12:30:00Z\",\"Valid\":true},"
                      + "\"S\":\"a\\\"ß\",\"NAN\":\"NaN\"}");
          connection.rows = new SqlRows(List.of("X"), List.of(List.of(1L), List.of(2L)));
          assertThat(call(function, "start", statement)).isEqualTo("[{\"X\":1},{\"X\":2}]");
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void statementsThatAreNone_neverReachTheDatabase(String engine) {
    with(
        engine,
        GUEST,
        GRANTED,
        function -> {
          for (String wrong :
              new String[] {
                "no json",
                "{\"statement\":\"S\"}",
                "{\"statement\":1,\"params\":[]}",
                "{\"statement\":\"S\",\"params\":[7]}",
                "{\"statement\":\"S\",\"params\":[{\"int32\":3000000000}]}",
                "{\"statement\":\"S\",\"params\":[{\"bool\":1}]}",
                "{\"statement\":\"S\",\"params\":[{\"bytes\":\"*\"}]}",
                "{\"statement\":\"S\",\"params\":[{\"time\":\"noon\"}]}"
              }) {
            assertFails(UdfError.BAD_RESULT, "-1 (Failed)", () -> call(function, "start", wrong));
          }
        });
    assertThat(connection.statements).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void failureOfAStatement_isAStatus_andTheErrorOfAHandlerThatGivesUp(String engine) {
    String statement = "{\"statement\":\"Q\",\"params\":[]}";
    with(
        engine,
        GUEST,
        GRANTED,
        function -> {
          for (UdfError told : new UdfError[] {UdfError.SERVICE_FAILED, UdfError.NOT_ALLOWED}) {
            connection.failure = new UdfException(told, "the words of the database");
            assertFails(
                told, "the words of the database", () -> call(function, "start", statement));
          }
          for (UdfError ends : new UdfError[] {UdfError.TIME_LIMIT, UdfError.CANCELLED}) {
            connection.failure = new UdfException(ends, "it is over");
            assertFails(ends, "it is over", () -> call(function, "change", statement));
          }
          connection.failure = null;
          assertThat(call(function, "change", statement)).isEqualTo("0");
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void valuesAreKept_asBytesAndAsNumbersOfOldModules(String engine) {
    with(
        engine,
        Guests.plugin("w3b_words"),
        GRANTED,
        function -> {
          assertThat(call(function, "remember", "a b")).isEqualTo("2");
          assertThat(call(function, "remember", "c")).isEqualTo("3");
        });
    assertThat(connection.kept.get("words")).isEqualTo(new byte[] {'3'});
    with(
        engine,
        GUEST,
        GRANTED,
        function -> {
          assertThat(call(function, "count", "x")).isEqualTo("5");
          assertThat(call(function, "count", "x")).isEqualTo("10");
        });
    assertThat(connection.kept.values())
        .anySatisfy(value -> assertThat(value).isEqualTo(new byte[] {10, 0, 0, 0}));
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void words_areStoredThroughTheConnection(String engine) {
    connection.rows = new SqlRows(List.of("ALL_WORDS"), List.of(List.of(2L)));
    with(
        engine,
        Guests.plugin("w3b_words"),
        GRANTED,
        function ->
            assertThat(call(function, "store", "One \u00fc")).isEqualTo("{\"ALL_WORDS\":2}"));
    assertThat(connection.parameters).containsExactly("one", 3L, "\u00fc", 1L);
    assertThat(connection.statements).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void whatIsNotGranted_endsTheCall(String engine) {
    byte[] module = GUEST;
    String denied = "{\"capabilities\":{\"wasi\":{\"random\":false}}}";
    with(engine, module, "{}", f -> assertThat(call(f, "chance", "x")).isEqualTo("1"));
    with(
        engine,
        module,
        denied,
        function -> {
          assertFails(UdfError.NOT_GRANTED, "wasi.random", () -> call(function, "chance", "x"));
          assertFails(UdfError.NOT_GRANTED, "state", () -> call(function, "count", "x"));
          String statement = "{\"statement\":\"Q\",\"params\":[]}";
          assertFails(UdfError.NOT_GRANTED, "sql", () -> call(function, "start", statement));
        });
    assertThat(connection.statements).isEmpty();
  }
}
