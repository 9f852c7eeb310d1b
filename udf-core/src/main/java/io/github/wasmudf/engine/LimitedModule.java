package io.github.wasmudf.engine;

import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.ModuleOutline.Size;
import java.io.ByteArrayOutputStream;

/**
 * Writes a module anew with its own memory and table maxima lowered to what the limits give, so
 * that the engine itself refuses to grow past them, and without custom sections, but for the names
 * of functions where they are wanted. All other bytes stay as they are.
 */
public final class LimitedModule {
  private static final int CUSTOM_SECTION = 0;
  private static final int TABLE_SECTION = 4;
  private static final int MEMORY_SECTION = 5;

  /** Real modules have some thousands of table elements; each costs the host 8 bytes or more. */
  private static final long MAX_TABLE_ELEMENTS = 1_000_000;

  /** Names of functions are worth some heap; an engine keeps a hundred bytes of it for each. */
  private static final int MAX_NAMES_BYTES = 1 << 20;

  private static final String NAMES = "name";

  private final byte[] bytes;
  private final long maxPages;

  private final boolean withNames;

  private LimitedModule(byte[] bytes, long maxPages, boolean withNames) {
    this.bytes = bytes;
    this.maxPages = maxPages;
    this.withNames = withNames;
  }

  /**
   * The bytes to give to an engine.
   *
   * @throws UdfException {@code MEMORY_LIMIT} when the module needs more than the limits from the
   *     start; {@code INVALID_MODULE} when it shares a memory
   */
  public static byte[] rewrite(ModuleImage image, Limits limits) {
    return new LimitedModule(image.bytes(), limits.memoryPages(), false).rewrite();
  }

  /** The same for an engine that reads the names of functions, and writes only one at a time. */
  public static byte[] rewriteWithNames(ModuleImage image, Limits limits) {
    return new LimitedModule(image.bytes(), limits.memoryPages(), true).rewrite();
  }

  private byte[] rewrite() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 16);
    out.write(bytes, 0, 8);
    BinaryReader reader = new BinaryReader(bytes, 8, bytes.length);
    while (reader.hasMore()) {
      int from = reader.position();
      int id = reader.readByte();
      long length = reader.readU32();
      int body = reader.position();
      reader.skip(length);
      if (id == MEMORY_SECTION || id == TABLE_SECTION) {
        writeSection(out, id, new BinaryReader(bytes, body, reader.position()));
      } else if (id != CUSTOM_SECTION || isKept(body, reader.position())) {
        out.write(bytes, from, reader.position() - from);
      }
    }
    return out.toByteArray();
  }

  /** Custom sections mean nothing to an engine, but it may read them. */
  private boolean isKept(int from, int to) {
    return withNames
        && to - from <= MAX_NAMES_BYTES
        && new BinaryReader(bytes, from, to).readName().equals(NAMES);
  }

  private void writeSection(ByteArrayOutputStream out, int id, BinaryReader in) {
    ByteArrayOutputStream section = new ByteArrayOutputStream();
    int count = in.readCount();
    writeU32(section, count);
    for (int i = 0; i < count; i++) {
      // Several memories or tables share what one may have.
      if (id == MEMORY_SECTION) {
        writeMemory(section, in, maxPages / count);
      } else {
        writeTable(section, in, MAX_TABLE_ELEMENTS / count);
      }
    }
    section.write(bytes, in.position(), in.left());
    out.write(id);
    writeU32(out, section.size());
    out.writeBytes(section.toByteArray());
  }

  private void writeMemory(ByteArrayOutputStream section, BinaryReader in, long most) {
    Size size = in.readSize(false);
    if (size.shared()) {
      throw new UdfException(
          UdfError.INVALID_MODULE, "shared memories are not supported; build without threads");
    }
    writeSize(section, size, most, "guest memory in pages of 64 KiB");
  }

  private void writeTable(ByteArrayOutputStream section, BinaryReader in, long most) {
    int from = in.position();
    int first = in.readByte();
    if (first == 0x40) {
      throw new UdfException(
          UdfError.INVALID_MODULE, "tables with an initializer are not supported");
    }
    BinaryReader typed = new BinaryReader(bytes, from, from + in.left() + 1);
    typed.readValueType();
    section.write(bytes, from, typed.position() - from);
    in.skip(typed.position() - in.position());
    writeSize(section, in.readSize(false), most, "table elements");
  }

  private static void writeSize(ByteArrayOutputStream section, Size size, long most, String what) {
    if (size.minimum() > most) {
      throw UdfException.limit(UdfError.MEMORY_LIMIT, what, most, 0, size.minimum());
    }
    section.write(1);
    writeU32(section, size.minimum());
    // A maximum below the minimum is invalid; it is left for the engine to refuse.
    writeU32(section, size.maximum() < 0 ? most : Math.min(most, size.maximum()));
  }

  static void writeU32(ByteArrayOutputStream out, long value) {
    long rest = value;
    while (rest >= 0x80) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
