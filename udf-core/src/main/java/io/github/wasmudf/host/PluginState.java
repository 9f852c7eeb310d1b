package io.github.wasmudf.host;

import org.jspecify.annotations.Nullable;

/**
 * Values that one plugin keeps in the database, by keys; both are bytes, and nobody else's. What is
 * written belongs to the caller's transaction: it is seen by others when that is committed, and
 * gone when it is rolled back. All versions of a plugin share it. Methods throw {@code
 * UdfException}: {@code MEMORY_LIMIT} for a key or a value beyond its bound.
 *
 * <p>The {@code deadline} is that of {@link HostServices}.
 */
public interface PluginState {
  /** The longest key, in bytes. */
  int MOST_KEY_BYTES = 1_024;

  /** The largest value, in bytes. */
  int MOST_VALUE_BYTES = 1 << 20;

  /** The value of a key, or null where there is none. */
  byte @Nullable [] get(byte[] key, long deadline);

  /** Sets the value of a key, which may have had one. */
  void put(byte[] key, byte[] value, long deadline);

  /** Removes a key; answers whether it was there. */
  boolean remove(byte[] key, long deadline);
}
