package io.github.wasmudf.engine.wasmtime;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;

/** Counts the open instances of this JVM, and keeps them below what it can hold. Thread-safe. */
final class LiveInstances {
  static final LiveInstances SHARED = new LiveInstances();

  /**
   * Each instance takes about 14 mappings (its memory, the control memory, the code in its lane),
   * and Linux gives a process 65,530 unless told otherwise ({@code vm.max_map_count}). What is left
   * is for the JVM and for everybody else in it.
   */
  static final int MOST = 3_500;

  private int count;

  private LiveInstances() {}

  /** Makes room for one more. */
  synchronized void open() {
    if (count >= MOST) {
      throw UdfException.limit(
              UdfError.MEMORY_LIMIT, "instances of engine wasmtime", MOST, count, count + 1L)
          .ofHost();
    }
    count++;
  }

  /** One less; once for each {@link #open}. */
  synchronized void close() {
    count--;
  }

  synchronized int count() {
    return count;
  }
}
