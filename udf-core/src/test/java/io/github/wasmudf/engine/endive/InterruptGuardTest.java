package io.github.wasmudf.engine.endive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.BytesCall;
import io.github.wasmudf.engine.BytesProtocol;
import io.github.wasmudf.engine.CallEnd;
import io.github.wasmudf.engine.CallTerms;
import io.github.wasmudf.engine.CompiledModule;
import io.github.wasmudf.engine.ModuleImage;
import io.github.wasmudf.engine.WasiAccess;
import io.github.wasmudf.engine.WasmInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** After every call the interrupt flag is set if, and only if, somebody else set it. */
@Timeout(120)
final class InterruptGuardTest {
  private static final BytesProtocol PROTOCOL = new BytesProtocol("alloc", "transform", null);
  private static final byte[] EMPTY = {};
  private static final byte[] ROW = {1};
  private static final Limits SHORT = Limits.DEFAULT.withTimeMillis(50);
  private static final Limits LONG = Limits.DEFAULT.withTimeMillis(60_000);

  /** Runs for as many turns as its input is long, times twenty thousand. */
  private static final String WORKER =
      EndiveOnlyTest.transform(
          """
          (block $done (loop $next
            (br_if $done (i32.ge_u (local.get $i) (i32.mul (local.get $n) (i32.const 20000))))
            (local.set $i (i32.add (local.get $i) (i32.const 1)))
            (br $next)))
          (i64.const 1)""");

  private static final String ENDLESS =
      EndiveOnlyTest.transform("(loop $next (br $next)) (i64.const 1)");

  private final EndiveEngine engine = new EndiveEngine();

  @AfterEach
  void nothingIsLeft() {
    assertThat(engine.liveInstances()).isZero();
    assertThat(Thread.interrupted()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(loop $l (br $l))",
        "(loop $l (memory.fill (i32.const 0) (i32.const 1) (i32.const 65536)) (br $l))",
        "(loop $l (memory.copy (i32.const 9) (i32.const 0) (i32.const 65000)) (br $l))",
        "(drop (call $fib (i32.const 60)))",
      })
  void endsACallThatLastsTooLong(String body) {
    String wat =
        """
        (module (memory 1)
          (func $fib (param i32) (result i32)
            (if (result i32) (i32.lt_u (local.get 0) (i32.const 2))
              (then (local.get 0))
              (else (i32.add (call $fib (i32.sub (local.get 0) (i32.const 1)))
                             (call $fib (i32.sub (local.get 0) (i32.const 2)))))))
          (func (export "f") %s))"""
            .formatted(body);
    try (CompiledModule module = compile(wat);
        WasmInstance instance = module.instantiate(SHORT, WasiAccess.NONE)) {
      long begin = System.nanoTime();
      assertError(UdfError.TIME_LIMIT, () -> instance.call("f"));
      assertThat(Duration.ofNanos(System.nanoTime() - begin))
          .isGreaterThanOrEqualTo(Duration.ofMillis(50));
      assertThat(instance.isUsable()).isFalse();
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
  }

  @Test
  void endsAStartFunctionThatLastsTooLong() {
    try (CompiledModule module = compile("(module (func $s (loop $l (br $l))) (start $s))")) {
      assertError(UdfError.TIME_LIMIT, () -> module.instantiate(SHORT, WasiAccess.NONE));
    }
  }

  @Test
  void putsAsideAnInterruptFromBefore_andGivesItBack() {
    try (CompiledModule module = compile(WORKER);
        WasmInstance instance = module.instantiate(Limits.DEFAULT, WasiAccess.NONE)) {
      BytesCall call = instance.bind(PROTOCOL);
      Thread.currentThread().interrupt();
      assertThat(call.call(EMPTY, "abc".getBytes(UTF_8))).isNotNull();
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void putsAsideAnInterruptFromBefore_evenWhereTheCallTimesOut() {
    try (CompiledModule module = compile(ENDLESS);
        WasmInstance instance = module.instantiate(SHORT, WasiAccess.NONE)) {
      BytesCall call = instance.bind(PROTOCOL);
      Thread.currentThread().interrupt();
      assertError(UdfError.TIME_LIMIT, () -> call.call(EMPTY, ROW));
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void endsACallThatSomebodyElseInterrupts_andKeepsTheFlag() throws Exception {
    try (CompiledModule module = compile(ENDLESS);
        WasmInstance instance = module.instantiate(LONG, WasiAccess.NONE)) {
      BytesCall call = instance.bind(PROTOCOL);
      Thread caller = Thread.currentThread();
      try (Other other = new Other(() -> runInACall(instance, caller::interrupt))) {
        assertError(UdfError.CANCELLED, () -> call.call(EMPTY, ROW));
        assertThat(Thread.interrupted()).isTrue();
        other.join();
      }
    }
  }

  /** Does it while the instance is in a call; what it was before that, counts for nothing. */
  private static void runInACall(WasmInstance instance, Runnable code) {
    InterruptGuard guard = ((EndiveInstance) instance).guard;
    try {
      while (guard.thread == null) {
        Thread.sleep(1);
      }
    } catch (InterruptedException unexpected) {
      throw new IllegalStateException(unexpected);
    }
    code.run();
  }

  @Test
  void endsACallWhoseInstanceIsClosed() throws Exception {
    try (CompiledModule module = compile(ENDLESS);
        WasmInstance instance = module.instantiate(LONG, WasiAccess.NONE)) {
      BytesCall call = instance.bind(PROTOCOL);
      try (Other other = new Other(() -> runInACall(instance, instance::close))) {
        assertError(UdfError.CANCELLED, () -> call.call(EMPTY, ROW));
        other.join();
      }
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
      assertError(UdfError.INTERNAL, () -> call.call(EMPTY, EMPTY));
    }
  }

  /**
   * Calls that end just when their time does, from several threads, so that firing, withdrawing,
   * pausing and ending meet in every order. In a pause no flag is ever seen. {@code
   * -Dwasmudf.stress.seconds} makes it last longer.
   */
  @Test
  @Timeout(3_600)
  void leavesNoFlagBehind_whenCallsEndWithTheirTime() throws Exception {
    long until =
        System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.getLong("wasmudf.stress.seconds", 5L));
    AtomicLong fired = new AtomicLong();
    AtomicLong calls = new AtomicLong();
    AtomicLong heard = new AtomicLong();
    ExecutorService threads = Executors.newFixedThreadPool(STRESS_THREADS);
    AtomicLong said = new AtomicLong();
    try (TickingTooFast clock = new TickingTooFast(said)) {
      List<Future<?>> runs = new ArrayList<>();
      for (int i = 0; i < STRESS_THREADS; i++) {
        SplittableRandom random = new SplittableRandom(i);
        runs.add(threads.submit(() -> stress(clock, random, until, calls, fired, heard)));
      }
      for (Future<?> run : runs) {
        run.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(fired.get()).isPositive();
    assertThat(heard.get()).as("cancellations heard").isEqualTo(said.get());
    System.getLogger(InterruptGuardTest.class.getName())
        .log(System.Logger.Level.INFO, "{0} calls, {1} fired", calls, fired);
  }

  private static final int STRESS_THREADS = 1;

  private static void stress(
      TickingTooFast clock,
      SplittableRandom random,
      long until,
      AtomicLong calls,
      AtomicLong fired,
      AtomicLong heard) {
    InterruptGuard guard = clock.guard();
    // A busy machine may leave the clock little time.
    while (System.nanoTime() < until || fired.get() == 0) {
      boolean foreign = random.nextInt(10) == 0;
      if (foreign) {
        Thread.currentThread().interrupt();
      }
      guard.enter();
      boolean seen = workOrWait(random);
      boolean byGuard = false;
      if (random.nextInt(3) == 0) {
        CallEnd paused = guard.pause();
        assertThat(workOrWait(random)).as("flag in the pause").isFalse();
        guard.resume();
        byGuard = count(paused, heard);
        seen |= !byGuard && workOrWait(random);
      }
      byGuard |= count(guard.exit(), heard);
      calls.incrementAndGet();
      if (byGuard) {
        fired.incrementAndGet();
      }
      assertThat(!seen || byGuard).as("nobody else interrupts").isTrue();
      assertThat(Thread.interrupted()).as("flag after the call").isEqualTo(foreign);
    }
  }

  /** Whether a call was ended, and counts it when the caller must hear of it. */
  private static boolean count(@Nullable CallEnd end, AtomicLong heard) {
    if (end != null && end.isFinal()) {
      heard.incrementAndGet();
    }
    return end != null;
  }

  /** As a guest does: works and looks at the flag. Most calls end around their deadline. */
  private static boolean workOrWait(SplittableRandom random) {
    long end = System.nanoTime() + random.nextLong(240_000);
    while (System.nanoTime() < end) {
      if (Thread.currentThread().isInterrupted()) {
        return true;
      }
    }
    return false;
  }

  /** Looks after guards without pause, so that deadlines come thousands of times a second. */
  private static final class TickingTooFast implements AutoCloseable, Runnable {
    private final List<InterruptGuard> guards = new CopyOnWriteArrayList<>();
    private final AtomicLong now = new AtomicLong();
    private final SplittableRandom chance = new SplittableRandom(7);
    private final Thread thread;
    private volatile boolean closed;

    /** How often it was said that a call is cancelled. */
    private final AtomicLong said;

    TickingTooFast(AtomicLong said) {
      this.said = said;
      thread = new Thread(this, "fast-clock");
      thread.start();
    }

    private @Nullable String signal() {
      if (chance.nextInt(20) != 0) {
        return null;
      }
      said.incrementAndGet();
      return "cancelled";
    }

    InterruptGuard guard() {
      InterruptGuard guard =
          new InterruptGuard(new CallTerms(() -> (int) now.get(), 6, this::signal));
      guards.add(guard);
      return guard;
    }

    @Override
    public void run() {
      while (!closed) {
        now.set(System.nanoTime() / 20_000);
        guards.forEach(InterruptGuard::tick);
      }
    }

    @Override
    public void close() {
      closed = true;
      try {
        thread.join();
      } catch (InterruptedException unexpected) {
        throw new IllegalStateException(unexpected);
      }
    }
  }

  private static final class Other implements AutoCloseable {
    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private final Future<?> run;

    Other(Runnable code) {
      run = executor.submit(code);
    }

    void join() throws ExecutionException, InterruptedException {
      run.get();
    }

    @Override
    public void close() {
      executor.shutdownNow();
    }
  }

  private CompiledModule compile(String wat) {
    return engine.compile(ModuleImage.of(EndiveOnlyTest.wasm(wat)), Limits.DEFAULT);
  }

  private static void assertError(UdfError error, Runnable code) {
    assertThatThrownBy(code::run)
        .isInstanceOf(UdfException.class)
        .extracting(e -> ((UdfException) e).error())
        .isEqualTo(error);
  }
}
