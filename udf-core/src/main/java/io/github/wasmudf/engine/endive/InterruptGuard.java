package io.github.wasmudf.engine.endive;

import io.github.wasmudf.engine.CallEnd;
import io.github.wasmudf.engine.CallTerms;
import io.github.wasmudf.engine.WatchedCall;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * Ends the calls of one instance that last too long or whose statement is cancelled, by
 * interrupting their thread; generated code looks at the interrupt flag on every call and every
 * backward jump.
 *
 * <p>The flag must not outlive the call: a database that meets it in its own code closes its files.
 * So after {@link #exit} the flag is set if, and only if, somebody else set it. (One case cannot be
 * told apart and counts as ours: somebody interrupts between our interruption and the end of the
 * call that it brings about.)
 *
 * <p>A call pays three plain writes and one volatile read, no lock and no atomic operation. That is
 * sound because the clock's thread does all the work: before it decides, it has the JVM stop the
 * caller's thread at a safepoint ({@link #isDueForCertain}). What the caller wrote before the
 * safepoint is then visible, and what it reads after the safepoint is what the clock wrote before.
 * A call that ends after it therefore sees the clock's request and settles the matter with an
 * atomic operation.
 */
final class InterruptGuard implements WatchedCall {
  /** Nothing is going on. */
  private static final int NONE = 0;

  /** The clock wants to interrupt; the call may still withdraw. */
  private static final int REQUESTED = 1;

  /** The clock interrupts; the call has to wait until it is done. */
  private static final int FIRING = 2;

  /** The flag was set by the clock. */
  private static final int FIRED = 3;

  /** The clock found that somebody else had set the flag already. */
  private static final int FOREIGN = 4;

  private static final AtomicIntegerFieldUpdater<InterruptGuard> STATE =
      AtomicIntegerFieldUpdater.newUpdater(InterruptGuard.class, "state");

  private final CallTerms terms;

  private volatile int state = NONE;
  private volatile boolean retired;

  /** Why the guard fired last; written before {@link #FIRED} is. */
  private CallEnd end = CallEnd.OVERDUE;

  /**
   * Written by the caller's thread alone; null while no call runs. A caller that has no stack left
   * to call {@link #exit} sets it to null itself, and {@link #exitLate} has to follow.
   */
  @Nullable Thread thread;

  private int begun;

  /** Counts the rows of all calls. Written by the caller's thread alone, as is the next. */
  private int row;

  private int firstRow;

  /**
   * The row that the clock saw last, and when it saw it first. Seen by the clock's thread alone.
   */
  private int seenRow;

  private int rowBegun;

  /** Whether the flag was set when the call began. Seen by the caller's thread alone. */
  private boolean foreign;

  /** Ticks without a call since the guard retired. Seen by the clock's thread alone. */
  private int idleTicks;

  InterruptGuard(CallTerms terms) {
    this.terms = terms;
  }

  /**
   * Begins a call. A flag that is set already is put aside: it neither ends the call nor is lost.
   */
  void enter() {
    foreign = Thread.interrupted();
    begun = terms.now();
    firstRow = ++row;
    thread = Thread.currentThread();
  }

  /**
   * Ends a call, however it ended.
   *
   * @return why the guard interrupted it, or null when it did not
   */
  @Nullable CallEnd exit() {
    // A field write needs no stack: a call that used it all up is withdrawn nevertheless.
    thread = null;
    CallEnd fired = state != NONE && settle() ? end : null;
    if (foreign) {
      foreign = false;
      Thread.currentThread().interrupt();
    }
    return fired;
  }

  /**
   * Within a call that runs many rows, after one of them: the time of the next begins.
   *
   * @return as {@link #exit} answers
   */
  @Nullable CallEnd next() {
    // In this order: a request that this does not see comes before a safepoint that shows the clock
    // the new row.
    row++;
    return state != NONE && settle() ? end : null;
  }

  /**
   * Within a call, before code that must never be interrupted: from here to {@link #resume} the
   * clock sees no call, and the flag is as somebody else left it. The call's time goes on, so it is
   * looked at here: the clock may miss a call that is between two pauses only now and then.
   *
   * @return why the call is to end now, or null when it may go on
   */
  @Nullable CallEnd pause() {
    thread = null;
    if (state != NONE && settle()) {
      return end;
    }
    if (retired) {
      return CallEnd.CLOSED;
    }
    return row == firstRow && terms.isDue(begun, begun) ? terms.end(begun) : null;
  }

  /** Ends a pause; of the same thread. */
  void resume() {
    thread = Thread.currentThread();
  }

  /** How long the last row in work has lasted so far, as coarse as the clock. */
  long elapsedMillis() {
    return terms.elapsedMillis(row == firstRow ? begun : rowBegun);
  }

  /** When the time of the row in work is over, as {@link System#nanoTime()} tells it. */
  long deadline() {
    return terms.deadline(row == firstRow ? begun : rowBegun);
  }

  /**
   * For the caller's thread, where {@link #exit} itself found no stack: does what is left to do.
   */
  void exitLate() {
    if (thread == Thread.currentThread() || state != NONE || foreign) {
      exit();
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // the clock may need our processor to finish
  private boolean settle() {
    while (true) {
      switch (state) {
        case REQUESTED -> STATE.compareAndSet(this, REQUESTED, NONE);
        case FIRING -> Thread.yield();
        case FIRED -> {
          Thread.interrupted();
          state = NONE;
          return true;
        }
        default -> {
          state = NONE;
          return false;
        }
      }
    }
  }

  /** Ends a running call at the next tick, and lets the clock forget the guard. */
  void retire() {
    retired = true;
  }

  /** Says that it may be forgotten when it is retired, and no call that began before that runs. */
  @Override
  public boolean tick() {
    Thread caller = thread;
    if (caller != null) {
      idleTicks = 0;
      if (isDue()) {
        interrupt(caller);
      }
      return false;
    }
    return retired && ++idleTicks > 16;
  }

  private boolean isDue() {
    return retired || terms.isDue(begun, beginOfRow());
  }

  /** The call's beginning, or for a later row when the clock saw it first. */
  private int beginOfRow() {
    int current = row;
    if (current == firstRow) {
      return begun;
    }
    if (current != seenRow) {
      seenRow = current;
      rowBegun = terms.now();
    }
    return rowBegun;
  }

  private void interrupt(Thread caller) {
    if (!STATE.compareAndSet(this, NONE, REQUESTED)) {
      return;
    }
    boolean due = false;
    try {
      due = isDueForCertain(caller);
    } catch (OutOfMemoryError noRoomForTheTrace) {
      // Again at the next tick; meanwhile the other guards have their turn.
      due = false;
    } finally {
      if (!due) {
        STATE.compareAndSet(this, REQUESTED, NONE);
      }
    }
    if (due && STATE.compareAndSet(this, REQUESTED, FIRING)) {
      fire(caller);
    }
  }

  /** Judges by what the caller wrote, after a safepoint of its thread has made it visible. */
  private boolean isDueForCertain(Thread caller) {
    boolean alive = caller.getStackTrace().length > 0 || caller.isAlive();
    return alive && thread == caller && isDue();
  }

  /** The call cannot end before this has: what uses a request up reaches it for certain. */
  private void fire(Thread caller) {
    int outcome = NONE;
    try {
      CallEnd found = findEnd();
      if (found != null) {
        end = found;
        outcome = interruptUnlessInterrupted(caller);
      }
    } finally {
      state = outcome;
    }
  }

  private @Nullable CallEnd findEnd() {
    return retired ? CallEnd.CLOSED : terms.end(beginOfRow());
  }

  private static int interruptUnlessInterrupted(Thread caller) {
    if (caller.isInterrupted()) {
      return FOREIGN;
    }
    caller.interrupt();
    return FIRED;
  }
}
