package io.github.wasmudf.benchmarks.twins;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The plugin {@code sha256} in plain Java: FIPS 180-4, not the JDK's digest with its intrinsic. */
public final class Sha256Twin {
  private static final int BLOCK = 64;
  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final int[] PRIMES = primes(64);
  private static final int[] CONSTANTS = fractions(64, true);
  private static final int[] START = fractions(8, false);

  private final int[] hash = START.clone();
  private final int[] schedule = new int[BLOCK];

  private Sha256Twin() {}

  /** As a SQL function: 64 lower-case digits of the digest of the text's UTF-8 form. */
  public static @Nullable String sha256(@Nullable String text) {
    return text == null
        ? null
        : new String(sha256(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.ISO_8859_1);
  }

  /** As a function over bytes. */
  public static byte[] sha256(byte[] input) {
    Sha256Twin digest = new Sha256Twin();
    int whole = input.length / BLOCK * BLOCK;
    for (int at = 0; at < whole; at += BLOCK) {
      digest.block(input, at);
    }
    byte[] tail = tail(input, whole);
    for (int at = 0; at < tail.length; at += BLOCK) {
      digest.block(tail, at);
    }
    return digest.digits();
  }

  private static byte[] tail(byte[] input, int from) {
    int rest = input.length - from;
    byte[] tail = Arrays.copyOfRange(input, from, from + (rest < 56 ? BLOCK : 2 * BLOCK));
    tail[rest] = (byte) 0x80;
    long bits = 8L * input.length;
    for (int i = 1; i <= 8; i++) {
      tail[tail.length - i] = (byte) bits;
      bits >>>= 8;
    }
    return tail;
  }

  private void block(byte[] bytes, int at) {
    int[] w = schedule;
    for (int i = 0; i < 16; i++) {
      int from = at + 4 * i;
      w[i] =
          (bytes[from] << 24)
              | ((bytes[from + 1] & 255) << 16)
              | ((bytes[from + 2] & 255) << 8)
              | (bytes[from + 3] & 255);
    }
    for (int i = 16; i < 64; i++) {
      int x = w[i - 15];
      int y = w[i - 2];
      int s0 = Integer.rotateRight(x, 7) ^ Integer.rotateRight(x, 18) ^ (x >>> 3);
      int s1 = Integer.rotateRight(y, 17) ^ Integer.rotateRight(y, 19) ^ (y >>> 10);
      w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    rounds(w);
  }

  private void rounds(int[] w) {
    int a = hash[0];
    int b = hash[1];
    int c = hash[2];
    int d = hash[3];
    int e = hash[4];
    int f = hash[5];
    int g = hash[6];
    int h = hash[7];
    for (int i = 0; i < 64; i++) {
      int s1 = Integer.rotateRight(e, 6) ^ Integer.rotateRight(e, 11) ^ Integer.rotateRight(e, 25);
      int t1 = h + s1 + ((e & f) ^ (~e & g)) + CONSTANTS[i] + w[i];
      int s0 = Integer.rotateRight(a, 2) ^ Integer.rotateRight(a, 13) ^ Integer.rotateRight(a, 22);
      int t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
      h = g;
      g = f;
      f = e;
      e = d + t1;
      d = c;
      c = b;
      b = a;
      a = t1 + t2;
    }
    hash[0] += a;
    hash[1] += b;
    hash[2] += c;
    hash[3] += d;
    hash[4] += e;
    hash[5] += f;
    hash[6] += g;
    hash[7] += h;
  }

  private byte[] digits() {
    byte[] digits = new byte[BLOCK];
    for (int i = 0; i < BLOCK; i++) {
      digits[i] = DIGITS[(hash[i / 8] >>> (28 - 4 * (i % 8))) & 15];
    }
    return digits;
  }

  private static int[] primes(int count) {
    int[] primes = new int[count];
    int found = 0;
    for (int candidate = 2; found < count; candidate++) {
      boolean prime = true;
      for (int i = 0; i < found; i++) {
        prime &= candidate % primes[i] != 0;
      }
      if (prime) {
        primes[found++] = candidate;
      }
    }
    return primes;
  }

  /** The first 32 bits of the fractions of the cube or square roots of the first primes. */
  private static int[] fractions(int count, boolean cube) {
    int[] fractions = new int[count];
    for (int i = 0; i < count; i++) {
      double root = cube ? Math.cbrt(PRIMES[i]) : Math.sqrt(PRIMES[i]);
      fractions[i] = (int) (long) ((root - Math.floor(root)) * 0x1p32);
    }
    return fractions;
  }
}
