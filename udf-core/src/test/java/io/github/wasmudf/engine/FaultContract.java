package io.github.wasmudf.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Traps, limits and pointers where the guest does not behave. */
interface FaultContract {
  Limits SHORT = Limits.DEFAULT.withTimeMillis(200);

  WasmEngine engine();

  private static byte[] row() {
    return new byte[] {1, 2, 3};
  }

  private static UdfException failure(Runnable action) {
    return catchThrowableOfType(UdfException.class, action::run);
  }

  private UdfException failureOf(String wat, Limits limits) {
    long before = engine().liveInstances();
    try (Guest guest = Guest.open(engine(), wat, limits, WasiAccess.NONE)) {
      BytesCall transform = guest.transform();
      UdfException failure = failure(() -> transform.call(new byte[0], row()));
      assertThat(guest.instance().isUsable()).isFalse();
      assertThat(failure(() -> transform.call(new byte[0], row()))).isNotNull();
      return failure;
    } finally {
      assertThat(engine().liveInstances()).isEqualTo(before);
    }
  }

  private UdfException failureOfStart(String module, Limits limits) {
    long before = engine().liveInstances();
    UdfException failure =
        failure(() -> Guest.open(engine(), module, limits, WasiAccess.NONE).close());
    assertThat(engine().liveInstances()).isEqualTo(before);
    return failure;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          unreachable                          | (unreachable)
          out of bounds memory access          | (drop (i32.load (i32.const -4)))
          out of bounds memory access          | (memory.fill (i32.const 65535) (i32.const 0) (i32.const 2))
          undefined element                    | (call_indirect (type $none) (i32.const 9))
          uninitialized element                | (call_indirect (type $none) (i32.const 1))
          indirect call type mismatch          | (call_indirect (type $one) (i32.const 1) (i32.const 0))
          integer divide by zero               | (drop (i32.div_s (i32.const 1) (i32.const 0)))
          integer overflow                     | (drop (i32.div_s (i32.const 0x80000000) (i32.const -1)))
          invalid conversion to integer        | (drop (i32.trunc_f32_s (f32.const nan)))
          call stack exhausted                 | (call $deep)
          """)
  default void trap_isNamed(String text, String instruction) {
    String wat =
        "(module (type $none (func)) (type $one (func (param i32))) (table 2 2 funcref)"
            + " (elem (i32.const 0) $deep) (func $deep (call $deep))"
            + Guest.ALLOCATOR
            + Guest.transform(instruction + " " + Guest.INPUT)
            + ")";
    UdfException failure = failureOf(wat, Limits.DEFAULT);
    assertThat(failure.error()).isEqualTo(UdfError.TRAP);
    assertThat(failure).hasMessageContaining("trap: " + text).hasMessageContaining("in function ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"alloc", "transform", "release"})
  default void infiniteLoop_endsAtTheTimeLimit(String where) {
    String spin = "(loop $l (br $l))";
    String wat =
        "(module (memory (export \"memory\") 1) (func (export \"alloc\") (param i32) (result i32) "
            + (where.equals("alloc") ? spin : "")
            + " (i32.const 8))"
            + Guest.transform((where.equals("transform") ? spin : "") + Guest.INPUT)
            + "(func (export \"release\") (param i32 i32) "
            + (where.equals("release") ? spin : "")
            + "))";
    try (Guest other = Guest.open(engine(), Guest.transforming(Guest.INPUT));
        Guest guest = Guest.open(engine(), wat, SHORT, WasiAccess.NONE)) {
      BytesCall transform = guest.instance().bind(Guest.WITH_RELEASE);
      long begin = System.nanoTime();
      UdfException failure = failure(() -> transform.call(new byte[0], row()));
      long millis = (System.nanoTime() - begin) / 1_000_000;
      assertThat(failure.error()).isEqualTo(UdfError.TIME_LIMIT);
      assertThat(failure).hasMessageContaining("limit 200");
      assertThat(millis).isGreaterThanOrEqualTo(200);
      assertThat(guest.instance().isUsable()).isFalse();
      assertThat(other.transform().call(new byte[0], row())).isEqualTo(row());
    }
  }

  @Test
  default void infiniteLoop_inTheStartFunction_endsAtTheTimeLimit() {
    String wat = "(module (func $spin (loop $l (br $l))) (start $spin))";
    assertThat(failureOfStart(wat, SHORT).error()).isEqualTo(UdfError.TIME_LIMIT);
  }

  @Test
  default void trap_inTheStartFunction_isNamed() {
    String wat = "(module (func $fail (unreachable)) (start $fail))";
    UdfException failure = failureOfStart(wat, Limits.DEFAULT);
    assertThat(failure.error()).isEqualTo(UdfError.TRAP);
    assertThat(failure).hasMessageContaining("trap: unreachable");
  }

  @Test
  default void data_outsideTheMemory_isATrap() {
    String wat = "(module (memory (export \"memory\") 1) (data (i32.const 65535) \"ab\"))";
    assertThat(failureOfStart(wat, Limits.DEFAULT).error()).isEqualTo(UdfError.TRAP);
  }

  @Test
  default void elements_outsideTheTable_areATrap() {
    String wat = "(module (table 1 funcref) (func $f) (elem (i32.const 1) $f))";
    UdfException failure = failureOfStart(wat, Limits.DEFAULT);
    assertThat(failure.error()).isEqualTo(UdfError.TRAP);
    assertThat(failure).hasMessageContaining("while its tables are filled");
  }

  @Test
  default void manyShortCalls_mayTakeLongerThanTheLimitTogether() {
    Guest.underSomeLimit(
        100,
        limits -> {
          String wat =
              "(module (memory (export \"memory\") 1)"
                  + " (func (export \"alloc\") (param i32) (result i32) (i32.const 1024))"
                  + Guest.transform(Guest.INPUT)
                  + ")";
          try (Guest guest = Guest.open(engine(), wat, limits, WasiAccess.NONE)) {
            BytesCall transform = guest.transform();
            long nanos = TimeUnit.MILLISECONDS.toNanos(4 * limits.timeMillis());
            for (long begin = System.nanoTime(); System.nanoTime() - begin < nanos; ) {
              assertThat(transform.call(new byte[0], row())).isEqualTo(row());
            }
          }
        });
  }

  @Test
  default void memory_growsToTheLimitAndNotBeyond() {
    String wat =
        "(module (memory (export \"memory\") 1) (func (export \"grow\") (param i32) (result i32)"
            + " (memory.grow (local.get 0))))";
    Limits limits = Limits.DEFAULT.withMemoryBytes(10 * Limits.PAGE_BYTES);
    try (Guest guest = Guest.open(engine(), wat, limits, WasiAccess.NONE)) {
      assertThat((int) guest.instance().call("grow", 10)).isEqualTo(-1);
      assertThat((int) guest.instance().call("grow", 9)).isEqualTo(1);
      assertThat((int) guest.instance().call("grow", 1)).isEqualTo(-1);
      assertThat(guest.instance().memoryBytes()).isEqualTo(10 * Limits.PAGE_BYTES);
    }
  }

  @Test
  default void memory_thatIsTooLargeFromTheStart_isRefused() {
    String wat = "(module (memory (export \"memory\") 11))";
    Limits limits = Limits.DEFAULT.withMemoryBytes(10 * Limits.PAGE_BYTES);
    assertThat(failureOfStart(wat, limits).error()).isEqualTo(UdfError.MEMORY_LIMIT);
  }

  @ParameterizedTest
  @CsvSource({
    "65536, 1",
    "65535, 2",
    "0, 65537",
    "-1, 1",
    "1, -1",
    "-1, -1",
    "-16, 32",
    "70000, 0"
  })
  default void result_outsideTheMemory_isABadPointer(int pointer, int length) {
    UdfException failure =
        failureOf(Guest.transforming(Guest.packed(pointer, length)), Limits.DEFAULT);
    assertThat(failure.error()).isEqualTo(UdfError.BAD_POINTER);
    assertThat(failure).hasMessageContaining("65536 bytes");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, -2, 65_534, 65_536, 0x7fff_ffff, 0x8000_0000})
  default void alloc_outsideTheMemory_isABadPointer(int pointer) {
    String wat =
        "(module (memory (export \"memory\") 1)"
            + "(func (export \"alloc\") (param i32) (result i32) (i32.const "
            + pointer
            + "))"
            + Guest.transform(Guest.INPUT)
            + ")";
    assertThat(failureOf(wat, Limits.DEFAULT).error()).isEqualTo(UdfError.BAD_POINTER);
  }

  @Test
  default void result_aboveTheLimit_isRefused() {
    Limits limits = Limits.DEFAULT.withResultBytes(100);
    assertThat(failureOf(Guest.transforming(Guest.packed(0, 101)), limits).error())
        .isEqualTo(UdfError.MEMORY_LIMIT);
    String atTheLimit = Guest.transforming(Guest.packed(16, 100));
    try (Guest guest = Guest.open(engine(), atTheLimit, limits, WasiAccess.NONE)) {
      assertThat(guest.transform().call(new byte[0], row())).hasSize(100);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          env.missing                       | (import "env" "missing" (func (param i32)))
          wasi_snapshot_preview1.no_such    | (import "wasi_snapshot_preview1" "no_such" (func))
          wasi_snapshot_preview1.fd_write   | (import "wasi_snapshot_preview1" "fd_write" (func))
          control.exit                      | (import "control" "exit" (func (param i32)))
          env.memory                        | (import "env" "memory" (memory 1))
          env.table                         | (import "env" "table" (table 1 funcref))
          env.global                        | (import "env" "global" (global i32))
          """)
  default void import_thatNobodyProvides_isRefusedByName(String name, String declaration) {
    UdfException failure = failureOfStart("(module " + declaration + ")", Limits.DEFAULT);
    assertThat(failure.error()).isEqualTo(UdfError.BAD_IMPORT);
    assertThat(failure).hasMessageContaining(name);
  }

  @Test
  default void simd_eitherRunsOrIsAnInvalidModule() {
    String wat =
        "(module (func (export \"f\") (result i32)"
            + " (i32x4.extract_lane 1 (v128.const i32x4 1 2 3 4))))";
    try (Guest guest = Guest.open(engine(), wat)) {
      assertThat(guest.instance().call("f")).isEqualTo(2);
    } catch (UdfException refused) {
      assertThat(refused.error()).isEqualTo(UdfError.INVALID_MODULE);
    }
  }

  @Test
  default void module_thatDoesNotValidate_isInvalid() {
    byte[] bytes = Guest.image("(module (func (result i32) (i32.const 1)))").bytes().clone();
    bytes[bytes.length - 3] = 0x42; // i64.const
    UdfException failure =
        failure(() -> engine().compile(ModuleImage.of(bytes), Limits.DEFAULT).close());
    assertThat(failure.error()).isEqualTo(UdfError.INVALID_MODULE);
  }
}
