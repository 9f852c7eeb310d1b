package io.github.wasmudf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.wasmudf.catalog.PluginRecord;
import io.github.wasmudf.engine.Engines;
import io.github.wasmudf.engine.ModuleImage;
import io.github.wasmudf.testing.Guests;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that a plugin answers little by little, on both engines. */
@Timeout(120)
class StreamedRowsTest {
  private static final RowShape ONE =
      RowShape.of(List.of(new Column("n", SqlType.of(SqlType.Kind.BIGINT))));
  private static final int ALL = 1_000_000;

  private final UdfRuntime runtime = new UdfRuntime();
  private final long liveBefore = Engines.installed().liveInstances();
  private final AtomicReference<@Nullable String> cancelled = new AtomicReference<>();
  private int version;

  @AfterEach
  void leavesNothing() {
    runtime.close();
    assertThat(Engines.installed().liveInstances()).isEqualTo(liveBefore);
  }

  private UdfSession session(String engine) {
    return runtime.openSession(
        RuntimePolicy.DEFAULT.withEngine(engine),
        new SessionOwner("somebody", 1),
        () -> cancelled.getAndSet(null));
  }

  private UdfFunction function(UdfSession session, String wat, String options) {
    byte[] module = Guests.wat(wat);
    PluginRecord plugin =
        new PluginRecord("p", ++version, ModuleImage.of(module.clone()).sha256(), options);
    return session.function(plugin, record -> module.clone());
  }

  private UdfFunction function(String engine, String wat) {
    return function(session(engine), wat, "{}");
  }

  private static UdfRows rows(UdfFunction function) {
    return function.rows(CallParameters.NONE, "input".getBytes(UTF_8), ONE);
  }

  private static List<Long> some(UdfRows rows, int most) {
    List<Long> list = new ArrayList<>();
    while (list.size() < most) {
      @Nullable Object[] row = rows.next();
      if (row == null) {
        return list;
      }
      list.add((Long) row[0]);
    }
    return list;
  }

  private static UdfException failure(Runnable action) {
    return catchThrowableOfType(UdfException.class, action::run);
  }

  private static int instances(UdfFunction function) {
    return function.usage().instances();
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void rows_comeInTheOrderOfTheChunks_andTheCursorIsClosedBehindThem(String engine) {
    UdfFunction function = function(engine, Guests.counting("table", 3, ""));
    assertThat(some(rows(function), ALL)).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
    // The guest counts its cursors: the second is not opened before the first is closed.
    assertThat(some(rows(function), ALL)).hasSize(9);
    assertThat(instances(function)).isEqualTo(1);
    CallStatistics counted = function.statistics("u").get(0);
    assertThat(counted.calls()).isEqualTo(2);
    assertThat(counted.rows()).isEqualTo(18);
    assertThat(counted.errors()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void readerWhoStops_getsNoChunkMoreThanItReads(String engine) {
    String trapping = "(if (i32.eq (local.get $chunk) (i32.const 1)) (then (unreachable)))";
    UdfFunction function = function(engine, Guests.counting("table", 1_000, trapping));
    UdfRows rows = rows(function);
    assertThat(some(rows, 3)).containsExactly(0L, 1L, 2L);
    rows.close();
    rows.close();
    assertThat(rows.next()).isNull();
    assertThat(some(rows(function), 2)).containsExactly(0L, 1L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void rowsThatAreNeverRead_callNothing(String engine) {
    UdfFunction function = function(engine, Guests.counting("table", 1, ""));
    rows(function).close();
    assertThat(instances(function)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void tables_ofOnePlugin_areReadSideBySide(String engine) {
    UdfFunction function = function(engine, Guests.counting("table", 1_000, ""));
    List<UdfRows> all = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      all.add(rows(function));
    }
    for (long n = 0; n < 10; n++) {
      for (UdfRows each : all) {
        assertThat(some(each, 1)).containsExactly(n);
      }
    }
    // Each has an instance of its own, as long as there may be more.
    assertThat(instances(function)).isEqualTo(Limits.DEFAULT.instances());
    all.forEach(UdfRows::close);
    assertThat(instances(function)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void tableAndScalarCalls_ofOnePlugin_doNotMeet(String engine) {
    UdfFunction function =
        function(
            engine,
            Guests.counting("table", 1_000, "")
                .replaceFirst(
                    "\\)$",
                    "(func (export \"transform\") (param i32 i32) (result i64) (i64.const 1)))"));
    UdfRows rows = rows(function);
    assertThat(some(rows, 1)).containsExactly(0L);
    assertThat(function.bytes(CallParameters.NONE, new byte[0])).hasSize(1);
    assertThat(some(rows, 1)).containsExactly(1L);
    rows.close();
  }

  @ParameterizedTest
  @CsvSource({
    "endive, (unreachable), TRAP",
    "wasmtime, (unreachable), TRAP",
    "endive, (loop $l (br $l)), TIME_LIMIT",
    "wasmtime, (loop $l (br $l)), TIME_LIMIT",
    "endive, (return (i64.const -1)), BAD_POINTER",
    "wasmtime, (return (i64.const -1)), BAD_POINTER",
    "endive, (return (i64.const 0x40000000000)), BAD_RESULT",
    "wasmtime, (return (i64.const 0x40000000000)), BAD_RESULT",
    "endive, (return (i64.const 0x2_0000_0001)), BAD_RESULT",
    "wasmtime, (return (i64.const 0x2_0000_0001)), BAD_RESULT",
    "endive, (return (i64.const 0x4_0000_0003)), BAD_RESULT",
    "wasmtime, (return (i64.const 0x4_0000_0003)), BAD_RESULT",
    "endive, (return (i64.const 0x7_0000_0005)), BAD_RESULT",
    "wasmtime, (return (i64.const 0x7_0000_0005)), BAD_RESULT"
  })
  void secondChunk_thatIsNone_failsBehindTheFirst(String engine, String second, UdfError error) {
    // At 2 a newline, at 4 an open array, at 7 a row of two values.
    String wat =
        Guests.counting(
                "table", 2, "(if (i32.eq (local.get $chunk) (i32.const 1)) (then " + second + "))")
            .replaceFirst("\\)$", "(data (i32.const 2) \"\\\\0a\\\\0a[1,[1,2]\"))");
    String options = error == UdfError.TIME_LIMIT ? "{\"limits\":{\"timeMillis\":500}}" : "{}";
    UdfFunction function = function(session(engine), wat, options);
    UdfRows rows = rows(function);
    assertThat(some(rows, 2)).containsExactly(0L, 1L);
    UdfException failed = failure(rows::next);
    assertThat(failed.error()).isEqualTo(error);
    assertThat(failed).hasMessageStartingWith(function.plugin().label() + ": ");
    assertThat(rows.next()).isNull();
    assertThat(some(rows(function), 2)).containsExactly(0L, 1L);
  }

  @ParameterizedTest
  @CsvSource({
    "endive, (i32.const 0), REFUSED",
    "wasmtime, (i32.const 0), REFUSED",
    "endive, (i32.const -7), REFUSED",
    "wasmtime, (i32.const -7), REFUSED",
    "endive, (unreachable), TRAP",
    "wasmtime, (unreachable), TRAP"
  })
  void open_thatAnswersNoCursor_failsTheFirstRow(String engine, String open, UdfError error) {
    String wat = Guests.counting("table", 2, "").replace("(global.get $open)\n", open + "\n");
    UdfFunction function = function(engine, wat);
    UdfException failed = failure(rows(function)::next);
    assertThat(failed.error()).isEqualTo(error);
    assertThat(function.statistics("u").get(0).errors()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void cursorThatIsInUse_isNoSecondOne_andTheFirstGoesOn(String engine) {
    String wat = Guests.counting("table", 1, "").replace("(global.get $open)\n", "(i32.const 5)\n");
    UdfFunction function = function(session(engine), wat, "{\"limits\":{\"instances\":1}}");
    UdfRows first = rows(function);
    assertThat(some(first, 1)).hasSize(1);
    UdfException failed = failure(rows(function)::next);
    assertThat(failed.error()).isEqualTo(UdfError.BAD_POINTER);
    assertThat(failed).hasMessageContaining("a cursor that is in use");
    assertThat(some(first, 1)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void close_thatFails_isNobodysError_andTheInstanceIsGone(String engine) {
    String wat =
        Guests.counting("table", 2, "")
            .replace(
                "(func (export \"table_close\") (param i32)",
                "(func (export \"table_close\") (param i32) (unreachable)");
    UdfFunction function = function(engine, wat);
    assertThat(some(rows(function), ALL)).hasSize(6);
    assertThat(instances(function)).isZero();
    assertThat(some(rows(function), 1)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void trap_ofOneCursor_losesThoseInTheSameInstance(String engine) {
    String trapping = "(if (i32.eq (local.get $chunk) (i32.const 2)) (then (unreachable)))";
    UdfFunction function =
        function(
            session(engine),
            Guests.counting("table", 1, trapping),
            "{\"limits\":{\"instances\":1}}");
    UdfRows first = rows(function);
    UdfRows second = rows(function);
    assertThat(some(first, 1)).containsExactly(0L);
    assertThat(some(second, 2)).containsExactly(0L, 1L);
    assertThat(failure(second::next)).hasMessageContaining("unreachable");
    assertThat(failure(first::next)).hasMessageContaining("the rows are lost");
    assertThat(some(rows(function), 1)).containsExactly(0L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void cancelledStatement_endsItsRows_andTheNextIsAsGood(String engine) {
    String endless = "(local.set $chunk (i32.const 0))";
    UdfFunction function = function(engine, Guests.counting("table", 1, endless));
    UdfRows rows = rows(function);
    assertThat(some(rows, 1)).hasSize(1);
    cancelled.set("cancelled by a test");
    UdfException failed =
        failure(
            () -> {
              while (rows.next() != null) {
                assertThat(version).isPositive();
              }
            });
    assertThat(failed.error()).isEqualTo(UdfError.CANCELLED);
    assertThat(some(rows(function), 3)).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void rows_areReadToTheirEnd_whenTheirVersionIsReplacedTwice(String engine) {
    UdfSession session = session(engine);
    UdfFunction first = function(session, Guests.counting("table", 2, ""), "{}");
    UdfRows rows = rows(first);
    assertThat(some(rows, 1)).containsExactly(0L);
    UdfFunction second = function(session, Guests.counting("table", 3, ""), "{}");
    assertThat(some(rows(second), ALL)).hasSize(9);
    UdfFunction third = function(session, Guests.counting("table", 4, ""), "{}");
    assertThat(some(rows(third), ALL)).hasSize(12);
    assertThat(some(rows, ALL)).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(instances(first)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void rowsWhoseReaderIsGone_giveTheirInstanceBack(String engine) throws InterruptedException {
    UdfFunction function = function(engine, Guests.counting("table", 1, ""));
    List<UdfRows> read = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      read.add(rows(function));
      assertThat(some(read.get(i), 1)).hasSize(1);
    }
    assertThat(instances(function)).isGreaterThan(1);
    read.clear();
    for (int i = 0; instances(function) > 1 && i < 200; i++) {
      System.gc();
      Thread.sleep(20);
      function.statementChanged();
    }
    assertThat(instances(function)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void sessionThatCloses_endsItsRows(String engine) {
    UdfSession session = session(engine);
    UdfFunction function = function(session, Guests.counting("table", 1, ""), "{}");
    UdfRows rows = rows(function);
    assertThat(some(rows, 1)).hasSize(1);
    session.close();
    assertThat(Engines.installed().liveInstances()).isEqualTo(liveBefore);
    assertThat(failure(rows::next)).hasMessageContaining("closed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void input_andParameters_comeToOpen_asToTransform(String engine) {
    // The cursor is the length of the input; a chunk is that number.
    String wat =
        """
        (module
          (memory (export "memory") 4)
          (global $left (mut i32) (i32.const 1))
          (func (export "alloc") (param i32) (result i32) (i32.const 1024))
          (func (export "table_open") (param $p i32) (param $n i32) (result i32) (local.get $n))
          (func (export "table_next") (param $c i32) (result i64)
            (if (i32.eqz (global.get $left)) (then (return (i64.const 0))))
            (global.set $left (i32.const 0))
            (i32.store8 (i32.const 1) (i32.add (i32.const 48)
              (i32.rem_u (local.get $c) (i32.const 10))))
            (i64.const 0x1_0000_0001))
          (func (export "table_close") (param i32) (global.set $left (i32.const 1))))
        """;
    UdfFunction function = function(engine, wat);
    CallParameters parameters = CallParameters.of("{\"a\":1}");
    assertThat(some(function.rows(parameters, new byte[5], ONE), ALL)).containsExactly(6L);
    assertThat(some(function.rows(CallParameters.NONE, new byte[100_003], ONE), ALL))
        .containsExactly(3L);
  }

  @Test
  void moduleThatLacksOne_isToldWhich() {
    UdfException failed =
        failure(
            () ->
                function(
                    "auto",
                    """
                    (module (memory (export "memory") 1)
                      (func (export "alloc") (param i32) (result i32) (i32.const 8))
                      (func (export "table_open") (param i32 i32) (result i32) (i32.const 1)))
                    """));
    assertThat(failed.error()).isEqualTo(UdfError.UNKNOWN_ABI);
    assertThat(failed).hasMessageContaining("\"table_next\" (i32) -> i64 is missing");
  }
}
