package io.github.wasmudf;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/** How an error shows what a function was called with: the beginning of it. */
final class ShownInput {
  private static final String CALLED_WITH = "; called with ";
  private static final int MOST_CHARS = 100;
  private static final int MOST_BYTES = 32;

  private ShownInput() {}

  /**
   * Text in UTF-8, or what was to be.
   *
   * @param quoted whether it is one value, not the JSON of several
   */
  static String ofText(byte[] input, boolean quoted) {
    // A character has four bytes at the most; one that is cut at the end is left out.
    int length = Math.min(input.length, 4 * (MOST_CHARS + 1));
    String text = new String(input, 0, length, StandardCharsets.UTF_8);
    String quote = quoted ? "'" : "";
    return CALLED_WITH + quote + shortened(text, input.length > length) + quote;
  }

  /** Bytes without a meaning. */
  static String of(byte[] input) {
    int length = Math.min(input.length, MOST_BYTES);
    return CALLED_WITH
        + "X'"
        + HexFormat.of().formatHex(input, 0, length)
        + (length < input.length ? "..." : "")
        + "'";
  }

  /** Values as a list. */
  static String of(List<?> values) {
    return CALLED_WITH + shortened(values.toString(), false);
  }

  private static String shortened(String text, boolean isCut) {
    if (!isCut && text.length() <= MOST_CHARS) {
      return text;
    }
    int end = Math.min(text.length(), MOST_CHARS);
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end)
        + "...";
  }
}
