package io.github.wasmudf.engine;

import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A coarse clock that time limits are measured with, so that a row pays a volatile read and not a
 * system call. One daemon thread per JVM ticks every {@link #PERIOD_MILLIS} while somebody listens,
 * and sleeps otherwise. Thread-safe.
 */
public final class TickClock {
  /** Length of one tick. */
  public static final int PERIOD_MILLIS = 10;

  private static final TickClock SHARED = new TickClock();
  private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(PERIOD_MILLIS);

  private final CopyOnWriteArrayList<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile int now;

  private TickClock() {
    thread = new Thread(this::run, "wasm-udf-clock");
    thread.setDaemon(true);
    // The thread outlives every application that loads us: it must not hold one's class loader.
    thread.setContextClassLoader(null);
    thread.start();
  }

  /** The clock of this JVM. */
  public static TickClock shared() {
    return SHARED;
  }

  /** The current tick. It stands still while nobody listens, and it may wrap around. */
  public int now() {
    return now;
  }

  /** How many ticks last at least so many milliseconds, wherever in a tick they begin. */
  public static int ticks(long millis) {
    return (int) Math.min(Integer.MAX_VALUE / 2, (millis + PERIOD_MILLIS - 1) / PERIOD_MILLIS + 1);
  }

  /** Whether a tick has come. */
  public static boolean isOver(int tick, int now) {
    return now - tick >= 0;
  }

  /** Calls the listener after each tick, on the clock's thread; it must be quick and not throw. */
  public void add(Runnable listener) {
    listeners.add(listener);
    LockSupport.unpark(thread);
  }

  /** Stops calling the listener. */
  public void remove(Runnable listener) {
    listeners.remove(listener);
  }

  private void run() {
    while (true) {
      if (listeners.isEmpty()) {
        LockSupport.park(this);
      } else {
        // Each tick is a whole period after the one before. A late one is not made up for: two in
        // quick succession would end a call before its time.
        sleepUntil(System.nanoTime() + PERIOD_NANOS);
        tick();
      }
    }
  }

  private void sleepUntil(long time) {
    for (long left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
      LockSupport.parkNanos(this, left);
    }
  }

  @SuppressWarnings({"NonAtomicVolatileUpdate", "NonAtomicOperationOnVolatileField"}) // one writer
  private void tick() {
    now = now + 1;
    listeners.forEach(TickClock::call);
  }

  private static void call(Runnable listener) {
    try {
      listener.run();
    } catch (RuntimeException | Error unexpected) {
      report(unexpected);
    }
  }

  /** Whatever happens, an exhausted heap too, the clock goes on: without it no limit holds. */
  private static void report(Throwable unexpected) {
    try {
      System.getLogger(TickClock.class.getName())
          .log(System.Logger.Level.ERROR, "clock listener failed", unexpected);
    } catch (RuntimeException | Error noWayToSayIt) {
      // The next tick tries again.
    }
  }
}
