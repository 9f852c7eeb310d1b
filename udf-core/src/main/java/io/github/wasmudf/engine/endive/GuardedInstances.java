package io.github.wasmudf.engine.endive;

import io.github.wasmudf.engine.TickClock;
import java.util.concurrent.CopyOnWriteArrayList;

/** All guards of this JVM. Listens to the clock only while there are any. */
final class GuardedInstances {
  private static final CopyOnWriteArrayList<InterruptGuard> GUARDS = new CopyOnWriteArrayList<>();
  private static final Runnable LISTENER = GuardedInstances::tick;

  private GuardedInstances() {}

  static InterruptGuard newGuard(long timeMillis) {
    TickClock clock = TickClock.shared();
    InterruptGuard guard = new InterruptGuard(clock::now, TickClock.ticks(timeMillis));
    synchronized (GuardedInstances.class) {
      if (GUARDS.isEmpty()) {
        clock.add(LISTENER);
      }
      GUARDS.add(guard);
    }
    return guard;
  }

  /** Allocates nothing unless a guard is done with: the heap may be full when it matters. */
  private static void tick() {
    GUARDS.removeIf(InterruptGuard::tick);
    if (GUARDS.isEmpty()) {
      stopListening();
    }
  }

  private static synchronized void stopListening() {
    if (GUARDS.isEmpty()) {
      TickClock.shared().remove(LISTENER);
    }
  }
}
