package io.github.wasmudf.h2;

import java.util.function.Supplier;

/**
 * Reads of the database's file. H2's file closes, for all connections, when a thread that is
 * interrupted touches it; so an interruption that is there already waits until we have read.
 */
final class Uninterrupted {
  private Uninterrupted() {}

  static <T> T read(Supplier<T> reading) {
    boolean interrupted = Thread.interrupted();
    try {
      return reading.get();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
