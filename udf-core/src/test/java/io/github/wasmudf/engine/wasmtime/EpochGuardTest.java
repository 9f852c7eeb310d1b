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
        new EpochGuard(new CallTerms(this::now, 30, this::reason), this::moveEpoch);
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
    EpochGuard guard = new EpochGuard(new CallTerms(() -> 0, 10, CancelSignal.NEVER), () -> {});
    assertThat(guard.tick()).isFalse();
    guard.retire();
    assertThat(guard.tick()).isTrue();
    assertThatThrownBy(guard::enter)
        .isInstanceOfSatisfying(
            UdfException.class, e -> assertThat(e.error()).isEqualTo(UdfError.CANCELLED));
    assertThat(guard.exit()).isNull();
  }
}
