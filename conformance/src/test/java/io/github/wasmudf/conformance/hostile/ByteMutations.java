package io.github.wasmudf.conformance.hostile;

import static io.github.wasmudf.conformance.hostile.Sections.leb;
import static io.github.wasmudf.conformance.hostile.Sections.spliced;

import java.util.Arrays;
import java.util.Random;

/** Changes to bytes that know nothing of what they mean. */
final class ByteMutations {
  /** What numbers, types, opcodes and lengths have at their edges. */
  private static final int[] EDGES = {
    0, 1, 2, 0x0b, 0x10, 0x20, 0x3f, 0x40, 0x41, 0x60, 0x6f, 0x70, 0x7b, 0x7c, 0x7d, 0x7e, 0x7f,
    0x80, 0xfc, 0xfd, 0xfe, 0xff
  };

  private static final long[] NUMBERS = {
    0,
    1,
    2,
    0x3f,
    0x40,
    0x7f,
    0x80,
    1_000,
    50_001,
    0xffff,
    0x1_0000,
    1_000_001,
    0x7fff_ffffL,
    0x8000_0000L,
    0xffff_ffffL,
    0x1_0000_0000L,
    -1
  };

  private final Random random;

  ByteMutations(Random random) {
    this.random = random;
  }

  /** One change of any kind; it never grows bytes by more than some hundred. */
  byte[] mutate(byte[] bytes) {
    if (bytes.length == 0) {
      return randomBytes(1 + random.nextInt(8));
    }
    return switch (random.nextInt(9)) {
      case 0, 1 -> flipBits(bytes);
      case 2, 3 -> setBytes(bytes);
      case 4 -> truncate(bytes);
      case 5 -> insert(bytes);
      case 6 -> remove(bytes);
      case 7 -> repeat(bytes);
      default -> changeNumber(bytes, random.nextInt(bytes.length));
    };
  }

  byte[] flipBits(byte[] bytes) {
    byte[] result = bytes.clone();
    for (int left = 1 + random.nextInt(4); left > 0; left--) {
      result[random.nextInt(result.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return result;
  }

  byte[] setBytes(byte[] bytes) {
    byte[] result = bytes.clone();
    for (int left = 1 + random.nextInt(3); left > 0; left--) {
      result[random.nextInt(result.length)] = (byte) EDGES[random.nextInt(EDGES.length)];
    }
    return result;
  }

  private byte[] truncate(byte[] bytes) {
    return Arrays.copyOf(bytes, random.nextInt(bytes.length));
  }

  private byte[] insert(byte[] bytes) {
    int at = random.nextInt(bytes.length + 1);
    return spliced(bytes, at, at, randomBytes(1 + random.nextInt(16)));
  }

  private byte[] remove(byte[] bytes) {
    int from = random.nextInt(bytes.length);
    return spliced(bytes, from, Math.min(bytes.length, from + 1 + random.nextInt(16)), new byte[0]);
  }

  /** Copies a part of the bytes to another place. */
  private byte[] repeat(byte[] bytes) {
    int from = random.nextInt(bytes.length);
    byte[] part =
        Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + 1 + random.nextInt(200)));
    int to = random.nextInt(bytes.length + 1);
    return spliced(bytes, to, to, part);
  }

  /** Takes what stands at a place for a number: another one, or the same in more bytes. */
  byte[] changeNumber(byte[] bytes, int at) {
    Sections.Leb number;
    try {
      number = leb(bytes, at);
    } catch (IndexOutOfBoundsException endless) {
      return setBytes(bytes);
    }
    byte[] other =
        switch (random.nextInt(4)) {
          case 0 -> leb(number.value(), number.end() - at + 1 + random.nextInt(8));
          case 1 -> leb(number.value() + (random.nextBoolean() ? 1 : -1));
          case 2 -> leb(number.value() ^ 1L << random.nextInt(32));
          default -> tricky();
        };
    return spliced(bytes, at, number.end(), other);
  }

  /** A number at an edge; also such with more bits than there may be. */
  byte[] tricky() {
    long number = NUMBERS[random.nextInt(NUMBERS.length)];
    return number < 0 ? leb(number, 1 + random.nextInt(11)) : leb(number);
  }

  private byte[] randomBytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
