package io.github.wasmudf.engine.wasmtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wasmudf.CancelSignal;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.CallEnd;
import io.github.wasmudf.engine.CallTerms;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When the epoch moves, and above all when it must not. */
@Timeout(600)
class EpochGuardTest {

  /** Calls that end just when their time does, or when they are cancelled, in every order. */
  @Test
  void epoch_movesWithinACallOnly_andEachReasonIsHeardOnce() throws Exception {
    Calls calls = new Calls();
    Thread clock = new Thread(calls::tickTooFast, "fast-clock");
    clock.start();
    long until =
        System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.getLong("wasmudf.stress.seconds", 2L));
    SplittableRandom random = new SplittableRandom(1);
    int heard = 0;
    int cancelled = 0;
    while (System.nanoTime() < until || heard == 0 || cancelled == 0) {
      CallEnd end = calls.call(random.nextLong(60_000));
      if (end != null) {
        heard++;
        cancelled += end.isFinal() ? 1 : 0;
      }
    }
    calls.closed = true;
    clock.join();
    assertThat(calls.strayMoves.get()).isZero();
    assertThat(calls.moves.get()).isEqualTo(heard);
    assertThat(calls.given.get()).isEqualTo(cancelled);
  }

  private static final class Calls {
    final AtomicInteger moves = new AtomicInteger();
    final AtomicInteger strayMoves = new AtomicInteger();
    final AtomicInteger given = new AtomicInteger();
    private final SplittableRandom chance = new SplittableRandom(2);
    private final EpochGuard guard =
        new EpochGuard(new CallTerms(this::now, 30, this::reason), () -> 0, this::moveEpoch);
    private volatile boolean inCall;
    volatile boolean closed;

    private int now() {
      return (int) (System.nanoTime() / 1_000);
    }

    private @Nullable String reason() {
      if (chance.nextInt(8) != 0) {
        return null;
      }
      given.incrementAndGet();
      return "cancelled";
    }

    private void moveEpoch() {
      moves.incrementAndGet();
      if (!inCall) {
        strayMoves.incrementAndGet();
      }
    }

    void tickTooFast() {
      while (!closed) {
        guard.tick();
      }
    }

    @Nullable CallEnd call(long nanos) {
      inCall = true;
      guard.enter();
      for (long end = System.nanoTime() + nanos; System.nanoTime() < end; ) {
        Thread.onSpinWait();
      }
      CallEnd end = guard.exit();
      inCall = false;
      return end;
    }
  }

  @Test
  void retiredGuard_letsNoCallBegin_andIsForgotten() {
    EpochGuard guard =
        new EpochGuard(new CallTerms(() -> 0, 10, CancelSignal.NEVER), () -> 0, () -> {});
    assertThat(guard.tick()).isFalse();
    guard.retire();
    assertThat(guard.tick()).isTrue();
    assertThatThrownBy(guard::enter)
        .isInstanceOfSatisfying(
            UdfException.class, e -> assertThat(e.error()).isEqualTo(UdfError.CANCELLED));
    assertThat(guard.exit()).isNull();
  }

  /** The clock stands for ticks here, and a row that it sees for the first time begins then. */
  @Test
  void timeOfARow_countsFromWhenItWasSeenFirst() {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger row = new AtomicInteger();
    AtomicInteger moves = new AtomicInteger();
    EpochGuard guard =
        new EpochGuard(
            new CallTerms(now::get, 10, CancelSignal.NEVER), row::get, moves::incrementAndGet);
    guard.enter();
    for (int i = 0; i < 100; i++) {
      now.addAndGet(9);
      row.incrementAndGet();
      guard.tick();
    }
    assertThat(moves).hasValue(0);
    now.addAndGet(9);
    guard.tick();
    assertThat(moves).hasValue(0);
    now.addAndGet(1);
    guard.tick();
    assertThat(moves).hasValue(1);
    assertThat(guard.exit()).isSameAs(CallEnd.OVERDUE);
  }

  @Test
  void cancellation_isAskedForHoweverShortTheRowsAre() {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger moves = new AtomicInteger();
    EpochGuard guard =
        new EpochGuard(
            new CallTerms(now::get, 1_000, () -> now.get() < 50 ? null : "enough"),
            now::get,
            moves::incrementAndGet);
    guard.enter();
    while (moves.get() == 0 && now.get() < 100) {
      now.incrementAndGet();
      guard.tick();
    }
    assertThat(now.get()).isBetween(50, 55);
    CallEnd end = guard.exit();
    assertThat(end).isNotNull().matches(CallEnd::isFinal);
  }
}
