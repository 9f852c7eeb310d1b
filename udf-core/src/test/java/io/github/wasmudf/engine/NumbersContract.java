package io.github.wasmudf.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Exports of numbers, one row at a time and in columns. */
@Timeout(60)
interface NumbersContract {
  String NUMBERS =
      """
      (module
        (func (export "five") (result i32) (i32.const 5))
        (func (export "i32") (param i32) (result i32) (local.get 0))
        (func (export "i64") (param i64) (result i64) (local.get 0))
        (func (export "f32") (param f32) (result f32) (local.get 0))
        (func (export "f64") (param f64) (result f64) (local.get 0))
        (func (export "widen") (param i32) (result i64) (i64.extend_i32_s (local.get 0)))
        (func (export "half") (param f64) (result f32)
          (f32.demote_f64 (f64.mul (local.get 0) (f64.const 0.5))))
        (func (export "divide") (param i64 i64) (result i64)
          (i64.div_s (local.get 0) (local.get 1)))
        (func (export "three") (param i32 i64 f64) (result f64)
          (f64.add
            (f64.convert_i32_s (local.get 0))
            (f64.add (f64.convert_i64_s (local.get 1)) (local.get 2))))
        (func (export "four") (param i64 i64 i64 i64) (result i64)
          (i64.sub
            (i64.sub (local.get 0) (local.get 1))
            (i64.sub (local.get 2) (local.get 3))))
        (func (export "six") (param i32 i64 i32 i64 f32 f64) (result i64)
          (i64.add
            (i64.add (i64.extend_i32_s (local.get 0)) (local.get 1))
            (i64.add
              (i64.add (i64.extend_i32_s (local.get 2)) (local.get 3))
              (i64.trunc_f64_s (f64.add (f64.promote_f32 (local.get 4)) (local.get 5))))))
        (func (export "nothing") (param i32))
        (func (export "two") (result i32 i32) (i32.const 1) (i32.const 2))
        (func (export "turned") (param i32 i64 f32 f64) (result f64 f32 i64 i32)
          (local.get 3) (local.get 2) (local.get 1) (local.get 0))
        (func (export "divmod") (param i64 i64) (result i64 i64)
          (i64.div_s (local.get 0) (local.get 1))
          (i64.rem_s (local.get 0) (local.get 1)))
        (func (export "gcd") (param i64 i64) (result i64)
          (local $rest i64)
          (block $done
            (loop $next
              (br_if $done (i64.eqz (local.get 1)))
              (local.set $rest (i64.rem_u (local.get 0) (local.get 1)))
              (local.set 0 (local.get 1))
              (local.set 1 (local.get $rest))
              (br $next)))
          (local.get 0))
        (func (export "fails_at_9") (param i32) (result i32)
          (if (i32.eq (local.get 0) (i32.const 9)) (then (unreachable)))
          (local.get 0))
        (func (export "spins_at_9") (param i32) (result i32)
          (loop $l (br_if $l (i32.eq (local.get 0) (i32.const 9))))
          (local.get 0)))
      """;

  WasmEngine engine();

  private static NumberRows rows(int parameters, int count) {
    NumberRows rows = new NumberRows(parameters, count);
    rows.reset(count);
    return rows;
  }

  private static void runAll(NumbersCall call, NumberRows rows) {
    while (rows.done() < rows.size()) {
      int before = rows.done();
      call.callRows(rows, Long.MAX_VALUE);
      assertThat(rows.done()).isGreaterThan(before);
    }
  }

  private static UdfException failure(Runnable action) {
    return catchThrowableOfType(UdfException.class, action::run);
  }

  /** Bits of every kind come back as they went in, however they go. */
  @ParameterizedTest
  @CsvSource({
    "i32, 7fffffff",
    "i32, 80000000",
    "i32, ffffffff",
    "i32, 0",
    "i64, 7fffffffffffffff",
    "i64, -8000000000000000",
    "i64, -1",
    "f32, 3f800000",
    "f32, 80000000",
    "f32, 7f800000",
    "f32, 7fc00000",
    "f32, 7fc12345",
    "f32, ffc00001",
    "f32, 1",
    "f64, 3ff0000000000000",
    "f64, -8000000000000000",
    "f64, 7ff0000000000000",
    "f64, 7ff8000000000000",
    "f64, 7ff8000012345678",
    "f64, 1"
  })
  default void bits_comeBack(String export, String hex) {
    long bits = Long.parseLong(hex, 16);
    try (Guest guest = Guest.open(engine(), NUMBERS)) {
      NumbersCall call = guest.instance().bindNumbers(export);
      assertThat(call.call(bits, 1, 2, 3)).isEqualTo(bits);
      assertThat(call.call(new long[] {bits})).isEqualTo(bits);
      NumberRows rows = rows(1, 3);
      rows.arguments(0)[1] = bits;
      runAll(call, rows);
      assertThat(rows.results()).containsExactly(0, bits, 0);
    }
  }

  @Test
  default void halves_thatAreNotTheNumbers_areIgnored() {
    try (Guest guest = Guest.open(engine(), NUMBERS)) {
      WasmInstance instance = guest.instance();
      assertThat(instance.bindNumbers("i32").call(-1, 0, 0, 0)).isEqualTo(0xffff_ffffL);
      assertThat(instance.bindNumbers("widen").call(0xffff_ffffL, 0, 0, 0)).isEqualTo(-1);
      assertThat(instance.bindNumbers("widen").call(0x7_ffff_fffeL, 0, 0, 0)).isEqualTo(-2);
      long bits = 0x1234_5678_0000_0000L | (Float.floatToRawIntBits(-2.5f) & 0xffff_ffffL);
      assertThat(instance.bindNumbers("f32").call(bits, 0, 0, 0)).isEqualTo(bits & 0xffff_ffffL);
    }
  }

  @Test
  default void arguments_ofEveryCount() {
    try (Guest guest = Guest.open(engine(), NUMBERS)) {
      WasmInstance instance = guest.instance();
      assertThat(instance.bindNumbers("five").call(0, 0, 0, 0)).isEqualTo(5);
      assertThat(instance.bindNumbers("five").call(new long[0])).isEqualTo(5);
      long half = instance.bindNumbers("half").call(Double.doubleToLongBits(3), 0, 0, 0);
      assertThat(Float.intBitsToFloat((int) half)).isEqualTo(1.5f);
      long sum = instance.bindNumbers("three").call(-1, 10, Double.doubleToLongBits(0.5), 0);
      assertThat(Double.longBitsToDouble(sum)).isEqualTo(9.5);
      assertThat(instance.bindNumbers("four").call(100, 20, 30, 4)).isEqualTo(54);
      long[] six = {
        -1, 20, 3, 40, Float.floatToRawIntBits(1.5f), Double.doubleToRawLongBits(100.5)
      };
      assertThat(instance.bindNumbers("six").call(six)).isEqualTo(164);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nothing", "missing"})
  default void export_thatAnswersNoNumber_isNotFound(String export) {
    try (Guest guest = Guest.open(engine(), NUMBERS)) {
      UdfException failure = failure(() -> guest.instance().bindNumbers(export));
      assertThat(failure.error()).isEqualTo(UdfError.NOT_FOUND);
      assertThat(failure).hasMessageContaining("\"" + export + "\"");
      assertThat(guest.instance().isUsable()).isTrue();
    }
  }

  @Test
  default void moreResultsThanColumns_areNotFound() {
    String wat = "(module (func (export \"f\") (result %s) %s))";
    for (int count : new int[] {100, 101}) {
      String module = wat.formatted("i64 ".repeat(count), "(i64.const 7)".repeat(count));
      try (Guest guest = Guest.open(engine(), module)) {
        if (count > 100) {
          UdfException failure = failure(() -> guest.instance().bindNumbers("f"));
          assertThat(failure.error()).isEqualTo(UdfError.NOT_FOUND);
        } else {
          NumberRows rows = new NumberRows(0, count, 1);
          rows.reset(1);
          runAll(guest.instance().bindNumbers("f"), rows);
          assertThat(rows.results(99)).containsExactly(7);
        }
      }
    }
  }

  /** Bits of every kind, in columns of their own; none has anything of another's half. */
  @Test
  default void severalResults_comeInColumns() {
    try (Guest guest = Guest.open(engine(), NUMBERS)) {
      NumbersCall call = guest.instance().bindNumbers("turned");
      NumberRows rows = new NumberRows(4, 4, 3_000);
      rows.reset(3_000);
      for (int row = 0; row < 3_000; row++) {
        rows.arguments(0)[row] = -(long) row;
        rows.arguments(1)[row] = Long.MIN_VALUE + row;
        rows.arguments(2)[row] = 0xffc0_0000L + row;
        rows.arguments(3)[row] = 0x7ff8_0000_0000_0000L + row;
      }
      rows.skip(0);
      rows.skip(2_900);
      runAll(call, rows);
      for (int row = 1; row < 3_000; row++) {
        boolean called = row != 2_900;
        assertThat(rows.results(0)[row]).isEqualTo(called ? 0x7ff8_0000_0000_0000L + row : 0);
        assertThat(rows.results(1)[row]).isEqualTo(called ? 0xffc0_0000L + row : 0);
        assertThat(rows.results(2)[row]).isEqualTo(called ? Long.MIN_VALUE + row : 0);
        assertThat(rows.results(3)[row]).isEqualTo(called ? -row & 0xffff_ffffL : 0);
      }
      assertThat(call.call(-1, 2, 3, 4)).isEqualTo(4);
      assertThat(call.call(new long[] {-1, 2, 3, 5})).isEqualTo(5);
    }
  }

  @Test
  default void severalResults_ofTheRowsBeforeATrap_stay() {
    try (Guest guest = Guest.open(engine(), NUMBERS)) {
      NumbersCall call = guest.instance().bindNumbers("divmod");
      NumberRows rows = new NumberRows(2, 2, 4);
      rows.reset(4);
      for (int row = 0; row < 4; row++) {
        rows.arguments(0)[row] = -7L - row;
        rows.arguments(1)[row] = row == 2 ? 0 : 4;
      }
      UdfException failure = failure(() -> call.callRows(rows, Long.MAX_VALUE));
      assertThat(failure.error()).isEqualTo(UdfError.TRAP);
      assertThat(rows.done()).isEqualTo(2);
      assertThat(rows.results(0)).startsWith(-1, -2);
      assertThat(rows.results(1)).startsWith(-3, 0);
    }
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, Long.remainderUnsigned(a, b));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 63, 1_024, 2_048, 2_049, 10_000})
  default void columns_areCalledRowByRow(int count) {
    Random random = new Random(count);
    try (Guest guest = Guest.open(engine(), NUMBERS)) {
      NumbersCall call = guest.instance().bindNumbers("gcd");
      NumberRows rows = rows(2, count);
      for (int i = 0; i < count; i++) {
        rows.arguments(0)[i] = random.nextLong();
        rows.arguments(1)[i] = random.nextInt(100_000) * (long) random.nextInt(100_000);
      }
      runAll(call, rows);
      for (int i = 0; i < count; i++) {
        assertThat(rows.results()[i]).isEqualTo(gcd(rows.arguments(0)[i], rows.arguments(1)[i]));
      }
    }
  }

  @Test
  default void columns_ofManyParameters_andOfNone() {
    try (Guest guest = Guest.open(engine(), NUMBERS)) {
      NumberRows six = rows(6, 2_500);
      for (int i = 0; i < 2_500; i++) {
        for (int column = 0; column < 4; column++) {
          six.arguments(column)[i] = (long) i + column;
        }
        six.arguments(4)[i] = Float.floatToRawIntBits(i);
        six.arguments(5)[i] = Double.doubleToRawLongBits(1);
      }
      runAll(guest.instance().bindNumbers("six"), six);
      for (int i = 0; i < 2_500; i++) {
        assertThat(six.results()[i]).isEqualTo(5L * i + 7);
      }
      NumberRows none = rows(0, 3_000);
      none.skip(2_000);
      runAll(guest.instance().bindNumbers("five"), none);
      for (int i = 0; i < 3_000; i++) {
        assertThat(none.results()[i]).isEqualTo(i == 2_000 ? 0 : 5);
      }
    }
  }

  @Test
  default void skippedRows_areNotCalled() {
    Random random = new Random(4);
    try (Guest guest = Guest.open(engine(), NUMBERS)) {
      NumbersCall call = guest.instance().bindNumbers("divide");
      for (int percent : new int[] {100, 90, 10, 0}) {
        NumberRows rows = rows(2, 5_000);
        for (int i = 0; i < 5_000; i++) {
          rows.arguments(0)[i] = i;
          rows.arguments(1)[i] = 1;
          if (random.nextInt(100) < percent) {
            // Would trap.
            rows.arguments(1)[i] = 0;
            rows.skip(i);
          }
        }
        runAll(call, rows);
        for (int i = 0; i < 5_000; i++) {
          assertThat(rows.results()[i]).isEqualTo(rows.isSkipped(i) ? 0 : i);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"divide, integer divide by zero", "fails_at_9, unreachable"})
  default void trap_inTheMiddleOfAColumn_keepsTheRowsBefore(String export, String text) {
    for (int bad : new int[] {0, 1, 700, 999}) {
      try (Guest guest = Guest.open(engine(), NUMBERS)) {
        NumbersCall call = guest.instance().bindNumbers(export);
        NumberRows rows = rows(export.equals("divide") ? 2 : 1, 1_000);
        for (int i = 0; i < 1_000; i++) {
          rows.arguments(0)[i] = 100L + i;
          if (rows.parameters() == 2) {
            rows.arguments(1)[i] = i == bad ? 0 : 1;
          }
        }
        if (rows.parameters() == 1) {
          rows.arguments(0)[bad] = 9;
        }
        UdfException failure = failure(() -> call.callRows(rows, Long.MAX_VALUE));
        assertThat(failure.error()).isEqualTo(UdfError.TRAP);
        assertThat(failure).hasMessageContaining("trap: " + text + " in function");
        assertThat(rows.done()).isEqualTo(bad);
        for (int i = 0; i < bad; i++) {
          assertThat(rows.results()[i]).isEqualTo(100 + i);
        }
        assertThat(guest.instance().isUsable()).isFalse();
        assertThat(failure(() -> call.call(1, 1, 0, 0))).isNotNull();
      }
    }
  }

  @Test
  default void trap_ofASingleRow_isNamed_andUsesTheInstanceUp() {
    try (Guest guest = Guest.open(engine(), NUMBERS)) {
      NumbersCall call = guest.instance().bindNumbers("divide");
      UdfException failure = failure(() -> call.call(1, 0, 0, 0));
      assertThat(failure.error()).isEqualTo(UdfError.TRAP);
      assertThat(failure).hasMessageContaining("integer divide by zero");
      assertThat(guest.instance().isUsable()).isFalse();
    }
  }

  @Test
  default void endlessRow_endsAtTheTimeLimit_andKeepsTheRowsBefore() {
    Limits limits = Limits.DEFAULT.withTimeMillis(200);
    try (Guest guest = Guest.open(engine(), NUMBERS, limits, WasiAccess.NONE)) {
      NumbersCall call = guest.instance().bindNumbers("spins_at_9");
      NumberRows rows = rows(1, 1_000);
      rows.arguments(0)[300] = 9;
      UdfException failure = failure(() -> call.callRows(rows, Long.MAX_VALUE));
      assertThat(failure.error()).isEqualTo(UdfError.TIME_LIMIT);
      assertThat(rows.done()).isEqualTo(300);
    }
  }

  @Test
  default void memory_isFollowed() {
    String wat =
        """
        (module
          (memory (export "memory") 1)
          (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
          (func (export "load") (param i32) (result i64) (i64.load (local.get 0))))
        """;
    try (Guest guest = Guest.open(engine(), wat)) {
      WasmInstance instance = guest.instance();
      assertThat(instance.bindNumbers("grow").call(2, 0, 0, 0)).isEqualTo(1);
      assertThat(instance.memoryBytes()).isEqualTo(3 * Limits.PAGE_BYTES);
      assertThat(instance.bindNumbers("load").call(3 * Limits.PAGE_BYTES - 8, 0, 0, 0)).isZero();
      UdfException failure =
          failure(() -> instance.bindNumbers("load").call(3 * Limits.PAGE_BYTES - 7, 0, 0, 0));
      assertThat(failure.error()).isEqualTo(UdfError.TRAP);
    }
  }
}
