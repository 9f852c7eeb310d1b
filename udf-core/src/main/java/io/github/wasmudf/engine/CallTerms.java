package io.github.wasmudf.engine;

import io.github.wasmudf.CancelSignal;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How long a call may last, and who may cancel it. A call is known by the tick in which it began.
 * Immutable, thread-safe.
 */
public final class CallTerms {
  /** A call that has lasted so many ticks is asked about, and then every so many. */
  private static final int TICKS_BETWEEN_QUESTIONS = 4;

  private final IntSupplier clock;
  private final int ticks;
  private final CancelSignal signal;

  /**
   * Terms by any clock.
   *
   * @param clock the current tick, as {@link TickClock#now} tells it
   * @param ticks how many ticks a call may last
   */
  public CallTerms(IntSupplier clock, int ticks, CancelSignal signal) {
    this.clock = clock;
    this.ticks = ticks;
    this.signal = signal;
  }

  /** Terms of a call that may last so many milliseconds. */
  public static CallTerms ofMillis(long timeMillis, CancelSignal signal) {
    return new CallTerms(TickClock.shared()::now, TickClock.ticks(timeMillis), signal);
  }

  /** The current tick. */
  public int now() {
    return clock.getAsInt();
  }

  /** How long a call has lasted so far, as coarse as the clock. */
  public long elapsedMillis(int begun) {
    return (long) (now() - begun) * TickClock.PERIOD_MILLIS;
  }

  /** Whether {@link #end} may have something to say now. */
  public boolean isDue(int begun) {
    return isOverdue(begun) || isTimeToAsk(begun);
  }

  private boolean isOverdue(int begun) {
    return TickClock.isOver(begun + ticks, now());
  }

  private boolean isTimeToAsk(int begun) {
    int now = now();
    return signal != CancelSignal.NEVER
        && now % TICKS_BETWEEN_QUESTIONS == 0
        && TickClock.isOver(begun + TICKS_BETWEEN_QUESTIONS, now);
  }

  /**
   * Why a call is to end, or null when it may go on. It must still run when this is asked, and hear
   * of the answer: a cancellation is told once.
   */
  public @Nullable CallEnd end(int begun) {
    if (isOverdue(begun)) {
      return CallEnd.OVERDUE;
    }
    String reason = signal.reason();
    return reason == null ? null : CallEnd.cancelled(reason);
  }
}
