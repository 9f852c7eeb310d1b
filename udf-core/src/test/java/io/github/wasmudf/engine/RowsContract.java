package io.github.wasmudf.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.wasmudf.CancelSignal;
import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.host.GuestOutput;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Many rows in one run: order, bounds, and a fault in the middle. */
@Timeout(60)
interface RowsContract {
  byte[] NO_HEAD = {};
  long ANY_MEMORY = Long.MAX_VALUE;

  /** A row whose first byte this is meets what the test is about. */
  byte BAD = 99;

  WasmEngine engine();

  private static byte[] row(int value) {
    return new byte[] {(byte) value, 7};
  }

  private static byte[] random(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Rows from 0 on, of which one is bad. */
  private static TestRows rowsWithOneBad(int count, int bad) {
    List<byte @Nullable []> list = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      list.add(row(i == bad ? BAD : i));
    }
    return new TestRows(list);
  }

  /** Answers the input, but for a bad row. */
  private static String unlessBad(String instructions) {
    return Guest.transform(
        "(if (i32.eq (i32.load8_u (local.get $p)) (i32.const "
            + BAD
            + ")) (then "
            + instructions
            + ")) "
            + Guest.INPUT);
  }

  private static String moduleUnlessBad(String instructions) {
    return "(module " + Guest.ALLOCATOR + unlessBad(instructions) + ")";
  }

  /** Runs until all is done; answers how many runs that took. */
  private static int runAll(BytesCall call, byte[] head, RowBatch rows, long memoryBound) {
    int runs = 0;
    while (rows.done() < rows.size()) {
      int before = rows.done();
      assertThat(call.callRows(head, rows, memoryBound)).isFalse();
      assertThat(rows.done()).isGreaterThan(before);
      runs++;
    }
    return runs;
  }

  private static void assertSame(TestRows rows) {
    for (int i = 0; i < rows.size(); i++) {
      assertThat(rows.results.get(i)).as("row %d", i).isEqualTo(rows.input(i));
    }
  }

  @Test
  default void rows_ofEverySize_comeBackInOrder() {
    Random random = new Random(1);
    List<byte @Nullable []> list = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      int most = i % 500 == 0 ? 300_000 : i % 20 == 0 ? 5_000 : 50;
      list.add(random.nextInt(10) == 0 ? null : random(random, random.nextInt(most)));
    }
    try (Guest guest = Guest.open(engine(), Guest.transforming(Guest.INPUT))) {
      TestRows rows = new TestRows(list);
      runAll(guest.transform(), NO_HEAD, rows, ANY_MEMORY);
      assertSame(rows);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 1_023, 2_047, 2_048, 2_049, 9_000})
  default void rows_ofEveryCount_evenWhenTheyAreEmpty(int count) {
    List<byte @Nullable []> list = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      list.add(new byte[0]);
    }
    try (Guest guest = Guest.open(engine(), Guest.transforming(Guest.INPUT))) {
      TestRows rows = new TestRows(list);
      runAll(guest.transform(), NO_HEAD, rows, ANY_MEMORY);
      assertThat(rows.results).hasSize(count).allMatch(result -> result.length == 0);
    }
  }

  @Test
  default void head_precedesEachRow() {
    try (Guest guest = Guest.open(engine(), Guest.transforming(Guest.INPUT))) {
      TestRows rows = TestRows.of(row(1), null, new byte[0], random(new Random(3), 3_000), row(4));
      runAll(guest.transform(), new byte[] {8, 9}, rows, ANY_MEMORY);
      assertThat(rows.results.get(0)).containsExactly(8, 9, 1, 7);
      assertThat(rows.results.get(1)).isNull();
      assertThat(rows.results.get(2)).containsExactly(8, 9);
      assertThat(rows.results.get(3)).hasSize(3_002).startsWith(8, 9);
      assertThat(rows.results.get(4)).containsExactly(8, 9, 4, 7);
    }
  }

  @Test
  default void results_muchLargerThanTheirInputs() {
    String body = Guest.packed("(i32.const 16)", "(i32.mul (local.get $n) (i32.const 1000))");
    try (Guest guest = Guest.open(engine(), Guest.transforming(body))) {
      List<byte @Nullable []> list = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        list.add(new byte[i % 60]);
      }
      TestRows rows = new TestRows(list);
      runAll(guest.transform(), NO_HEAD, rows, ANY_MEMORY);
      for (int i = 0; i < 1_000; i++) {
        assertThat(rows.results.get(i)).hasSize(i % 60 * 1_000);
      }
    }
  }

  @Test
  default void rowsAndSingleCalls_takeTurns() {
    try (Guest guest = Guest.open(engine(), Guest.transforming(Guest.INPUT))) {
      BytesCall transform = guest.transform();
      for (int i = 0; i < 20; i++) {
        TestRows rows = TestRows.of(row(i), row(i + 1), row(i + 2));
        runAll(transform, NO_HEAD, rows, ANY_MEMORY);
        assertSame(rows);
        assertThat(transform.call(NO_HEAD, row(50 + i))).isEqualTo(row(50 + i));
      }
    }
  }

  @Test
  default void rows_endWhereTheBatchWantsNoMore() {
    try (Guest guest = Guest.open(engine(), Guest.transforming(Guest.INPUT))) {
      TestRows rows = new TestRows(List.of(row(1), row(2), row(3)), 2);
      assertThat(guest.transform().callRows(NO_HEAD, rows, ANY_MEMORY)).isFalse();
      assertThat(rows.results).containsExactly(row(1), row(2));
      assertThat(guest.instance().isUsable()).isTrue();
    }
  }

  @Test
  default void memoryBound_endsTheRunAfterTheRowThatPassesIt() {
    String grow =
        "(module (memory (export \"memory\") 1)"
            + " (func (export \"alloc\") (param i32) (result i32) (i32.const 1024))"
            + unlessBad("(drop (memory.grow (i32.const 2)))")
            + ")";
    try (Guest guest = Guest.open(engine(), grow)) {
      BytesCall transform = guest.transform();
      TestRows rows = rowsWithOneBad(10, 3);
      assertThat(transform.callRows(NO_HEAD, rows, 2L * Limits.PAGE_BYTES)).isFalse();
      assertThat(rows.done()).isEqualTo(4);
      assertThat(guest.instance().memoryBytes()).isEqualTo(3 * Limits.PAGE_BYTES);
      assertThat(transform.callRows(NO_HEAD, rows, 3L * Limits.PAGE_BYTES)).isFalse();
      assertSame(rows);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          TRAP         | unreachable                   | (unreachable)
          TRAP         | out of bounds memory access   | (drop (i32.load (i32.const -4)))
          TRAP         | out of bounds memory access   | (memory.fill (i32.const 65535) (i32.const 0) (i32.const 999999))
          TRAP         | undefined element             | (call_indirect (type $none) (i32.const 9))
          TRAP         | integer divide by zero        | (drop (i32.div_s (i32.const 1) (i32.const 0)))
          TRAP         | integer overflow              | (drop (i32.div_s (i32.const 0x80000000) (i32.const -1)))
          TRAP         | invalid conversion to integer | (drop (i32.trunc_f32_s (f32.const nan)))
          TRAP         | call stack exhausted          | (call $deep)
          BAD_POINTER  | result at                     | (return (i64.const -1))
          MEMORY_LIMIT | result size: limit 1,000      | (return (i64.const 2000))
          TIME_LIMIT   | limit 300                     | (loop $l (br $l))
          """)
  default void fault_inTheMiddle_keepsTheRowsBefore(
      UdfError error, String text, String instructions) {
    String wat =
        "(module (type $none (func)) (table 2 2 funcref) (elem (i32.const 0) $deep)"
            + " (func $deep (call $deep)) "
            + Guest.ALLOCATOR
            + unlessBad(instructions)
            + ")";
    Limits results = Limits.DEFAULT.withResultBytes(1_000);
    Limits limits = error == UdfError.TIME_LIMIT ? results.withTimeMillis(300) : results;
    for (int bad : new int[] {0, 1, 40, 79}) {
      try (Guest guest = Guest.open(engine(), wat, limits, WasiAccess.NONE)) {
        BytesCall transform = guest.transform();
        TestRows rows = rowsWithOneBad(80, bad);
        UdfException failure = failure(() -> transform.callRows(NO_HEAD, rows, ANY_MEMORY));
        assertThat(failure.error()).isEqualTo(error);
        assertThat(failure).hasMessageContaining(text);
        assertThat(rows.done()).isEqualTo(bad);
        for (int i = 0; i < bad; i++) {
          assertThat(rows.results.get(i)).isEqualTo(row(i));
        }
        assertThat(guest.instance().isUsable()).isFalse();
      }
    }
  }

  private static UdfException failure(Runnable action) {
    return catchThrowableOfType(UdfException.class, action::run);
  }

  @ParameterizedTest
  @ValueSource(strings = {"alloc", "release"})
  default void trap_inAllocOrRelease_isThatRows(String where) {
    String trap = "(if (i32.eq (global.get $calls) (i32.const 6)) (then (unreachable)))";
    String count = "(global.set $calls (i32.add (global.get $calls) (i32.const 1))) ";
    String wat =
        "(module (memory (export \"memory\") 1) (global $calls (mut i32) (i32.const 0))"
            + "(func (export \"alloc\") (param i32) (result i32) "
            + (where.equals("alloc") ? count + trap : "")
            + " (i32.const 1024))"
            + Guest.transform(Guest.INPUT)
            + "(func (export \"release\") (param i32 i32) "
            + (where.equals("release") ? count + trap : "")
            + "))";
    try (Guest guest = Guest.open(engine(), wat)) {
      BytesCall transform = guest.instance().bind(Guest.WITH_RELEASE);
      TestRows rows = rowsWithOneBad(10, -1);
      UdfException failure = failure(() -> transform.callRows(NO_HEAD, rows, ANY_MEMORY));
      assertThat(failure.error()).isEqualTo(UdfError.TRAP);
      assertThat(failure).hasMessageContaining("in function " + where);
      assertThat(rows.done()).isEqualTo(5);
    }
  }

  @Test
  default void refusal_endsTheRun_andTheRowMayBeAskedAgain() {
    String wat =
        "(module (memory (export \"memory\") 1) (global $refuses (mut i32) (i32.const 2))"
            + "(func (export \"alloc\") (param i32) (result i32) (i32.const 1024))"
            + unlessBad(
                """
                (if (global.get $refuses)
                  (then
                    (global.set $refuses (i32.sub (global.get $refuses) (i32.const 1)))
                    (return (i64.const 0))))
                """)
            + ")";
    try (Guest guest = Guest.open(engine(), wat)) {
      BytesCall transform = guest.transform();
      TestRows rows = rowsWithOneBad(10, 4);
      for (int i = 0; i < 2; i++) {
        assertThat(transform.callRows(NO_HEAD, rows, ANY_MEMORY)).isTrue();
        assertThat(transform.refusal()).isEqualTo(BytesCall.Refusal.FUNCTION);
        assertThat(rows.done()).isEqualTo(4);
      }
      assertThat(transform.callRows(NO_HEAD, rows, ANY_MEMORY)).isFalse();
      assertSame(rows);
    }
  }

  @Test
  default void refusalOfAlloc_isToldFromTheFunctions() {
    Limits limits = Limits.DEFAULT.withMemoryBytes(4L * Limits.PAGE_BYTES);
    String wat = Guest.transforming(Guest.INPUT);
    try (Guest guest = Guest.open(engine(), wat, limits, WasiAccess.NONE)) {
      BytesCall transform = guest.transform();
      TestRows rows =
          TestRows.of(new byte[100_000], new byte[100_000], new byte[100_000], new byte[9]);
      boolean refused = false;
      while (!refused) {
        refused = transform.callRows(NO_HEAD, rows, ANY_MEMORY);
      }
      assertThat(transform.refusal()).isEqualTo(BytesCall.Refusal.ALLOCATE);
      assertThat(rows.done()).isEqualTo(2);
    }
  }

  @Test
  default void manyShortRows_mayTakeLongerThanTheLimitTogether() {
    // Less than a millisecond a row, once it is compiled.
    String wat =
        Guest.transforming(
            """
            (local $i i32)
            (loop $l
              (br_if $l
                (i32.lt_u
                  (local.tee $i (i32.add (local.get $i) (i32.const 1)))
                  (i32.const 600000))))
            """
                + Guest.INPUT);
    try (CompiledModule module = engine().compile(Guest.image(wat), Limits.DEFAULT)) {
      try (WasmInstance first = module.instantiate(Limits.DEFAULT, WasiAccess.NONE)) {
        runAll(first.bind(Guest.TRANSFORM), NO_HEAD, rowsWithOneBad(300, -1), ANY_MEMORY);
      }
      Guest.underSomeLimit(
          300, limits -> runLongerThanTheLimit(module, limits, (int) limits.timeMillis() * 7));
    }
  }

  /** In one run, of as many rows as that takes on this machine. */
  private static void runLongerThanTheLimit(CompiledModule module, Limits limits, int count) {
    TestRows rows = rowsWithOneBad(count, -1);
    long nanos;
    try (WasmInstance instance = module.instantiate(limits, WasiAccess.NONE)) {
      BytesCall transform = instance.bind(Guest.TRANSFORM);
      long begin = System.nanoTime();
      runAll(transform, NO_HEAD, rows, ANY_MEMORY);
      nanos = System.nanoTime() - begin;
    }
    assertSame(rows);
    if (nanos <= TimeUnit.MILLISECONDS.toNanos(limits.timeMillis())) {
      runLongerThanTheLimit(module, limits, 2 * count);
    }
  }

  @Test
  default void cancellation_endsARunOfShortRows_withinARowAndBetween() {
    AtomicBoolean cancelled = new AtomicBoolean();
    AtomicInteger told = new AtomicInteger();
    CancelSignal signal =
        () -> {
          boolean now = cancelled.get() && told.getAndIncrement() == 0;
          return now ? "enough" : null;
        };
    // The first row that says so goes on for ever.
    String wat = moduleUnlessBad("(loop $l (br $l))");
    try (CompiledModule module = engine().compile(Guest.image(wat), Limits.DEFAULT);
        WasmInstance instance =
            module.instantiate(
                Limits.DEFAULT, WasiAccess.NONE, GuestImports.ofWasi(module.outline()), signal)) {
      BytesCall transform = instance.bind(Guest.TRANSFORM);
      TestRows rows = rowsWithOneBad(80, 70);
      Thread canceller = new Thread(() -> cancelled.set(true));
      canceller.start();
      UdfException failure = failure(() -> transform.callRows(NO_HEAD, rows, ANY_MEMORY));
      assertThat(failure.error()).isEqualTo(UdfError.CANCELLED);
      assertThat(failure).hasMessageContaining("enough");
      assertThat(rows.done()).isEqualTo(70);
      assertThat(told).hasValue(1);
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
  }

  @Test
  default void whatRowsPrint_arrivesWhole_howeverMuchItIs() {
    StringBuilder printed = new StringBuilder();
    GuestOutput output =
        (stream, bytes) -> printed.append(new String(bytes, StandardCharsets.US_ASCII));
    // Prints the 100 bytes of its input.
    String wat =
        "(module (import \"wasi_snapshot_preview1\" \"fd_write\""
            + " (func $write (param i32 i32 i32 i32) (result i32)))"
            + "(memory (export \"memory\") 1)"
            + "(func (export \"alloc\") (param i32) (result i32) (i32.const 1024))"
            + Guest.transform(
                """
                (i32.store (i32.const 0) (local.get $p))
                (i32.store (i32.const 4) (local.get $n))
                (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
                """
                    + Guest.INPUT)
            + ")";
    WasiAccess wasi = new WasiAccess(output, true, false, false);
    StringBuilder expected = new StringBuilder();
    List<byte @Nullable []> list = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      String line = "line %94d%n".formatted(i).replace("\r", "");
      expected.append(line);
      list.add(line.getBytes(StandardCharsets.US_ASCII));
    }
    try (Guest guest = Guest.open(engine(), wat, Limits.DEFAULT, wasi)) {
      TestRows rows = new TestRows(list);
      runAll(guest.transform(), NO_HEAD, rows, ANY_MEMORY);
      assertSame(rows);
    }
    assertThat(printed.toString()).isEqualTo(expected.toString());
  }

  @Test
  default void memory_staysFlatOverManyRuns() {
    String wat =
        "(module (memory (export \"memory\") 1)"
            + " (func (export \"alloc\") (param i32) (result i32) (i32.const 1024))"
            + Guest.transform(Guest.INPUT)
            + ")";
    try (Guest guest = Guest.open(engine(), wat)) {
      BytesCall transform = guest.transform();
      for (int i = 0; i < 100; i++) {
        TestRows rows = rowsWithOneBad(500, -1);
        assertThat(runAll(transform, NO_HEAD, rows, ANY_MEMORY)).isEqualTo(1);
      }
      assertThat(guest.instance().memoryBytes()).isEqualTo(Limits.PAGE_BYTES);
    }
  }

  @Test
  default void closedInstance_runsNoRows() {
    Guest guest = Guest.open(engine(), Guest.transforming(Guest.INPUT));
    BytesCall transform = guest.transform();
    guest.close();
    TestRows rows = TestRows.of(row(1));
    assertThat(failure(() -> transform.callRows(NO_HEAD, rows, ANY_MEMORY))).isNotNull();
    assertThat(rows.done()).isZero();
  }
}
