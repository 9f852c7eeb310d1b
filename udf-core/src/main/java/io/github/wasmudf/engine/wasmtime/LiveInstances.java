package io.github.wasmudf.engine.wasmtime;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.TickClock;

/**
 * Counts the open instances of this JVM, keeps them below what the address space holds, and keeps
 * the clock going while there are any. Thread-safe.
 */
final class LiveInstances {
  static final LiveInstances SHARED = new LiveInstances();

  /**
   * Each instance reserves twice 8 GiB of addresses (its own memory and the control memory), and a
   * process has 128 TiB. What is left is for the JVM and for everybody else in it.
   */
  static final int MOST = 7_500;

  private Runnable tick = () -> {};
  private int count;

  private LiveInstances() {}

  /** What to do on every tick; set once, before the first instance. */
  synchronized void onTick(Runnable action) {
    tick = action;
  }

  /** Makes room for one more. */
  synchronized void open() {
    if (count >= MOST) {
      throw UdfException.limit(
          UdfError.MEMORY_LIMIT, "instances of engine wasmtime", MOST, count, count + 1L);
    }
    if (count == 0) {
      TickClock.shared().add(tick);
    }
    count++;
  }

  /** One less; once for each {@link #open}. */
  synchronized void close() {
    count--;
    if (count == 0) {
      TickClock.shared().remove(tick);
    }
  }

  synchronized int count() {
    return count;
  }
}
