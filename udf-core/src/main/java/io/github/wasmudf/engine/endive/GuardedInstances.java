package io.github.wasmudf.engine.endive;

import io.github.wasmudf.engine.TickClock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** All guards of this JVM. Listens to the clock only while there are any. */
final class GuardedInstances {
  private static final Set<InterruptGuard> GUARDS = ConcurrentHashMap.newKeySet();
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

  private static void tick() {
    for (InterruptGuard guard : GUARDS) {
      if (guard.tick()) {
        forget(guard);
      }
    }
  }

  private static synchronized void forget(InterruptGuard guard) {
    GUARDS.remove(guard);
    if (GUARDS.isEmpty()) {
      TickClock.shared().remove(LISTENER);
    }
  }
}
