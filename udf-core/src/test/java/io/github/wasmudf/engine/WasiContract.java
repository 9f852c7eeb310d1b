package io.github.wasmudf.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.host.GuestOutput;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The locked-down WASI. */
interface WasiContract {
  WasmEngine engine();

  /** What a guest prints, as one string per stream. */
  final class Printed implements GuestOutput {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Override
    public void write(int stream, byte[] bytes) {
      (stream == 1 ? out : err).writeBytes(bytes);
    }

    @Override
    public String toString() {
      return out.toString(StandardCharsets.UTF_8) + "|" + err.toString(StandardCharsets.UTF_8);
    }
  }

  private static WasiAccess all(GuestOutput output) {
    return new WasiAccess(output, true, true, true);
  }

  /** A module with some imports of WASI, a memory and the given rest. */
  private static String importing(String imports, String rest) {
    StringBuilder wat = new StringBuilder("(module ");
    for (String function : imports.split(" ", -1)) {
      FunctionType type =
          Objects.requireNonNull(
              CompanionModule.WASI_TRAMPOLINES.image().outline().function(function));
      String parameters = type.parameters().toString().toLowerCase(Locale.ROOT);
      wat.append(
          String.format(
              "(import \"wasi_snapshot_preview1\" \"%s\" (func $%s (param %s)%s))",
              function,
              function,
              parameters.replaceAll("[\\[\\],]", ""),
              type.results().isEmpty() ? "" : " (result i32)"));
    }
    return wat + "(memory (export \"memory\") 2)" + rest + ")";
  }

  private static String printing(String body) {
    return importing(
        "fd_write proc_exit",
        """
        (data (i32.const 16) "\\40\\00\\00\\00\\05\\00\\00\\00\\50\\00\\00\\00\\0b\\00\\00\\00")
        (data (i32.const 64) "hello")
        (data (i32.const 80) " wide world")
        (func $print (export "print") (param $fd i32) (result i32)
          (call $fd_write (local.get $fd) (i32.const 16) (i32.const 2) (i32.const 8)))
        (func (export "written") (result i32) (i32.load (i32.const 8)))
        """
            + body);
  }

  @Test
  default void fdWrite_reachesTheOutputOfEachStream() {
    Printed printed = new Printed();
    try (Guest guest = Guest.open(engine(), printing(""), Limits.DEFAULT, all(printed))) {
      assertThat(guest.instance().call("print", 1)).isZero();
      assertThat(guest.instance().call("written")).isEqualTo(16);
      assertThat(guest.instance().call("print", 2)).isZero();
      assertThat(printed).hasToString("hello wide world|hello wide world");
      assertThat(guest.instance().call("print", 0)).isEqualTo(8);
      assertThat(guest.instance().call("print", 3)).isEqualTo(8);
    }
  }

  @Test
  default void fdWrite_withoutTheGrant_isDroppedSilently() {
    Printed printed = new Printed();
    WasiAccess wasi = new WasiAccess(printed, false, true, true);
    try (Guest guest = Guest.open(engine(), printing(""), Limits.DEFAULT, wasi)) {
      assertThat(guest.instance().call("print", 1)).isZero();
      assertThat(guest.instance().call("written")).isEqualTo(16);
      assertThat(printed).hasToString("|");
    }
  }

  @Test
  default void fdWrite_beyondTheLogBuffer_isDroppedAndSucceeds() {
    String flood =
        """
        (func (export "flood") (local $i i32)
          (loop $l
            (drop (call $print (i32.const 1)))
            (local.set $i (i32.add (local.get $i) (i32.const 1)))
            (br_if $l (i32.lt_u (local.get $i) (i32.const 100000)))))
        """;
    Printed printed = new Printed();
    try (Guest guest = Guest.open(engine(), printing(flood), Limits.DEFAULT, all(printed))) {
      guest.instance().call("flood");
      assertThat(printed.toString())
          .startsWith("hello wide worldhello")
          .hasSizeBetween(30_000, 65_536);
      guest.instance().call("print", 2);
      assertThat(printed.toString()).endsWith("|hello wide world");
    }
  }

  @Test
  default void whatWasPrintedBeforeATrap_isDelivered() {
    String fail = "(func (export \"fail\") (drop (call $print (i32.const 2))) (unreachable))";
    Printed printed = new Printed();
    try (Guest guest = Guest.open(engine(), printing(fail), Limits.DEFAULT, all(printed))) {
      UdfException failure =
          catchThrowableOfType(UdfException.class, () -> guest.instance().call("fail"));
      assertThat(failure.error()).isEqualTo(UdfError.TRAP);
      assertThat(printed).hasToString("|hello wide world");
    }
  }

  @Test
  default void startFunction_mayUseWasi() {
    String start = "(func $main (drop (call $print (i32.const 1)))) (start $main)";
    Printed printed = new Printed();
    try (Guest guest = Guest.open(engine(), printing(start), Limits.DEFAULT, all(printed))) {
      assertThat(guest.instance().isUsable()).isTrue();
      assertThat(printed).hasToString("hello wide world|");
    }
  }

  @Test
  default void procExit_isATrapWithItsCode() {
    String exit = "(func (export \"exit\") (call $proc_exit (i32.const 3)))";
    try (Guest guest =
        Guest.open(engine(), printing(exit), Limits.DEFAULT, all(GuestOutput.NONE))) {
      UdfException failure =
          catchThrowableOfType(UdfException.class, () -> guest.instance().call("exit"));
      assertThat(failure.error()).isEqualTo(UdfError.TRAP);
      assertThat(failure).hasMessageContaining("proc_exit(3)");
      assertThat(guest.instance().isUsable()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-8, -1, 131_072, 131_070})
  default void pointers_outsideTheMemory_trap(int pointer) {
    String wat =
        importing(
            "fd_write random_get clock_time_get",
            "(func (export \"write\") (param i32) (result i32) (call $fd_write (i32.const 1)"
                + " (local.get 0) (i32.const 1) (i32.const 0)))"
                + "(func (export \"random\") (param i32) (result i32)"
                + " (call $random_get (local.get 0) (i32.const 16)))"
                + "(func (export \"clock\") (param i32) (result i32)"
                + " (call $clock_time_get (i32.const 0) (i64.const 0) (local.get 0)))");
    for (String export : new String[] {"write", "random", "clock"}) {
      try (Guest guest = Guest.open(engine(), wat, Limits.DEFAULT, all(GuestOutput.NONE))) {
        UdfException failure =
            catchThrowableOfType(UdfException.class, () -> guest.instance().call(export, pointer));
        assertThat(failure.error()).isEqualTo(UdfError.TRAP);
        assertThat(failure).hasMessageContaining(TrapKind.MEMORY_OUT_OF_BOUNDS.text());
      }
    }
  }

  private static String clock() {
    return importing(
        "clock_time_get",
        "(func (export \"clock\") (param $id i32) (result i64)"
            + " (drop (call $clock_time_get (local.get $id) (i64.const 1) (i32.const 8)))"
            + " (i64.load (i32.const 8)))");
  }

  @Test
  default void clocks_tellTheTime_andTheMonotonicOneNeverGoesBack() {
    try (Guest guest = Guest.open(engine(), clock(), Limits.DEFAULT, all(GuestOutput.NONE))) {
      Instant told = Instant.ofEpochSecond(0, guest.instance().call("clock", 0));
      assertThat(told).isBetween(Instant.now().minusSeconds(5), Instant.now().plusSeconds(5));
      long last = 0;
      for (int i = 0; i < 1_000; i++) {
        long now = guest.instance().call("clock", 1);
        assertThat(now).isGreaterThan(last);
        last = now;
      }
    }
  }

  private static String random() {
    return importing(
        "random_get",
        "(func (export \"random\") (param $n i32) (result i32)"
            + " (call $random_get (i32.const 64) (local.get $n)))");
  }

  @Test
  default void random_differsInEveryInstance_andFillsEveryLengthExactly() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 8; i++) {
      try (Guest guest = Guest.open(engine(), random(), Limits.DEFAULT, all(GuestOutput.NONE))) {
        for (int n = 0; n <= 70; n++) {
          assertThat(guest.instance().call("random", n)).isZero();
          byte[] bytes = guest.instance().read(64, 72);
          if (n >= 16) {
            assertThat(seen.add(new String(bytes, 0, n, StandardCharsets.ISO_8859_1))).isTrue();
          }
          assertThat(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).get(71)).isZero();
        }
      }
    }
  }

  @Test
  default void clockAndRandom_withoutTheGrant_areErrorsThatNameIt() {
    for (String name : new String[] {"clock", "random"}) {
      String wat = name.equals("clock") ? clock() : random();
      try (Guest guest = Guest.open(engine(), wat)) {
        UdfException failure =
            catchThrowableOfType(UdfException.class, () -> guest.instance().call(name, 1));
        assertThat(failure.error()).isEqualTo(UdfError.NOT_GRANTED);
        assertThat(failure).hasMessageContaining("wasi." + name);
        assertThat(guest.instance().isUsable()).isFalse();
      }
    }
  }

  /** What the start-up code of Rust's and C's standard libraries does. */
  @Test
  default void startUpOfACLibrary_findsNothingAndGoesOn() {
    String wat =
        importing(
            "fd_prestat_get environ_sizes_get environ_get args_sizes_get args_get fd_fdstat_get"
                + " fd_read poll_oneoff fd_close sched_yield clock_res_get",
            """
            (func (export "_initialize") (result i32)
              (if (i32.ne (call $fd_prestat_get (i32.const 3) (i32.const 8)) (i32.const 8))
                (then (return (i32.const 1))))
              (i64.store (i32.const 8) (i64.const -1))
              (if (call $environ_sizes_get (i32.const 8) (i32.const 12))
                (then (return (i32.const 2))))
              (if (i64.ne (i64.load (i32.const 8)) (i64.const 0)) (then (return (i32.const 3))))
              (if (call $environ_get (i32.const 8) (i32.const 8)) (then (return (i32.const 4))))
              (if (call $args_sizes_get (i32.const 8) (i32.const 12)) (then (return (i32.const 5))))
              (if (call $args_get (i32.const 8) (i32.const 8)) (then (return (i32.const 6))))
              (if (call $fd_fdstat_get (i32.const 1) (i32.const 32)) (then (return (i32.const 7))))
              (if (i32.ne (i32.load8_u (i32.const 32)) (i32.const 2)) (then (return (i32.const 8))))
              (i32.store (i32.const 8) (i32.const -1))
              (if (call $fd_read (i32.const 0) (i32.const 16) (i32.const 0) (i32.const 8))
                (then (return (i32.const 9))))
              (if (i32.load (i32.const 8)) (then (return (i32.const 10))))
              (if (call $clock_res_get (i32.const 1) (i32.const 8)) (then (return (i32.const 11))))
              (if (call $sched_yield) (then (return (i32.const 12))))
              (call $fd_close (i32.const 3))
              (i32.mul (i32.const 1000))
              (i32.add (call $poll_oneoff
                (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0))))
            """);
    try (Guest guest = Guest.open(engine(), wat)) {
      assertThat(guest.instance().call("_initialize")).isEqualTo(8_058);
    }
  }

  /**
   * Whoever looks for a folder finds none; whoever names a file all the same wants what is not his.
   */
  @Test
  default void pathOpen_isACapabilityThatWasNotGranted() {
    String wat =
        importing(
            "path_open",
            """
            (func (export "f") (result i32)
              (call $path_open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)
                (i64.const 0) (i64.const 0) (i32.const 0) (i32.const 0)))
            """);
    try (Guest guest = Guest.open(engine(), wat)) {
      assertThat(catchThrowableOfType(UdfException.class, () -> guest.instance().call("f")).error())
          .isEqualTo(UdfError.NOT_GRANTED);
    }
  }

  @Test
  default void guestWithoutAMemory_mayImportWasi() {
    String wat =
        "(module (import \"wasi_snapshot_preview1\" \"sched_yield\" (func $y (result i32)))"
            + "(func (export \"f\") (result i32) (call $y)))";
    try (Guest guest = Guest.open(engine(), wat)) {
      assertThat(guest.instance().call("f")).isZero();
    }
  }
}
