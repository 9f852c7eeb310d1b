package io.github.wasmudf.engine;

/**
 * The memory of a companion that is linked beside a guest, as an {@link Exchange} uses it while no
 * guest code runs. What lies there may be the guest's work: addresses are checked against its size,
 * everything else is for the reader to check. Numbers are little-endian.
 */
public interface CompanionMemory {
  /** Its size in bytes. */
  long bytes();

  /**
   * Makes it at least that large.
   *
   * @throws io.github.wasmudf.UdfException {@code MEMORY_LIMIT} when it may not or cannot grow so
   *     far
   */
  void reserve(long bytes);

  /**
   * A number.
   *
   * @throws io.github.wasmudf.UdfException {@code BAD_POINTER} when it lies outside; so all others
   */
  int getInt(long at);

  /** A copy of a part. */
  byte[] get(long at, long length);

  /** Writes bytes. */
  void put(long at, byte[] bytes);
}
