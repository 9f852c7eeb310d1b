package io.github.wasmudf.wasi;

import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.CallingGuest;
import io.github.wasmudf.engine.GuestMemory;
import io.github.wasmudf.host.UntrustedReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** A guest's memory as WASI's functions read and write it. */
final class WasiMemory {
  private static final int MOST_PARTS = 1_024;
  private static final int PART_BYTES = 8;
  private static final int MOST_NAME_BYTES = 16_384;

  private WasiMemory() {}

  /** A buffer of the guest's. */
  record Part(long at, long length) {}

  /** The bits of an i32 as an address, a length or another number without a sign. */
  static long unsigned(long bits) {
    return bits & 0xffff_ffffL;
  }

  /** Room for numbers, which are little-endian. */
  static ByteBuffer numbers(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Writes what {@link #numbers} has room for. */
  @SuppressWarnings("ByteBufferBackingArray") // all of an array of ours
  static void put(CallingGuest guest, long at, ByteBuffer numbers) {
    guest.memory().put(unsigned(at), numbers.array());
  }

  static void putLong(CallingGuest guest, long at, long value) {
    put(guest, at, numbers(Long.BYTES).putLong(value));
  }

  static void putInt(CallingGuest guest, long at, int value) {
    guest.memory().putInt(unsigned(at), value);
  }

  /** The buffers that a guest lists. All of them lie in its memory. */
  static List<Part> parts(CallingGuest guest, long at, long count) throws WasiException {
    if (unsigned(count) > MOST_PARTS) {
      throw new WasiException(Errno.INVALID);
    }
    GuestMemory memory = guest.memory();
    ByteBuffer list =
        ByteBuffer.wrap(memory.get(unsigned(at), unsigned(count) * PART_BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    List<Part> parts = new ArrayList<>();
    while (list.hasRemaining()) {
      Part part = new Part(unsigned(list.getInt()), unsigned(list.getInt()));
      UntrustedReader.requireRange("a buffer", part.at(), part.length(), memory.bytes());
      parts.add(part);
    }
    return parts;
  }

  /** A path in UTF-8. */
  static String path(CallingGuest guest, long at, long length) throws WasiException {
    if (unsigned(length) > MOST_NAME_BYTES) {
      throw new WasiException(Errno.NAME_TOO_LONG);
    }
    byte[] bytes = guest.memory().get(unsigned(at), unsigned(length));
    try {
      return UntrustedReader.text("a path", bytes);
    } catch (UdfException malformed) {
      throw new WasiException(Errno.NOT_UTF8);
    }
  }
}
