package io.github.wasmudf.benchmarks.twins;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The plugin {@code upper} as a Java programmer writes it: the JDK's own upper-casing, which has
 * intrinsics. The unicode version of the JDK is newer, so that it differs for characters which are.
 */
public final class UpperTwin {
  private UpperTwin() {}

  /** As a SQL function. */
  public static @Nullable String upper(@Nullable String text) {
    return text == null ? null : text.toUpperCase(Locale.ROOT);
  }

  /** As a function over bytes. */
  public static byte[] upper(byte[] text) {
    return new String(text, StandardCharsets.UTF_8)
        .toUpperCase(Locale.ROOT)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** The loop of the benchmarks' guest {@code probe}: ASCII letters, in place. */
  public static void upperAscii(byte[] bytes, int from) {
    for (int i = from; i < bytes.length; i++) {
      int value = bytes[i];
      bytes[i] = (byte) (value >= 'a' && value <= 'z' ? value - 32 : value);
    }
  }
}
