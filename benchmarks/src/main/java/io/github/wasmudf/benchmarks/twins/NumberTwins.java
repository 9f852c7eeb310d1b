package io.github.wasmudf.benchmarks.twins;

/** The plugin {@code math} in plain Java. */
public final class NumberTwins {
  private NumberTwins() {}

  /** Euclid's algorithm, never negative. */
  public static long gcd(long a, long b) {
    long last = a;
    long next = b;
    while (next != 0) {
      long rest = last % next;
      last = next;
      next = rest;
    }
    return last < 0 ? -last : last;
  }

  /** The next number; after the largest comes the smallest. */
  public static long addOne(long x) {
    return x + 1;
  }
}
