package io.github.wasmudf.engine;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.host.UntrustedReader;

/**
 * A linear memory that guest code writes to, used while none of it runs. Addresses are checked
 * against its size, everything else is for the reader to check. Numbers are little-endian.
 */
public interface GuestMemory {
  /** That of a guest which exports none. */
  GuestMemory NONE =
      new GuestMemory() {
        @Override
        public long bytes() {
          return 0;
        }

        @Override
        public void reserve(long bytes) {
          throw UdfException.limit(UdfError.MEMORY_LIMIT, "room in the memory", 0, 0, bytes);
        }

        @Override
        public int getInt(long at) {
          return get(at, Integer.BYTES)[0];
        }

        @Override
        public void putInt(long at, int value) {
          put(at, new byte[Integer.BYTES]);
        }

        @Override
        public byte[] get(long at, long length) {
          UntrustedReader.requireRange("the range", at, length, 0);
          return new byte[0];
        }

        @Override
        public void put(long at, byte[] bytes) {
          UntrustedReader.requireRange("the range", at, bytes.length, 0);
        }
      };

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

  /** Writes a number. */
  void putInt(long at, int value);

  /** A copy of a part. */
  byte[] get(long at, long length);

  /** Writes bytes. */
  void put(long at, byte[] bytes);
}
