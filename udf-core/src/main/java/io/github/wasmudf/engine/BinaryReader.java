package io.github.wasmudf.engine;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads the primitives of the WebAssembly binary format from untrusted bytes. Every read is checked
 * against the end; every count against the bytes that are left.
 *
 * @see <a href="https://webassembly.github.io/spec/core/binary/index.html">Binary format</a>
 */
final class BinaryReader {
  private final byte[] bytes;
  private final int end;
  private int position;

  BinaryReader(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.position = from;
    this.end = to;
  }

  static UdfException malformed(String why) {
    return new UdfException(
        UdfError.INVALID_MODULE, "Invalid WASM binary: not a valid WebAssembly module: " + why);
  }

  int position() {
    return position;
  }

  boolean hasMore() {
    return position < end;
  }

  int left() {
    return end - position;
  }

  int readByte() {
    if (position >= end) {
      throw malformed("it ends in the middle of something, at byte " + position);
    }
    return bytes[position++] & 0xff;
  }

  /** An unsigned LEB128 of at most 32 bits, as a long. */
  long readU32() {
    long value = readLeb(35);
    if (value > 0xffff_ffffL) {
      throw malformed("a number is too large, at byte " + position);
    }
    return value;
  }

  /** An unsigned LEB128 of at most 64 bits (the limits of 64-bit memories). */
  long readU64() {
    return readLeb(70);
  }

  private long readLeb(int maxBits) {
    long value = 0;
    for (int shift = 0; shift < maxBits; shift += 7) {
      int b = readByte();
      value |= (long) (b & 0x7f) << shift;
      if (b < 0x80) {
        return value;
      }
    }
    throw malformed("a number is too long, at byte " + position);
  }

  /** A count of things that take at least one byte each. */
  int readCount() {
    long count = readU32();
    if (count > left()) {
      throw malformed("a count of " + count + " does not fit, at byte " + position);
    }
    return (int) count;
  }

  /**
   * A count that has a bound of its own.
   *
   * @throws UdfException {@code INVALID_MODULE} also when it passes that
   */
  int readCount(ModuleBound bound) {
    int count = readCount();
    bound.require(0, count);
    return count;
  }

  void skip(long count) {
    if (count < 0 || count > left()) {
      throw malformed("a length of " + count + " does not fit, at byte " + position);
    }
    position += (int) count;
  }

  String readName() {
    int length = readCount(ModuleBound.NAME_BYTES);
    int from = position;
    skip(length);
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, from, length))
          .toString();
    } catch (CharacterCodingException notUtf8) {
      throw malformed("a name is not UTF-8, at byte " + from);
    }
  }

  /** A value type; references of the GC proposal carry a heap type, which is skipped. */
  ValueType readValueType() {
    int code = readByte();
    return switch (code) {
      case 0x7f -> ValueType.I32;
      case 0x7e -> ValueType.I64;
      case 0x7d -> ValueType.F32;
      case 0x7c -> ValueType.F64;
      case 0x7b -> ValueType.V128;
      case 0x63, 0x64 -> {
        readLeb(35);
        yield ValueType.REFERENCE;
      }
      default -> {
        if (code >= 0x65 && code <= 0x75) {
          yield ValueType.REFERENCE;
        }
        throw malformed("an unknown value type 0x" + Integer.toHexString(code));
      }
    };
  }

  /** A memory's or a table's limits. */
  ModuleOutline.Size readSize(boolean imported) {
    int flags = readByte();
    if (flags > 7) {
      throw malformed("unknown limits flags " + flags);
    }
    boolean wide = (flags & 4) != 0;
    long minimum = wide ? readU64() : readU32();
    long maximum = -1;
    if ((flags & 1) != 0) {
      maximum = wide ? readU64() : readU32();
    }
    if (wide) {
      throw new UdfException(
          UdfError.INVALID_MODULE, "64-bit memories and tables are not supported");
    }
    return new ModuleOutline.Size(minimum, maximum, (flags & 2) != 0, imported);
  }
}
