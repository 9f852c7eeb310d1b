package io.github.wasmudf.engine;

import io.github.wasmudf.CancelSignal;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How long the call of a row may last, and who may cancel it. It is known by the tick in which it
 * began. Where rows are called in one run, that has a beginning of its own: the time limit is each
 * row's, a cancellation concerns them all. Immutable, thread-safe.
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

  /** The {@link System#nanoTime()} at which a call that began then is over; as coarse. */
  public long deadline(int begun) {
    long ticksLeft = (long) begun + ticks - now();
    return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ticksLeft * TickClock.PERIOD_MILLIS);
  }

  /**
   * Whether {@link #end} may have something to say now.
   *
   * @param runBegun the tick in which the first row of the run began
   * @param begun the same of the row
   */
  public boolean isDue(int runBegun, int begun) {
    return isOverdue(begun) || isTimeToAsk(runBegun);
  }

  private boolean isOverdue(int begun) {
    return TickClock.isOver(begun + ticks, now());
  }

  private boolean isTimeToAsk(int runBegun) {
    int now = now();
    return signal != CancelSignal.NEVER
        && now % TICKS_BETWEEN_QUESTIONS == 0
        && TickClock.isOver(runBegun + TICKS_BETWEEN_QUESTIONS, now);
  }

  /**
   * Why a call that began then is to end, or null when it may go on. It must still run when this is
   * asked, and hear of the answer: a cancellation is told once.
   */
  public @Nullable CallEnd end(int begun) {
    if (isOverdue(begun)) {
      return CallEnd.OVERDUE;
    }
    String reason = signal.reason();
    return reason == null ? null : CallEnd.cancelled(reason);
  }
}
