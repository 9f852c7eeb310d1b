package io.github.wasmudf.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wasmudf.CancelSignal;
import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.ImportOffers.OfHost;
import io.github.wasmudf.host.GuestOutput;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Functions in Java that a guest calls in the middle of its call. */
@Timeout(60)
interface HostFunctionsContract {
  WasmEngine engine();

  /** Imports functions by the numbers that are their names. */
  String IMPORTS =
      """
      (import "host" "0" (func $ask (param i32 i32) (result i32)))
      (import "host" "1" (func $tell (param i64 f32 f64)))
      (import "host" "2" (func $wide (param f64) (result f64)))
      (import "host" "3" (func $single (param f32) (result f32)))
      (import "host" "4" (func $long (param i64) (result i64)))
      """;

  private WasmInstance open(CompiledModule module, Limits limits, HostFunctions host) {
    return open(module, limits, host, GuestOutput.NONE, CancelSignal.NEVER);
  }

  private WasmInstance open(
      CompiledModule module,
      Limits limits,
      HostFunctions host,
      GuestOutput output,
      CancelSignal signal) {
    GuestImports imports =
        GuestImports.of(
            module.outline(), wanted -> new OfHost(Integer.parseInt(wanted.name())), false);
    return module.instantiate(
        limits, new WasiAccess(output, true, true, true), imports, host, signal);
  }

  private CompiledModule compile(String body) {
    return engine().compile(Guest.image("(module " + IMPORTS + body + ")"), Limits.DEFAULT);
  }

  private CompiledModule compileWithAllocator(String body) {
    return compile(Guest.ALLOCATOR + body);
  }

  /** An export {@code run} that asks once, and answers what it heard. */
  String ASKING = "(func (export \"run\") (result i32) (call $ask (i32.const 7) (i32.const -1)))";

  /** The same, and goes on for ever. */
  String ASKING_FOR_EVER =
      """
      (func (export "run") (result i32)
        (drop (call $ask (i32.const 0) (i32.const 0))) (loop $l (br $l)) (i32.const 0))
      """;

  private static void assertError(UdfError error, String words, Runnable action) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(UdfException.class, e -> assertThat(e.error()).isEqualTo(error))
        .hasMessageContaining(words);
  }

  private static HostFunctions throwing(Throwable thrown) {
    return (function, guest, arguments) -> {
      if (thrown instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) thrown;
    };
  }

  @Test
  default void numbersOfEveryType_crossBothWays() {
    String body =
        """
        (func (export "ask") (param i32 i32) (result i32)
          (call $ask (local.get 0) (local.get 1)))
        (func (export "tell") (result i32)
          (call $tell (i64.const -5) (f32.const 1.5) (f64.const -0.25)) (i32.const 1))
        (func (export "wide") (param f64) (result f64) (call $wide (local.get 0)))
        (func (export "single") (param f32) (result f32) (call $single (local.get 0)))
        (func (export "long") (param i64) (result i64) (call $long (local.get 0)))
        """;
    List<Object> told = new ArrayList<>();
    HostFunctions host =
        (function, guest, arguments) ->
            switch (function) {
              case 0 -> (int) arguments[0] - (int) arguments[1];
              case 1 -> {
                told.add(arguments[0]);
                told.add(Float.intBitsToFloat((int) arguments[1]));
                told.add(Double.longBitsToDouble(arguments[2]));
                yield 99;
              }
              case 2 -> Double.doubleToLongBits(Double.longBitsToDouble(arguments[0]) * 2);
              case 3 -> Float.floatToIntBits(Float.intBitsToFloat((int) arguments[0]) * 2);
              default -> ~arguments[0];
            };
    try (CompiledModule module = compile(body);
        WasmInstance instance = open(module, Limits.DEFAULT, host)) {
      assertThat(instance.host()).isSameAs(host);
      assertThat((int) instance.call("ask", 3, 10)).isEqualTo(-7);
      assertThat(instance.call("tell")).isEqualTo(1);
      assertThat(told).containsExactly(-5L, 1.5f, -0.25);
      assertThat(instance.call("wide", Double.doubleToLongBits(0.1)))
          .isEqualTo(Double.doubleToLongBits(0.2));
      assertThat((int) instance.call("single", Float.floatToIntBits(3)))
          .isEqualTo(Float.floatToIntBits(6));
      assertThat(instance.call("long", Long.MIN_VALUE)).isEqualTo(Long.MAX_VALUE);
      assertThat((int) instance.bindNumbers("ask").call(1, 1, 0, 0)).isZero();
    }
  }

  @Test
  default void memory_isReadAndWritten_andCheckedWhateverTheAddress() {
    String body =
        """
        (memory (export "memory") 1)
        (data (i32.const 100) "greetings")
        (func (export "run") (result i32)
          (drop (call $ask (i32.const 100) (i32.const 9)))
          (i32.load (i32.const 200)))
        """;
    HostFunctions host =
        (function, guest, arguments) -> {
          GuestMemory memory = guest.memory();
          assertThat(memory.bytes()).isEqualTo(Limits.PAGE_BYTES);
          byte[] text = memory.get(arguments[0], arguments[1]);
          assertThat(new String(text, StandardCharsets.UTF_8)).isEqualTo("greetings");
          memory.putInt(200, 0x01020304);
          assertThat(memory.getInt(201)).isEqualTo(0x010203);
          memory.put(203, new byte[] {9});
          for (long at : new long[] {-1, 65_533, 65_536, 1L << 32, Long.MAX_VALUE}) {
            assertError(UdfError.BAD_POINTER, "outside", () -> memory.getInt(at));
            assertError(UdfError.BAD_POINTER, "outside", () -> memory.putInt(at, 1));
            assertError(UdfError.BAD_POINTER, "outside", () -> memory.get(at, 4));
            assertError(UdfError.BAD_POINTER, "outside", () -> memory.put(at, new byte[4]));
          }
          assertError(UdfError.MEMORY_LIMIT, "limit", () -> memory.reserve(1L << 40));
          return 0;
        };
    try (CompiledModule module = compile(body);
        WasmInstance instance = open(module, Limits.DEFAULT, host)) {
      assertThat(instance.call("run")).isEqualTo(0x09020304);
    }
  }

  @Test
  default void guestWithoutMemory_hasNotAByte() {
    HostFunctions host =
        (function, guest, arguments) -> {
          assertThat(guest.memory().bytes()).isZero();
          return guest.memory().getInt(0);
        };
    try (CompiledModule module = compile(ASKING);
        WasmInstance instance = open(module, Limits.DEFAULT, host)) {
      assertError(UdfError.BAD_POINTER, "outside", () -> instance.call("run"));
    }
  }

  @Test
  default void allocator_isCalledBack_andWhatItGrowsIsSeen() {
    String body =
        """
        (func (export "run") (result i32)
          (local $at i32)
          (local.set $at (call $ask (i32.const 5) (i32.const 6)))
          (i32.load8_u (i32.add (local.get $at) (i32.const 999999))))
        """;
    HostFunctions host =
        (function, guest, arguments) -> {
          long before = guest.memory().bytes();
          long at = guest.call("alloc", 1_000_000);
          assertThat(guest.memory().bytes()).isGreaterThan(before);
          byte[] data = new byte[1_000_000];
          data[999_999] = 42;
          guest.memory().put(at, data);
          return at;
        };
    try (CompiledModule module = compileWithAllocator(body);
        WasmInstance instance = open(module, Limits.DEFAULT, host)) {
      assertThat(instance.call("run")).isEqualTo(42);
      assertThat(instance.memoryBytes()).isGreaterThan(1_000_000);
      assertThat(instance.call("run")).isEqualTo(42);
    }
  }

  @Test
  default void memory_growsForTheHost_upToTheLimit() {
    String body = "(memory (export \"memory\") 1)" + ASKING;
    HostFunctions host =
        (function, guest, arguments) -> {
          guest.memory().reserve(100_000);
          guest.memory().putInt(99_996, 1);
          assertError(
              UdfError.MEMORY_LIMIT,
              "limit",
              () -> guest.memory().reserve(Limits.DEFAULT.memoryBytes() + 1));
          return guest.memory().bytes();
        };
    try (CompiledModule module = compile(body);
        WasmInstance instance = open(module, Limits.DEFAULT, host)) {
      assertThat(instance.call("run")).isEqualTo(2 * Limits.PAGE_BYTES);
    }
  }

  @Test
  default void exception_comesThroughAsItIs_andUsesTheInstanceUp() {
    UdfException refusal = new UdfException(UdfError.REFUSED, "no such row");
    try (CompiledModule module = compile(ASKING);
        WasmInstance instance = open(module, Limits.DEFAULT, throwing(refusal))) {
      assertThatThrownBy(() -> instance.call("run")).isSameAs(refusal);
      assertThat(instance.isUsable()).isFalse();
      assertError(UdfError.INTERNAL, "failed before", () -> instance.call("run"));
    }
  }

  @Test
  default void faultOfOurs_isInternal_andAStackThatEndsIsATrap() {
    try (CompiledModule module = compile(ASKING)) {
      try (WasmInstance instance =
          open(module, Limits.DEFAULT, throwing(new IllegalStateException("oops")))) {
        assertError(UdfError.INTERNAL, "oops", () -> instance.call("run"));
      }
      try (WasmInstance instance =
          open(module, Limits.DEFAULT, throwing(new StackOverflowError()))) {
        assertError(UdfError.TRAP, "call stack exhausted", () -> instance.call("run"));
      }
    }
  }

  @Test
  default void trapInTheAllocator_endsTheCall_evenIfTheHostWouldGoOn() {
    String body =
        "(memory (export \"memory\") 1)"
            + "(func (export \"alloc\") (param i32) (result i32) unreachable)"
            + ASKING;
    HostFunctions stubborn =
        (function, guest, arguments) -> {
          try {
            return guest.call("alloc", 1);
          } catch (RuntimeException ignored) {
            return 1;
          }
        };
    HostFunctions plain = (function, guest, arguments) -> guest.call("alloc", 1);
    for (HostFunctions host : List.of(stubborn, plain)) {
      try (CompiledModule module = compile(body);
          WasmInstance instance = open(module, Limits.DEFAULT, host)) {
        assertError(UdfError.TRAP, "unreachable in function alloc", () -> instance.call("run"));
        assertThat(instance.isUsable()).isFalse();
      }
    }
  }

  @Test
  default void endlessAllocator_meetsTheTimeLimit() {
    String body =
        "(memory (export \"memory\") 1)"
            + "(func (export \"alloc\") (param i32) (result i32) (loop $l (br $l)) (i32.const 0))"
            + ASKING;
    HostFunctions host = (function, guest, arguments) -> guest.call("alloc", 1);
    try (CompiledModule module = compile(body);
        WasmInstance instance = open(module, Limits.DEFAULT.withTimeMillis(60), host)) {
      assertError(UdfError.TIME_LIMIT, "limit 60", () -> instance.call("run"));
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
  }

  @Test
  default void timeInTheHost_counts_andAFloodOfShortCallsToo() {
    String flood =
        """
        (func (export "run") (result i32)
          (loop $l (drop (call $ask (i32.const 0) (i32.const 0))) (br $l)) (i32.const 0))
        """;
    HostFunctions slow =
        (function, guest, arguments) -> {
          sleep(3);
          return 0;
        };
    try (CompiledModule module = compile(flood);
        WasmInstance instance = open(module, Limits.DEFAULT.withTimeMillis(60), slow)) {
      assertError(UdfError.TIME_LIMIT, "limit 60", () -> instance.call("run"));
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException broken) {
      throw new IllegalStateException("somebody interrupted a host function", broken);
    }
  }

  @Test
  default void deadline_isThatOfTheCall() {
    AtomicReference<Long> left = new AtomicReference<>();
    HostFunctions host =
        (function, guest, arguments) -> {
          left.set(guest.deadline() - System.nanoTime());
          return 0;
        };
    try (CompiledModule module = compile(ASKING);
        WasmInstance instance = open(module, Limits.DEFAULT.withTimeMillis(60_000), host)) {
      instance.call("run");
      assertThat(left.get())
          .isBetween(TimeUnit.SECONDS.toNanos(30), TimeUnit.MILLISECONDS.toNanos(60_020));
    }
  }

  @Test
  default void hostFunction_isNeverInterrupted_howeverLateItIs() {
    AtomicBoolean interrupted = new AtomicBoolean();
    HostFunctions late =
        (function, guest, arguments) -> {
          long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(120);
          while (System.nanoTime() < until) {
            if (Thread.currentThread().isInterrupted()) {
              interrupted.set(true);
            }
          }
          return 1;
        };
    try (CompiledModule module = compile(ASKING_FOR_EVER);
        WasmInstance instance = open(module, Limits.DEFAULT.withTimeMillis(40), late)) {
      assertError(UdfError.TIME_LIMIT, "limit 40", () -> instance.call("run"));
      assertThat(interrupted).isFalse();
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
  }

  @Test
  default void cancellation_reachesACallBetweenHostFunctions() {
    AtomicInteger asked = new AtomicInteger();
    AtomicBoolean cancelled = new AtomicBoolean();
    CancelSignal signal = () -> cancelled.get() ? "the user gave up" : null;
    HostFunctions host =
        (function, guest, arguments) -> {
          cancelled.set(asked.incrementAndGet() > 3);
          sleep(5);
          return 0;
        };
    String body =
        """
        (func (export "run") (result i32)
          (loop $l (drop (call $ask (i32.const 0) (i32.const 0))) (br $l)) (i32.const 0))
        """;
    try (CompiledModule module = compile(body);
        WasmInstance instance = open(module, Limits.DEFAULT, host, GuestOutput.NONE, signal)) {
      assertError(UdfError.CANCELLED, "the user gave up", () -> instance.call("run"));
      assertThat(asked.get()).isLessThan(1_000);
    }
  }

  @Test
  default void callsWithoutEnd_meetTheirBound_whichIsThatOfOneCall() {
    String body =
        """
        (func (export "run") (param $n i32) (result i32)
          (loop $l
            (drop (call $ask (i32.const 0) (i32.const 0)))
            (local.set $n (i32.sub (local.get $n) (i32.const 1)))
            (br_if $l (local.get $n)))
          (i32.const 5))
        """;
    HostFunctions host = (function, guest, arguments) -> 0;
    try (CompiledModule module = compile(body);
        WasmInstance instance = open(module, Limits.DEFAULT, host)) {
      for (int i = 0; i < 3; i++) {
        assertThat(instance.call("run", HostCalls.MOST)).isEqualTo(5);
      }
      assertError(
          UdfError.MEMORY_LIMIT,
          "calls of host functions in one call: limit 10,000",
          () -> instance.call("run", HostCalls.MOST + 1));
    }
  }

  @Test
  default void allocatorThatCallsTheImport_meetsTheBoundOfDepth() {
    String body =
        """
        (memory (export "memory") 1)
        (func $alloc (export "alloc") (param i32) (result i32)
          (call $ask (i32.const 0) (i32.const 0)))
        (func (export "run") (result i32) (call $alloc (i32.const 1)))
        """;
    HostFunctions host = (function, guest, arguments) -> guest.call("alloc", 1);
    try (CompiledModule module = compile(body);
        WasmInstance instance = open(module, Limits.DEFAULT, host)) {
      assertError(UdfError.TRAP, "more than 8 deep", () -> instance.call("run"));
      assertThat(instance.isUsable()).isFalse();
    }
  }

  @Test
  default void deepGuest_thatCallsTheHost_isATrapAndNoCrash() {
    String body =
        """
        (memory (export "memory") 1)
        (func $deep (export "deep") (param i32) (result i32)
          (drop (call $ask (local.get 0) (i32.const 0)))
          (i32.add (call $deep (i32.add (local.get 0) (i32.const 1))) (i32.const 1)))
        (func (export "alloc") (param i32) (result i32) (call $deep (local.get 0)))
        """;
    HostFunctions host =
        (function, guest, arguments) ->
            arguments[0] == 3_000 ? guest.call("alloc", 4_000) : arguments[0];
    try (CompiledModule module = compile(body);
        WasmInstance instance = open(module, Limits.DEFAULT, host)) {
      assertThatThrownBy(() -> instance.call("deep", 0))
          .isInstanceOfSatisfying(
              UdfException.class,
              e -> assertThat(e.error()).isIn(UdfError.TRAP, UdfError.MEMORY_LIMIT));
    }
  }

  @Test
  default void instance_cannotBeEnteredByItsOwnHost() {
    AtomicReference<WasmInstance> self = new AtomicReference<>();
    HostFunctions host =
        (function, guest, arguments) -> Objects.requireNonNull(self.get()).call("run");
    try (CompiledModule module = compile(ASKING);
        WasmInstance instance = open(module, Limits.DEFAULT, host)) {
      self.set(instance);
      assertError(UdfError.INTERNAL, "waits for a function", () -> instance.call("run"));
    }
  }

  @Test
  default void instance_closedByItsOwnHost_endsWithTheCall() {
    long before = engine().liveInstances();
    AtomicReference<WasmInstance> self = new AtomicReference<>();
    HostFunctions host =
        (function, guest, arguments) -> {
          Objects.requireNonNull(self.get()).close();
          return 5;
        };
    try (CompiledModule module = compile(ASKING_FOR_EVER)) {
      WasmInstance instance = open(module, Limits.DEFAULT, host);
      self.set(instance);
      assertError(UdfError.CANCELLED, "closed", () -> instance.call("run"));
      assertThat(instance.isUsable()).isFalse();
      assertThat(engine().liveInstances()).isEqualTo(before);
    }
  }

  @Test
  default void closeFromAnotherThread_doesNotWaitForAHostFunction() throws Exception {
    long before = engine().liveInstances();
    CountDownLatch inHost = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    HostFunctions host =
        (function, guest, arguments) -> {
          inHost.countDown();
          try {
            assertThat(closed.await(30, TimeUnit.SECONDS)).isTrue();
          } catch (InterruptedException broken) {
            throw new IllegalStateException("somebody interrupted a host function", broken);
          }
          return 5;
        };
    try (CompiledModule module = compile(ASKING_FOR_EVER)) {
      WasmInstance instance = open(module, Limits.DEFAULT, host);
      Thread closer =
          new Thread(
              () -> {
                try {
                  inHost.await();
                } catch (InterruptedException unexpected) {
                  throw new IllegalStateException(unexpected);
                }
                instance.close();
                closed.countDown();
              });
      closer.start();
      assertThatThrownBy(() -> instance.call("run")).isInstanceOf(UdfException.class);
      closer.join();
      assertThat(instance.isUsable()).isFalse();
      assertThat(engine().liveInstances()).isEqualTo(before);
    }
  }

  @Test
  default void lines_areDeliveredAfterTheCall_howeverItEnds() {
    List<String> lines = new ArrayList<>();
    GuestOutput output =
        (stream, bytes) -> lines.add(stream + new String(bytes, StandardCharsets.UTF_8));
    HostFunctions host =
        (function, guest, arguments) -> {
          guest.log(18, "before".getBytes(StandardCharsets.UTF_8));
          assertThat(lines).isEmpty();
          throw new UdfException(UdfError.REFUSED, "no");
        };
    try (CompiledModule module = compile(ASKING);
        WasmInstance instance = open(module, Limits.DEFAULT, host, output, CancelSignal.NEVER)) {
      assertError(UdfError.REFUSED, "no", () -> instance.call("run"));
      assertThat(lines).containsExactly("18before");
    }
  }

  @Test
  default void importOfTheHost_withTwoResultsOrAReference_isRefused() {
    for (String type : new String[] {"(result i32 i32)", "(param externref)", "(param v128)"}) {
      ModuleOutline guest =
          Guest.image("(module (import \"host\" \"0\" (func " + type + ")))").outline();
      assertThatThrownBy(() -> GuestImports.of(guest, wanted -> new OfHost(0), true))
          .isInstanceOfSatisfying(
              UdfException.class, e -> assertThat(e.error()).isEqualTo(UdfError.BAD_IMPORT));
    }
  }
}
