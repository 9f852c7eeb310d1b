package io.github.wasmudf.benchmarks.twins;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The plugin {@code hashes} in plain Java. */
public final class HashTwins {
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long KEY_LOW = 0x0706050403020100L;
  private static final long KEY_HIGH = 0x0f0e0d0c0b0a0908L;

  private HashTwins() {}

  /** FNV-1a of the text's UTF-8 form, 64 bits. */
  public static @Nullable Long fnv1a(@Nullable String text) {
    return text == null ? null : fnv1a(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The same of bytes. */
  public static long fnv1a(byte[] bytes) {
    long hash = 0xcbf29ce484222325L;
    for (byte each : bytes) {
      hash = (hash ^ (each & 255)) * 0x100000001b3L;
    }
    return hash;
  }

  /** SipHash-2-4 of the text's UTF-8 form, its key the bytes 0 to 15. */
  public static @Nullable Long siphash(@Nullable String text) {
    return text == null ? null : siphash(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The same of bytes. */
  public static long siphash(byte[] bytes) {
    Sip sip = new Sip();
    int whole = bytes.length & ~7;
    for (int at = 0; at < whole; at += 8) {
      sip.word((long) WORDS.get(bytes, at));
    }
    long last = (long) bytes.length << 56;
    for (int at = whole; at < bytes.length; at++) {
      last |= (bytes[at] & 255L) << (8 * (at - whole));
    }
    sip.word(last);
    return sip.end();
  }

  private static final class Sip {
    private long a = KEY_LOW ^ 0x736f6d6570736575L;
    private long b = KEY_HIGH ^ 0x646f72616e646f6dL;
    private long c = KEY_LOW ^ 0x6c7967656e657261L;
    private long d = KEY_HIGH ^ 0x7465646279746573L;

    void word(long word) {
      d ^= word;
      round();
      round();
      a ^= word;
    }

    private void round() {
      a += b;
      b = Long.rotateLeft(b, 13) ^ a;
      a = Long.rotateLeft(a, 32);
      c += d;
      d = Long.rotateLeft(d, 16) ^ c;
      a += d;
      d = Long.rotateLeft(d, 21) ^ a;
      c += b;
      b = Long.rotateLeft(b, 17) ^ c;
      c = Long.rotateLeft(c, 32);
    }

    long end() {
      c ^= 0xff;
      for (int i = 0; i < 4; i++) {
        round();
      }
      return a ^ b ^ c ^ d;
    }
  }
}
