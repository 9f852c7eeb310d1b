package io.github.wasmudf;

import io.github.wasmudf.engine.TickClock;

/**
 * Ends a statement of many short calls, each of which is over before the clock looks at it. Asks
 * once a tick, so that a row pays one comparison. Used by the session's one thread.
 */
final class StatementWatch {
  private final TickClock clock = TickClock.shared();
  private final CancelSignal signal;
  private int askedAt;

  StatementWatch(CancelSignal signal) {
    this.signal = signal;
    this.askedAt = clock.now();
  }

  /** For the calls themselves. */
  CancelSignal signal() {
    return signal;
  }

  /**
   * Before a call.
   *
   * @throws UdfException when the statement is to end
   */
  void check() {
    int now = clock.now();
    if (now != askedAt) {
      askedAt = now;
      String reason = signal.reason();
      if (reason != null) {
        throw new UdfException(UdfError.CANCELLED, reason);
      }
    }
  }
}
