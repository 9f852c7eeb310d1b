package io.github.wasmudf.engine;

import java.util.concurrent.CopyOnWriteArrayList;

/**
 * All calls of one engine that the clock watches. Listens to the clock only while there are any.
 * Thread-safe.
 */
public final class WatchedCalls {
  private final CopyOnWriteArrayList<WatchedCall> calls = new CopyOnWriteArrayList<>();
  private final Runnable listener = this::tick;

  /** Watches from the next tick on, until the calls say that they need it no more. */
  public synchronized void add(WatchedCall call) {
    if (calls.isEmpty()) {
      TickClock.shared().add(listener);
    }
    calls.add(call);
  }

  private void tick() {
    calls.removeIf(WatchedCall::tick);
    if (calls.isEmpty()) {
      stopListening();
    }
  }

  private synchronized void stopListening() {
    if (calls.isEmpty()) {
      TickClock.shared().remove(listener);
    }
  }
}
