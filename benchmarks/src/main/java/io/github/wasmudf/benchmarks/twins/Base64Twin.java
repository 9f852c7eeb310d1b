package io.github.wasmudf.benchmarks.twins;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The plugin {@code base64}, encoding, in plain Java: not the JDK's encoder with its intrinsic. */
public final class Base64Twin {
  private static final byte[] ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
          .getBytes(StandardCharsets.US_ASCII);

  private Base64Twin() {}

  /** As a SQL function over the text's UTF-8 form. */
  public static @Nullable String base64(@Nullable String text) {
    return text == null
        ? null
        : new String(base64(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.ISO_8859_1);
  }

  /** As a function over bytes. */
  public static byte[] base64(byte[] input) {
    byte[] output = new byte[(input.length + 2) / 3 * 4];
    int at = 0;
    int to = 0;
    for (; input.length - at >= 3; at += 3) {
      int bits = ((input[at] & 255) << 16) | ((input[at + 1] & 255) << 8) | (input[at + 2] & 255);
      to = group(bits, output, to);
    }
    int rest = input.length - at;
    if (rest > 0) {
      int bits = ((input[at] & 255) << 16) | (rest == 2 ? (input[at + 1] & 255) << 8 : 0);
      group(bits, output, to);
      for (int i = to + rest + 1; i < output.length; i++) {
        output[i] = '=';
      }
    }
    return output;
  }

  private static int group(int bits, byte[] output, int to) {
    output[to] = ALPHABET[bits >>> 18];
    output[to + 1] = ALPHABET[(bits >>> 12) & 63];
    output[to + 2] = ALPHABET[(bits >>> 6) & 63];
    output[to + 3] = ALPHABET[bits & 63];
    return to + 4;
  }
}
