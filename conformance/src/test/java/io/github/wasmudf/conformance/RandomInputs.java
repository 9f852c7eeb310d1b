package io.github.wasmudf.conformance;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Seeded inputs: the same in every run, on every engine and JDK. */
final class RandomInputs {
  /** Where UTF-8's ranges begin and end. */
  private static final int[] BOUNDARIES = {
    0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec,
    0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff
  };

  /** First and last code points of scripts with and without case, one to four bytes long. */
  private static final int[][] SCRIPTS = {
    {0x20, 0x7e},
    {0x00, 0x1f},
    {0xa0, 0x17f},
    {0x370, 0x3ff},
    {0x400, 0x52f},
    {0x531, 0x587},
    {0x10a0, 0x10ff},
    {0x1e00, 0x1fff},
    {0x2100, 0x218f},
    {0x4e00, 0x9fa5},
    {0xac00, 0xd7a3},
    {0xfb00, 0xfb17},
    {0x10400, 0x1044f},
    {0x1f300, 0x1f64f}
  };

  private final Random random;

  RandomInputs(long seed) {
    random = new Random(seed);
  }

  /**
   * How many of so many inputs are tried: a quarter in every build, all with profile {@code
   * faults}.
   */
  static int rounds(int all) {
    return Boolean.getBoolean("faults.full") ? all : all / 4;
  }

  /** From 0 to {@code bound - 1}. */
  int below(int bound) {
    return random.nextInt(bound);
  }

  boolean oneIn(int count) {
    return random.nextInt(count) == 0;
  }

  String oneOf(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  char charOf(String alphabet) {
    return alphabet.charAt(random.nextInt(alphabet.length()));
  }

  /** Mostly short, sometimes nothing, seldom some thousands. */
  int size() {
    int kind = random.nextInt(50);
    return kind == 0 ? 0 : random.nextInt(kind == 1 ? 20_000 : kind < 10 ? 600 : 60);
  }

  /** Any bytes at all. */
  byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Characters of an alphabet. */
  String text(String alphabet, int size) {
    StringBuilder text = new StringBuilder(size);
    for (int i = 0; i < size; i++) {
      text.append(charOf(alphabet));
    }
    return text.toString();
  }

  /** Valid Unicode in runs of one script each. */
  String text(int size) {
    StringBuilder text = new StringBuilder();
    while (text.length() < size) {
      int[] script = SCRIPTS[random.nextInt(SCRIPTS.length)];
      for (int left = 1 + random.nextInt(12); left > 0; left--) {
        text.appendCodePoint(script[0] + random.nextInt(script[1] - script[0] + 1));
      }
    }
    return text.toString();
  }

  /** Bytes between which UTF-8 draws its lines: most are malformed, all look like characters. */
  byte[] boundaryBytes(int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) BOUNDARIES[random.nextInt(BOUNDARIES.length)];
    }
    return bytes;
  }

  /** Text in UTF-8, half of it damaged; or bytes of another kind. */
  byte[] any() {
    return switch (random.nextInt(8)) {
      case 0 -> bytes(size());
      case 1 -> boundaryBytes(random.nextInt(12));
      case 2, 3 -> utf8();
      default -> damaged(utf8());
    };
  }

  private byte[] utf8() {
    return text(size()).getBytes(StandardCharsets.UTF_8);
  }

  /** The same with one to three bytes changed, put in, left out, or cut off. */
  byte[] damaged(byte[] bytes) {
    byte[] result = bytes;
    for (int left = 1 + random.nextInt(3); left > 0 && result.length > 0; left--) {
      int at = random.nextInt(result.length);
      switch (random.nextInt(4)) {
        case 0 -> {
          result = result.clone();
          result[at] = boundaryBytes(1)[0];
        }
        case 1 -> result = spliced(result, at, boundaryBytes(1 + random.nextInt(2)), at);
        case 2 -> result = spliced(result, at, new byte[0], at + 1);
        default -> result = Arrays.copyOf(result, at);
      }
    }
    return result;
  }

  private static byte[] spliced(byte[] bytes, int to, byte[] middle, int from) {
    byte[] result = Arrays.copyOf(bytes, to + middle.length + bytes.length - from);
    System.arraycopy(middle, 0, result, to, middle.length);
    System.arraycopy(bytes, from, result, to + middle.length, bytes.length - from);
    return result;
  }
}
