package io.github.wasmudf.engine;

/**
 * What follows an instruction's code before the next instruction.
 *
 * @see <a href="https://webassembly.github.io/spec/core/binary/instructions.html">Instructions</a>
 */
final class Immediates {
  private static final int MULTIPLE_MEMORIES = 0x40;

  private Immediates() {}

  /** Skips them; answers false for an instruction that it does not know. */
  static boolean skip(int code, BinaryReader in) {
    if (code >= 0x28 && code <= 0x3e) {
      skipMemoryArgument(in);
      return true;
    }
    if (code >= 0x45 && code <= 0xc4) {
      return true;
    }
    switch (code) {
      case 0x00, 0x01, 0x05, 0x0b, 0x0f, 0x1a, 0x1b, 0xd1, 0xd3, 0xd4, 0x0a -> {}
      case 0x02, 0x03, 0x04 -> skipType(in);
      case 0x08,
          0x0c,
          0x0d,
          0x10,
          0x12,
          0x14,
          0x15,
          0x20,
          0x21,
          0x22,
          0x23,
          0x24,
          0x25,
          0x26,
          0x3f,
          0x40,
          0x41 ->
          in.readU64();
      case 0x42, 0xd0, 0xd2, 0xd5, 0xd6 -> in.readU64();
      case 0x11, 0x13 -> skipNumbers(in, 2);
      case 0x1c -> {
        for (int left = in.readCount(); left > 0; left--) {
          in.readValueType();
        }
      }
      case 0x1f -> skipCatches(in);
      case 0x43 -> in.skip(4);
      case 0x44 -> in.skip(8);
      case 0xfc -> {
        return skipBulk(in);
      }
      case 0xfd -> skipVector(in);
      case 0xfe -> skipAtomic(in);
      default -> {
        return false;
      }
    }
    return true;
  }

  private static void skipNumbers(BinaryReader in, int count) {
    for (int left = count; left > 0; left--) {
      in.readU64();
    }
  }

  private static void skipMemoryArgument(BinaryReader in) {
    long alignment = in.readU32();
    skipNumbers(in, (alignment & MULTIPLE_MEMORIES) == 0 ? 1 : 2);
  }

  private static void skipCatches(BinaryReader in) {
    skipType(in);
    for (int left = in.readCount(); left > 0; left--) {
      boolean tagged = in.readByte() < 2;
      skipNumbers(in, tagged ? 2 : 1);
    }
  }

  /** A value's or a block's type. */
  static void skipType(BinaryReader in) {
    long type = in.readU64();
    if (type == 0x63 || type == 0x64) {
      in.readU64();
    }
  }

  private static boolean skipBulk(BinaryReader in) {
    long code = in.readU32();
    if (code > 17) {
      return false;
    }
    if (code >= 8) {
      boolean two = code == 8 || code == 10 || code == 12 || code == 14;
      skipNumbers(in, two ? 2 : 1);
    }
    return true;
  }

  private static void skipVector(BinaryReader in) {
    long code = in.readU32();
    if (code <= 11 || code == 92 || code == 93) {
      skipMemoryArgument(in);
    } else if (code == 12 || code == 13) {
      in.skip(16);
    } else if (code >= 21 && code <= 34) {
      in.skip(1);
    } else if (code >= 84 && code <= 91) {
      skipMemoryArgument(in);
      in.skip(1);
    }
  }

  private static void skipAtomic(BinaryReader in) {
    if (in.readU32() == 3) {
      in.skip(1);
    } else {
      skipMemoryArgument(in);
    }
  }
}
