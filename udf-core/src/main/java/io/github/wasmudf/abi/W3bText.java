package io.github.wasmudf.abi;

import io.github.wasmudf.engine.GuestMemory;
import java.nio.charset.StandardCharsets;

/** Text of AssemblyScript, which is UTF-16 behind its length in bytes. Stateless. */
final class W3bText {
  private static final int MOST_BYTES = 8_192;

  private W3bText() {}

  /** A string, cut where it is very long; empty for none. */
  static String utf16(GuestMemory memory, long at) {
    if (at < Integer.BYTES) {
      return "";
    }
    long length = Integer.toUnsignedLong(memory.getInt(at - Integer.BYTES));
    byte[] bytes = memory.get(at, Math.min(length, MOST_BYTES) & ~1L);
    return new String(bytes, StandardCharsets.UTF_16LE);
  }
}
