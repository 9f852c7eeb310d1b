package io.github.wasmudf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wasmudf.catalog.CreatedFunction;
import io.github.wasmudf.catalog.DeclaredFunction;
import io.github.wasmudf.catalog.PluginRecord;
import io.github.wasmudf.engine.Engines;
import io.github.wasmudf.engine.ModuleImage;
import io.github.wasmudf.testing.Guests;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of every type, to a guest and back. */
class TypedFunctionTest {
  private static final long SEED = 20261127;

  /** Answers its input; {@code inner} without its first and last byte; {@code none} refuses. */
  private static final byte[] GUEST =
      Guests.wat(
          """
          (module
            (memory (export "memory") 2)
            (func (export "alloc") (param i32) (result i32) (i32.const 1024))
            (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
              (i64.or
                (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
                (i64.extend_i32_u (local.get $len))))
            (func (export "inner") (param $ptr i32) (param $len i32) (result i64)
              (i64.or
                (i64.shl
                  (i64.extend_i32_u (i32.add (local.get $ptr) (i32.const 1))) (i64.const 32))
                (i64.extend_i32_u (i32.sub (local.get $len) (i32.const 2)))))
            (func (export "none") (param i32 i32) (result i64) (i64.const 0))
            (func (export "number") (param i32) (result i64) (i64.const 0)))
          """);

  private final UdfRuntime runtime = new UdfRuntime();

  @AfterEach
  void leavesNoInstance() {
    runtime.close();
    assertThat(Engines.installed().liveInstances()).isZero();
  }

  private TypedFunction function(String engine, byte[] module, String declaration) {
    UdfSession session = runtime.openSession(RuntimePolicy.DEFAULT.withEngine(engine));
    PluginRecord plugin = new PluginRecord("p", 1, ModuleImage.of(module.clone()).sha256(), "{}");
    return session
        .function(plugin, record -> module.clone())
        .typed(
            new CreatedFunction("F", "p", DeclaredFunction.of("declaration", declaration), false));
  }

  private TypedFunction function(String engine, String export, String more, String... types) {
    List<String> arguments = new ArrayList<>();
    for (String type : types) {
      arguments.add("{\"name\":\"a" + arguments.size() + "\",\"type\":\"" + type + "\"}");
    }
    return function(
        engine,
        GUEST,
        "{\"name\":\"f\",\"kind\":\"scalar\",\"export\":\""
            + export
            + "\",\"args\":"
            + arguments
            + more
            + "}");
  }

  private static List<String> types() {
    return Arrays.stream(SqlType.Kind.values())
        .filter(kind -> kind != SqlType.Kind.ROW) // never an argument
        .map(
            kind ->
                switch (kind) {
                  case DECIMAL -> "DECIMAL(38, 7)";
                  case CHAR -> "CHAR(20)";
                  case ARRAY -> "TIMESTAMP ARRAY";
                  default -> kind.sqlName();
                })
        .toList();
  }

  static Stream<Arguments> typesOnEngines() {
    return types().stream()
        .flatMap(type -> Stream.of("endive", "wasmtime").map(e -> Arguments.of(type, e)));
  }

  private static List<Object> values(SqlType type) {
    List<Object> values = new ArrayList<>(RandomValues.extremes(type));
    Random random = new Random(SEED);
    for (int i = 0; i < 200; i++) {
      values.add(RandomValues.of(type, random));
    }
    return values;
  }

  @ParameterizedTest
  @MethodSource("typesOnEngines")
  void call_valueOfEachType_comesBackTheSame(String name, String engine) {
    SqlType type = SqlType.parse(name);
    boolean bare = type.kind().isText() || type.kind().isBytes();
    TypedFunction function =
        function(engine, bare ? "transform" : "inner", ",\"returns\":\"" + name + "\"", name);

    for (Object value : values(type)) {
      // JSON's null is NULL.
      Object due = name.equals("JSON") && value.equals("null") ? null : value;
      assertThat(function.call(value)).isEqualTo(due);
    }
    assertThat(function.call(new @Nullable Object[] {null})).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void call_allTypesAtOnce_comeBackWithNullsAnywhere(String engine) {
    List<String> names = types();
    TypedFunction function =
        function(
            engine,
            "transform",
            ",\"returns\":\"JSON\",\"on_null\":\"call\"",
            names.toArray(String[]::new));
    List<Column> columns =
        names.stream()
            .map(name -> new Column(name.replaceAll("\\W", "_"), SqlType.parse(name)))
            .toList();
    Random random = new Random(SEED);
    for (int row = 0; row < 300; row++) {
      @Nullable Object[] values = new @Nullable Object[columns.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextInt(4) == 0 ? null : RandomValues.of(columns.get(i).type(), random);
      }
      String json = "[" + function.call(values) + "]";
      byte[] answer = json.getBytes(StandardCharsets.UTF_8);
      assertThat(JsonRows.of("p", answer, RowShape.of(columns)).next()).isEqualTo(values);
    }
  }

  /** A row of one value is an argument and a result. */
  @ParameterizedTest
  @MethodSource("typesOnEngines")
  void call_inBinaryForm_comesBackTheSame(String name, String engine) {
    TypedFunction function =
        function(
            engine,
            "transform",
            ",\"returns\":\"" + name + "\",\"encoding\":\"binary\",\"on_null\":\"call\"",
            name);
    List<Object> values = values(SqlType.parse(name));
    TypedBatch batch = function.batch(values.size());
    for (Object value : values) {
      assertThat(function.call(value)).isEqualTo(value);
      batch.add(new @Nullable Object[] {value});
    }
    assertThat(function.call(new @Nullable Object[] {null})).isNull();
    batch.call();
    assertThat(batch.done()).isEqualTo(values.size());
    for (int row = 0; row < values.size(); row++) {
      assertThat(batch.result(row)).isEqualTo(values.get(row));
    }
  }

  @Test
  void call_inBinaryForm_thatIsNoRow_isRefusedAndTheNextCallIsGood() {
    String binary = ",\"returns\":\"BIGINT\",\"encoding\":\"binary\"";
    TypedFunction longer = function("endive", "transform", binary, "INTEGER");
    assertFails(
        () -> longer.call(1), UdfError.BAD_RESULT, "does not fit into the row, which has 5");
    assertFails(() -> longer.call(1), UdfError.BAD_RESULT, "; called with X'0001000000'");
    TypedFunction bare = function("endive", "transform", binary, "VARBINARY");
    assertFails(() -> bare.call(new byte[] {1, 2}), UdfError.BAD_RESULT, "does not fit");
    assertThat(bare.call(new byte[] {0, 0, 0, 0})).isEqualTo(4L);
  }

  @ParameterizedTest
  @MethodSource("typesOnEngines")
  void batch_answersWhatRowsDo(String name, String engine) {
    SqlType type = SqlType.parse(name);
    boolean bare = type.kind().isText() || type.kind().isBytes();
    TypedFunction function =
        function(engine, bare ? "transform" : "inner", ",\"returns\":\"" + name + "\"", name);
    List<Object> values = values(type);
    TypedBatch batch = function.batch(values.size() + 1);

    for (int round = 0; round < 2; round++) {
      batch.clear();
      assertThat(batch.add(new @Nullable Object[] {null})).isZero();
      values.forEach(value -> batch.add(new @Nullable Object[] {value}));
      batch.call();

      assertThat(batch.failure()).isNull();
      assertThat(batch.done()).isEqualTo(batch.size()).isEqualTo(values.size() + 1);
      assertThat(batch.result(0)).isNull();
      for (int row = 1; row < batch.size(); row++) {
        assertThat(batch.result(row)).isEqualTo(function.call(values.get(row - 1)));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void onErrorNull_aRowThatFailsIsNullAndCounts(String engine) {
    TypedFunction function =
        function(engine, "transform", ",\"returns\":\"INTEGER\",\"on_error\":\"null\"", "VARCHAR");
    assertThat(function.call("12")).isEqualTo(12);
    assertThat(function.call("x")).isNull();
    assertThat(function.call("\ud800")).isNull();
    assertThat(function.statistics("u")).returns(1L, CallStatistics::rows);
    assertThat(function.statistics("u")).returns(2L, CallStatistics::errors);
    TypedBatch batch = function.batch(8);
    List<@Nullable Object> due = Arrays.asList(1, null, null, 4, null, null, 7, null);
    for (int round = 0; round < 2; round++) {
      batch.clear();
      for (String row : new String[] {"1", "x", "\ud800", "4", null, "[", "7", ""}) {
        batch.add(new @Nullable Object[] {row});
      }
      batch.call();
      assertThat(batch.failure()).isNull();
      assertThat(batch.done()).isEqualTo(8);
      for (int row = 0; row < 8; row++) {
        assertThat(batch.result(row)).isEqualTo(due.get(row));
      }
    }
    assertThat(function.statistics("u")).returns(2L + 2 * 4, CallStatistics::errors);
    TypedFunction refusing =
        function(engine, "none", ",\"returns\":\"VARCHAR\",\"on_error\":\"null\"", "VARCHAR");
    assertThat(refusing.call("x")).isNull();
    TypedBatch refused = refusing.batch(3);
    for (int row = 0; row < 3; row++) {
      refused.add(new Object[] {"x"});
    }
    refused.call();
    assertThat(refused.done()).isEqualTo(3);
    assertThat(refused.failure()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void onErrorNull_ofNumbers_goesOnBehindTheRow(String engine) {
    String divide =
        "{\"name\":\"f\",\"kind\":\"scalar\",\"export\":\"divide\",\"args\":[{\"name\":\"a\","
            + "\"type\":\"INTEGER\"},{\"name\":\"b\",\"type\":\"INTEGER\"}],\"returns\":\"INTEGER\"%s}";
    byte[] math = Guests.plugin("math");
    TypedFunction function = function(engine, math, divide.formatted(",\"on_error\":\"null\""));
    assertThat(function.call(7, 0)).isNull();
    TypedBatch batch = function.batch(5);
    for (int divisor : new int[] {0, 2, 0, 0, 5}) {
      batch.add(new Object[] {10, divisor});
    }
    batch.call();
    assertThat(batch.failure()).isNull();
    assertThat(batch.done()).isEqualTo(5);
    assertThat(Stream.of(0, 1, 2, 3, 4).map(batch::result).toList())
        .isEqualTo(Arrays.asList(null, 5, null, null, 2));
    assertThat(function.statistics("u")).returns(4L, CallStatistics::errors);

    TypedFunction failing = function(engine, math, divide.formatted(""));
    assertFails(() -> failing.call(7, 0), UdfError.TRAP, "; called with [7, 0]");
    TypedFunction silent = function(engine, math, divide.formatted(",\"sensitive\":true"));
    assertThatThrownBy(() -> silent.call(7, 0)).hasMessageNotContaining("7");
    TypedBatch rows = failing.batch(2);
    rows.add(new Object[] {7, 1});
    rows.add(new Object[] {-8, 0});
    rows.call();
    assertThat(rows.failure()).hasMessageEndingWith("; called with [-8, 0]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void errors_showTheBeginningOfWhatWasGiven_unlessItIsSensitive(String engine) {
    TypedFunction text = function(engine, "transform", ",\"returns\":\"DATE\"", "VARCHAR");
    assertFails(() -> text.call("née"), UdfError.BAD_RESULT, "; called with 'née'");
    assertFails(
        () -> text.call("😀".repeat(99)),
        UdfError.BAD_RESULT,
        "; called with '" + "😀".repeat(50) + "...'");
    TypedFunction two = function(engine, "none", ",\"returns\":\"DATE\"", "VARCHAR", "BIGINT");
    assertFails(() -> two.call("a", 1L), UdfError.REFUSED, "; called with [\"a\",1]");
    TypedFunction bytes = function(engine, "transform", ",\"returns\":\"DATE\"", "VARBINARY");
    assertFails(() -> bytes.call(new byte[] {0, -1}), UdfError.BAD_RESULT, "; called with X'00ff'");
    assertFails(
        () -> bytes.call(new byte[33]),
        UdfError.BAD_RESULT,
        "; called with X'" + "00".repeat(32) + "...'");
    TypedFunction secret =
        function(engine, "none", ",\"returns\":\"DATE\",\"sensitive\":true", "VARCHAR");
    assertThatThrownBy(() -> secret.call("4711")).hasMessageNotContaining("4711");
    TypedBatch batch = secret.batch(1);
    batch.add(new Object[] {"4711"});
    batch.call();
    assertThat(batch.failure()).hasMessageNotContaining("4711");
    TypedFunction echo =
        function(engine, "transform", ",\"returns\":\"DATE\",\"sensitive\":true", "VARCHAR");
    assertFails(() -> echo.call("4711"), UdfError.BAD_RESULT, "the function is sensitive");
    assertThatThrownBy(() -> echo.call("4711")).hasMessageNotContaining("4711").hasNoCause();
    TypedFunction json =
        function(engine, "transform", ",\"returns\":\"JSON\",\"sensitive\":true", "JSON");
    assertThatThrownBy(() -> json.call("hunter2")).hasMessageNotContaining("hunter2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void batch_endsAtTheFirstRowThatFails(String engine) {
    TypedFunction function = function(engine, "transform", ",\"returns\":\"INTEGER\"", "VARCHAR");
    TypedBatch batch = function.batch(4);
    for (String row : new String[] {"1", "2", "x", "4"}) {
      batch.add(new Object[] {row});
    }
    batch.call();
    assertThat(batch.done()).isEqualTo(2);
    assertThat(batch.result(1)).isEqualTo(2);
    assertThat(batch.failure())
        .hasMessageContaining("p version 1: function F(VARCHAR)")
        .extracting(UdfException::error)
        .isEqualTo(UdfError.BAD_RESULT);
    batch.clear();
    assertFails(
        () -> batch.add(new Object[] {"\ud800"}), UdfError.INVALID_TEXT, "half of a surrogate");
    batch.add(new Object[] {"5"});
    batch.call();
    assertThat(batch.done()).isEqualTo(1);
    assertThat(batch.failure()).isNull();
    assertThat(batch.result(0)).isEqualTo(5);
  }

  /** Results of 16 MiB wait for their reader; rows keep their numbers. */
  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void batch_ofLargeResults_isResumed(String engine) {
    byte[] module =
        Guests.wat(
            """
            (module
              (memory (export "memory") 20)
              (func (export "alloc") (param i32) (result i32) (i32.const 8))
              (func (export "transform") (param i32 i32) (result i64)
                (i64.const 0x800100000)))
            """);
    TypedFunction function =
        function(
            engine,
            module,
            "{\"name\":\"f\",\"kind\":\"scalar\",\"args\":[{\"name\":\"a\",\"type\":\"VARBINARY\"}],"
                + "\"returns\":\"VARBINARY\"}");
    TypedBatch batch = function.batch(40);
    for (int row = 0; row < 40; row++) {
      batch.add(new Object[] {new byte[] {(byte) row}});
    }
    batch.call();
    int rounds = 1;
    for (int row = 0; row < 40; row++) {
      if (row == batch.done()) {
        batch.resume(row);
        rounds++;
      }
      assertThat((byte[]) batch.result(row)).hasSize(1 << 20).startsWith((byte) row);
    }
    assertThat(batch.failure()).isNull();
    assertThat(rounds).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void call_shapes_travelAsDocumented(String engine) {
    assertThat(function(engine, "transform", ",\"returns\":\"VARCHAR\"", "BIGINT").call(7L))
        .isEqualTo("[7]");
    assertThat(function(engine, "transform", ",\"returns\":\"VARCHAR\"").call()).isEqualTo("[]");
    assertThat(
            function(
                    engine,
                    "transform",
                    ",\"returns\":\"VARCHAR\",\"on_null\":\"call\"",
                    "VARCHAR",
                    "DECIMAL(9, 2)",
                    "VARBINARY")
                .call("a", new java.math.BigDecimal("1.50"), null))
        .isEqualTo("[\"a\",\"1.50\",null]");
    assertThat(
            function(
                    engine, "transform", ",\"returns\":\"VARCHAR\",\"on_null\":\"call\"", "VARCHAR")
                .call(new @Nullable Object[] {null}))
        .isEqualTo("[null]");
    assertThat(
            function(
                    engine,
                    "transform",
                    ",\"returns\":\"VARBINARY\",\"params\":{\"k\":1}",
                    "VARCHAR")
                .call("x"))
        .isEqualTo("\7\0\0\0{\"k\":1}x".getBytes(StandardCharsets.US_ASCII));
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void call_answerThatIsNotOfTheType_isRefusedAndTheNextCallIsGood(String engine) {
    TypedFunction function = function(engine, "transform", ",\"returns\":\"INTEGER\"", "VARCHAR");
    for (String bad : new String[] {"", " ", "1.5", "1 2", "1,", "[1]", "\"x\"", "tru", "1]"}) {
      assertFails(
          () -> function.call(bad), UdfError.BAD_RESULT, "p version 1: function F(VARCHAR)");
      assertThat(function.call("12")).isEqualTo(12);
    }
    assertThat(function.call("null")).isNull();
    TypedFunction character = function(engine, "transform", ",\"returns\":\"CHAR(2)\"", "VARCHAR");
    assertFails(() -> character.call("abc"), UdfError.BAD_RESULT, "longer than CHAR(2)");
    TypedFunction text = function(engine, "transform", ",\"returns\":\"VARCHAR\"", "VARBINARY");
    assertFails(() -> text.call(new byte[] {-1}), UdfError.INVALID_TEXT, "UTF-8");
    TypedFunction refusing = function(engine, "none", ",\"returns\":\"VARCHAR\"", "VARCHAR");
    assertFails(() -> refusing.call("x"), UdfError.REFUSED, "none answered 0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void call_argumentWithoutAForm_isRefusedAndTheNextCallIsGood(String engine) {
    TypedFunction function =
        function(engine, "transform", ",\"returns\":\"VARCHAR\"", "VARCHAR", "JSON");
    for (String bad : new String[] {"", "{", "1 2", "1]", "nul"}) {
      assertFails(() -> function.call("a", bad), UdfError.BAD_RESULT, "argument a1 JSON");
      assertThat(function.call("a", "{ }")).isEqualTo("[\"a\",{}]");
    }
    assertFails(() -> function.call("\ud800", "1"), UdfError.INVALID_TEXT, "argument a0 VARCHAR");
    assertThat(function.call("a", "1")).isEqualTo("[\"a\",1]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"missing", "memory"})
  void typed_exportThatIsNoFunction_isRefused(String export) {
    assertFails(
        () -> function("endive", export, ",\"returns\":\"VARCHAR\"", "VARCHAR"),
        UdfError.NOT_FOUND,
        "no export \"" + export + "\" that can be called");
  }

  @Test
  void typed_exportOfNumbers_isRefusedAsAnythingElse() {
    assertFails(
        () -> function("endive", "number", ",\"returns\":\"VARCHAR\"", "VARCHAR"),
        UdfError.BAD_OPTION,
        "its export is over numbers: ");
  }

  private static void assertFails(Runnable call, UdfError error, String message) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(UdfException.class, e -> assertThat(e.error()).isEqualTo(error))
        .hasMessageContaining(message);
  }
}
