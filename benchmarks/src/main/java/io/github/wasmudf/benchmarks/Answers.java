package io.github.wasmudf.benchmarks;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Nothing is measured that answers wrong. */
final class Answers {
  private Answers() {}

  static void require(byte @Nullable [] expected, byte @Nullable [] actual, String subject) {
    if (!Arrays.equals(expected, actual)) {
      throw new IllegalStateException(subject + " and its twin differ");
    }
  }

  /** Allocates nothing: it stands in what is measured. */
  static void require(long expected, long actual, String subject) {
    if (expected != actual) {
      throw new IllegalStateException(
          subject + " comes to " + actual + " where its twin comes to " + expected);
    }
  }

  static void require(@Nullable Object expected, @Nullable Object actual, String subject) {
    if (expected == null ? actual != null : !expected.equals(actual)) {
      throw new IllegalStateException(
          subject + " answers <" + actual + "> where its twin answers <" + expected + ">");
    }
  }
}
