package io.github.wasmudf.engine.wasmtime;

import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.CallEnd;
import io.github.wasmudf.engine.CallTerms;
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
 *
 * <p>Of a call that runs many rows the clock looks at each tick which of them is in work. The time
 * limit counts from when it saw that row first, so it never ends one before its time, and at most
 * two ticks late.
 */
final class EpochGuard implements WatchedCall {
  /** Nothing is going on. */
  private static final int NONE = 0;

  /** The clock is judging the call, or moving the epoch; the call has to wait until it is done. */
  private static final int FIRING = 1;

  /** The epoch has moved. */
  private static final int FIRED = 2;

  private final CallTerms terms;
  private final IntSupplier row;
  private final Runnable moveEpoch;

  private volatile boolean running;
  private volatile boolean retired;
  private volatile int state = NONE;

  /**
   * Written before {@link #running} is set; so are the next two, and by the clock while it fires.
   */
  private int begun;

  private int rowBegun;
  private int seenRow;

  /** Why the guard fired last; written before {@link #FIRED} is. */
  private CallEnd end = CallEnd.OVERDUE;

  /**
   * @param row the number of the row in work; asked while a call runs, on the clock's thread too
   * @param moveEpoch ends what runs in the lane; called while a call runs, on the clock's thread
   */
  EpochGuard(CallTerms terms, IntSupplier row, Runnable moveEpoch) {
    this.terms = terms;
    this.row = row;
    this.moveEpoch = moveEpoch;
  }

  /**
   * Begins a call; the store's deadline is the next epoch. {@link #exit} follows in every case.
   *
   * @throws UdfException when the guard is retired: nobody watches any more
   */
  void enter() {
    begun = terms.now();
    rowBegun = begun;
    seenRow = row.getAsInt();
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
    // Read once each time: what the clock begins after this is about no call, and comes to nothing.
    int seen = state;
    while (seen == FIRING) {
      Thread.yield();
      seen = state;
    }
    if (seen == NONE) {
      return null;
    }
    state = NONE;
    return end;
  }

  /** Which row the clock meant when it fired last; the guest may have begun the next by then. */
  int endedRow() {
    return seenRow;
  }

  /** How long the last row in work has lasted so far, as coarse as the clock. */
  long elapsedMillis() {
    return terms.elapsedMillis(rowBegun);
  }

  /** When the time of the row in work is over, as {@link System#nanoTime()} tells it. */
  long deadline() {
    return terms.deadline(rowBegun);
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
    if (state == NONE) {
      judge();
    }
    return false;
  }

  /** From where it sees that the call runs on, that cannot end before this has. */
  private void judge() {
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

  private @Nullable CallEnd findEnd() {
    int current = row.getAsInt();
    if (current != seenRow) {
      seenRow = current;
      rowBegun = terms.now();
    }
    if (retired) {
      return CallEnd.CLOSED;
    }
    return terms.isDue(begun, rowBegun) ? terms.end(rowBegun) : null;
  }
}
