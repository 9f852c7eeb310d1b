package io.github.wasmudf;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The JSON {@code null} as a plugin's whole answer. Stateless. */
final class JsonNull {
  private static final byte[] BYTES = {'n', 'u', 'l', 'l'};

  private JsonNull() {}

  /** Whether a String or an array of bytes is nothing else. */
  static boolean is(@Nullable Object answer) {
    return answer instanceof byte[] bytes ? is(bytes, 0, bytes.length) : "null".equals(answer);
  }

  /** Whether a part of an array is nothing else. */
  static boolean is(byte[] bytes, int offset, int length) {
    return Arrays.equals(bytes, offset, offset + length, BYTES, 0, BYTES.length);
  }
}
