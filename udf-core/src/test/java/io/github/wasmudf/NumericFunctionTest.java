package io.github.wasmudf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.wasmudf.catalog.PluginRecord;
import io.github.wasmudf.engine.ModuleImage;
import io.github.wasmudf.testing.Guests;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Typed plugins, and the exports of numbers of others. */
@Timeout(60)
class NumericFunctionTest {
  private static final byte[] TYPED =
      Guests.wat(
          """
          (module
            (global $calls (mut i32) (i32.const 0))
            (func (export "_initialize") (global.set $calls (i32.const 100)))
            (func (export "divide") (param i32 i32) (result i32)
              (i32.div_s (local.get 0) (local.get 1)))
            (func (export "count") (result i32)
              (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
              (global.get $calls))
            (func (export "mixed") (param i32 i64 f32 f64) (result f64)
              (f64.add
                (f64.add (f64.convert_i32_s (local.get 0)) (f64.convert_i64_s (local.get 1)))
                (f64.add (f64.promote_f32 (local.get 2)) (local.get 3)))))
          """);

  @RegisterExtension final OwnRuntime runtime = new OwnRuntime();

  private static UdfException failureOf(NumberBatch batch) {
    return Objects.requireNonNull(batch.failure());
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void export_hasItsSqlTypes_andIsInitializedOnce(String engine) {
    UdfFunction plugin = runtime.plugin(engine, TYPED);
    NumericFunction mixed = plugin.numbers("mixed");
    assertThat(mixed.parameters())
        .containsExactly(
            SqlType.of(SqlType.Kind.INTEGER),
            SqlType.of(SqlType.Kind.BIGINT),
            SqlType.of(SqlType.Kind.REAL),
            SqlType.of(SqlType.Kind.DOUBLE));
    assertThat(mixed.result()).isEqualTo(SqlType.of(SqlType.Kind.DOUBLE));
    long bits = mixed.call(-1, 3, Float.floatToRawIntBits(0.5f), Double.doubleToRawLongBits(0.25));
    assertThat(Double.longBitsToDouble(bits)).isEqualTo(2.75);
    assertThat(plugin.numbers("mixed")).isSameAs(mixed);
    assertThat(plugin.numbers("count").call()).isEqualTo(101);
    assertThat(plugin.numbers("count").call()).isEqualTo(102);
  }

  /** More than a method of the JVM can have, where each is a long. */
  @ParameterizedTest
  @CsvSource({
    "endive, 5",
    "endive, 120",
    "endive, 121",
    "endive, 127",
    "endive, 260",
    "endive, 1000",
    "wasmtime, 127",
    "wasmtime, 1000"
  })
  void manyParameters_arriveInOrder(String engine, int count) {
    StringBuilder sum = new StringBuilder("i64.const 0");
    for (int i = 0; i < count; i++) {
      sum.append(" local.get " + i + " i64.const " + (i + 1) + " i64.mul i64.add");
    }
    String wat = "(module (func (export \"sum\") (param %s) (result i64) %s))";
    byte[] module = Guests.wat(wat.formatted("i64 ".repeat(count), sum));
    NumericFunction function = runtime.plugin(engine, module).numbers("sum");
    long[] arguments = new long[count];
    long expected = 0;
    for (int i = 0; i < count; i++) {
      arguments[i] = 1_000_000_007L * i + 1;
      expected += arguments[i] * (i + 1);
    }
    assertThat(function.call(arguments)).isEqualTo(expected);

    NumberBatch batch = new NumberBatch(count, 10);
    batch.begin(2);
    for (int i = 0; i < count; i++) {
      batch.arguments(i)[0] = arguments[i];
      batch.arguments(i)[1] = 1;
    }
    function.call(batch);
    assertThat(batch.failure()).isNull();
    assertThat(batch.results()[0]).isEqualTo(expected);
    assertThat(batch.results()[1]).isEqualTo(count * (count + 1L) / 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void failedRow_namesThePlugin_andTheNextCallIsAsGoodAsTheFirst(String engine) {
    NumericFunction divide = runtime.plugin(engine, TYPED).numbers("divide");
    for (int i = 0; i < 3; i++) {
      UdfException failure = catchThrowableOfType(UdfException.class, () -> divide.call(1, 0));
      assertThat(failure.error()).isEqualTo(UdfError.TRAP);
      assertThat(failure)
          .hasMessageStartingWith("plugin p version 1: trap: integer divide by zero");
      assertThat((int) divide.call(-9, 2)).isEqualTo(-4);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void batch_keepsTheRowsBeforeAFailure_andNullsHaveNoCall(String engine) {
    UdfFunction plugin = runtime.plugin(engine, TYPED);
    NumericFunction divide = plugin.numbers("divide");
    NumberBatch batch = new NumberBatch(2, 100);
    for (int round = 0; round < 2; round++) {
      batch.begin(6);
      for (int row = 0; row < 6; row++) {
        batch.arguments(0)[row] = 100L + row;
        batch.arguments(1)[row] = row == 4 ? 0 : 1;
      }
      batch.setNull(0);
      batch.setNull(2);
      divide.call(batch);
      assertThat(batch.done()).isEqualTo(4);
      assertThat(batch.isNull(2)).isTrue();
      assertThat(batch.results()[1]).isEqualTo(101);
      assertThat(batch.results()[3]).isEqualTo(103);
      assertThat(failureOf(batch).error()).isEqualTo(UdfError.TRAP);
      assertThat(failureOf(batch)).hasMessageStartingWith("plugin p version 1: trap");
    }
    assertThat(plugin.statistics("u"))
        .singleElement()
        .satisfies(
            s -> {
              assertThat(s.function()).isEqualTo("divide");
              assertThat(s.calls()).isEqualTo(6);
              assertThat(s.rows()).isEqualTo(4);
              assertThat(s.errors()).isEqualTo(2);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void typedPlugin_takesNoBytes(String engine) {
    UdfFunction plugin = runtime.plugin(engine, TYPED);
    UdfException failure =
        catchThrowableOfType(
            UdfException.class, () -> plugin.text(CallParameters.NONE, new byte[1]));
    assertThat(failure.error()).isEqualTo(UdfError.NOT_FOUND);
    UdfBatch batch = new UdfBatch(1);
    batch.add(new byte[1]);
    plugin.texts(CallParameters.NONE, batch);
    assertThat(Objects.requireNonNull(batch.failure()).error()).isEqualTo(UdfError.NOT_FOUND);
  }

  /** A plugin of another ABI may export numbers beside what that is about. */
  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void exportOfATransformPlugin_isCalledBesideIt(String engine) {
    UdfFunction tour = runtime.plugin(engine, Guests.plugin("transform_tour"));
    assertThat(tour.numbers("dealloc_count").call()).isZero();
    assertThat(tour.text(CallParameters.NONE, new byte[] {'a', 'b'})).isEqualTo("ba");
    assertThat(tour.numbers("dealloc_count").call()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          auto  | typed | (func (export "f") (result i32) (i32.const 1))
          auto  | typed | (memory (export "memory") 1) (func (export "f") (result i32) (i32.const 1))
          auto  |       | (func (export "f") (result i32) (i32.const 1)) (func (export "alloc") (param i32) (result i32) (i32.const 1))
          typed | typed | (func (export "f") (result i32) (i32.const 1)) (func (export "alloc") (param i32) (result i32) (i32.const 1))
          auto  |       | (func (export "f") (param i32))
          typed |       | (func (export "f") (param i32))
          typed |       | (func (export "f") (result funcref) (ref.null func))
          """)
  void abi_isTypedWhereNoOtherWasMeant(String choice, String abi, String body) {
    UdfSession session = runtime.get().openSession(RuntimePolicy.DEFAULT);
    byte[] module = Guests.wat("(module " + body + ")");
    String options = "{\"abi\":\"" + choice + "\"}";
    if (abi != null) {
      assertThat(session.inspect("p", module, options).abi()).isEqualTo(abi);
    } else {
      UdfException failure =
          catchThrowableOfType(UdfException.class, () -> session.inspect("p", module, options));
      assertThat(failure.error()).isEqualTo(UdfError.UNKNOWN_ABI);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void statement_thatIsCancelled_endsAColumn(String engine) {
    UdfSession session =
        runtime
            .get()
            .openSession(
                RuntimePolicy.DEFAULT.withEngine(engine), SessionOwner.NOBODY, () -> "enough");
    byte[] module =
        Guests.wat(
            "(module (func (export \"spin\") (param i32) (result i32)"
                + " (loop $l (br_if $l (local.get 0))) (i32.const 0)))");
    PluginRecord plugin = new PluginRecord("p", 1, ModuleImage.of(module).sha256(), "{}");
    NumericFunction spin = session.function(plugin, record -> module.clone()).numbers("spin");
    NumberBatch batch = new NumberBatch(1, 10);
    batch.begin(10);
    batch.arguments(0)[7] = 1;
    spin.call(batch);
    assertThat(failureOf(batch).error()).isEqualTo(UdfError.CANCELLED);
    assertThat(batch.done()).isLessThanOrEqualTo(7);
    assertThat(List.of(batch.results()[0])).containsExactly(0L);
  }
}
