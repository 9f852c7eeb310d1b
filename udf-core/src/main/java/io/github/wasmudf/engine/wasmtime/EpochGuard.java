package io.github.wasmudf.engine.wasmtime;

import io.github.wasmudf.CancelSignal;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.CallEnd;
import io.github.wasmudf.engine.TickClock;
import io.github.wasmudf.engine.WatchedCall;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Ends the calls of one instance that last too long or whose statement is cancelled, by moving its
 * lane's epoch past the deadline of its store; compiled code looks at the epoch on every call and
 * every backward jump.
 *
 * <p>The clock announces what it is about to do before it looks whether a call runs, and a call
 * says that it is over before it looks for an announcement. So no epoch moves once {@link #exit}
 * has returned: neither an innocent next call nor a lane that is already freed is ever met.
 */
final class EpochGuard implements WatchedCall {
  /** Nothing is going on. */
  private static final int NONE = 0;

  /** The clock is judging the call, or moving the epoch; the call has to wait until it is done. */
  private static final int FIRING = 1;

  /** The epoch has moved. */
  private static final int FIRED = 2;

  /** A call that has lasted so many ticks is asked about, and then every so many. */
  private static final int TICKS_BETWEEN_QUESTIONS = 4;

  private final IntSupplier clock;
  private final int ticks;
  private final CancelSignal signal;
  private final Runnable moveEpoch;

  private volatile boolean running;
  private volatile boolean retired;
  private volatile int state = NONE;

  /** Written before {@link #running} is set. */
  private int begun;

  /** Why the guard fired last; written before {@link #FIRED} is. */
  private CallEnd end = CallEnd.OVERDUE;

  /**
   * @param clock the current tick of {@link TickClock}
   * @param ticks how many ticks a call may last
   * @param signal whether its statement is cancelled
   * @param moveEpoch ends what runs in the lane; called while a call runs, on the clock's thread
   */
  EpochGuard(IntSupplier clock, int ticks, CancelSignal signal, Runnable moveEpoch) {
    this.clock = clock;
    this.ticks = ticks;
    this.signal = signal;
    this.moveEpoch = moveEpoch;
  }

  /**
   * Begins a call; the store's deadline is the next epoch. {@link #exit} follows in every case.
   *
   * @throws UdfException when the guard is retired: nobody watches any more
   */
  void enter() {
    begun = clock.getAsInt();
    running = true;
    if (retired) {
      throw CallEnd.CLOSED.error(0, 0, null);
    }
  }

  /**
   * Ends a call, however it ended.
   *
   * @return why the guard moved the epoch, or null when it did not; if it did, the store needs a
   *     new deadline
   */
  @SuppressWarnings("ThreadPriorityCheck") // the clock may need our processor to finish
  @Nullable CallEnd exit() {
    running = false;
    while (state == FIRING) {
      Thread.yield();
    }
    if (state == NONE) {
      return null;
    }
    state = NONE;
    return end;
  }

  /** How long the last call has lasted so far, as coarse as the clock. */
  long elapsedMillis() {
    return (long) (clock.getAsInt() - begun) * TickClock.PERIOD_MILLIS;
  }

  /** Ends a running call at the next tick, and lets the clock forget the guard. */
  void retire() {
    retired = true;
  }

  @Override
  public boolean tick() {
    if (!running) {
      return retired;
    }
    if (isDue() && state == NONE) {
      fire();
    }
    return false;
  }

  private void fire() {
    int outcome = NONE;
    state = FIRING;
    try {
      CallEnd found = running ? findEnd() : null;
      if (found != null) {
        end = found;
        moveEpoch.run();
        outcome = FIRED;
      }
    } finally {
      state = outcome;
    }
  }

  private boolean isDue() {
    return retired || isOverdue() || isTimeToAsk();
  }

  private boolean isOverdue() {
    return TickClock.isOver(begun + ticks, clock.getAsInt());
  }

  private boolean isTimeToAsk() {
    int now = clock.getAsInt();
    return signal != CancelSignal.NEVER
        && now % TICKS_BETWEEN_QUESTIONS == 0
        && TickClock.isOver(begun + TICKS_BETWEEN_QUESTIONS, now);
  }

  private @Nullable CallEnd findEnd() {
    if (retired) {
      return CallEnd.CLOSED;
    }
    if (isOverdue()) {
      return CallEnd.OVERDUE;
    }
    String reason = signal.reason();
    return reason == null ? null : CallEnd.cancelled(reason);
  }
}
