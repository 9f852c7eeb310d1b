package io.github.wasmudf.engine;

/**
 * An array for bytes on their way, used again for the next unless they are many. Not thread-safe;
 * nobody keeps the array.
 */
public final class Stage {
  /** Beside what a guest needs for as many bytes, this is little. */
  private static final int MOST_KEPT = 1 << 20;

  private static final int LEAST_KEPT = 256;

  private byte[] kept = {};

  /** An empty stage. */
  public Stage() {}

  /** An array of that length or more, with anything in it. */
  public byte[] atLeast(int length) {
    if (length <= kept.length) {
      return kept;
    }
    if (length > MOST_KEPT) {
      return new byte[length];
    }
    kept = new byte[Math.max(LEAST_KEPT, Integer.highestOneBit(length - 1) << 1)];
    return kept;
  }
}
