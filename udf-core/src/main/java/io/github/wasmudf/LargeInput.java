package io.github.wasmudf;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;

/**
 * Reads a database's large objects as the input of a plugin. A guest must hold all of it, so no
 * more is read than it may have. Stateless.
 */
public final class LargeInput {
  private LargeInput() {}

  /**
   * All bytes of a stream, which stays open.
   *
   * @param limit in bytes
   * @throws UdfException {@code MEMORY_LIMIT} when there are more
   */
  public static byte[] bytes(InputStream stream, long limit) throws IOException {
    byte[] bytes = stream.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, limit + 1));
    if (bytes.length > limit) {
      throw tooLarge(limit, bytes.length);
    }
    return bytes;
  }

  /**
   * The UTF-8 bytes of all characters of a reader, which stays open.
   *
   * @param limit in characters
   * @throws UdfException {@code MEMORY_LIMIT} when there are more, {@code INVALID_TEXT} for half of
   *     a surrogate pair
   */
  public static byte[] text(Reader reader, long limit) throws IOException {
    StringBuilder text = new StringBuilder();
    char[] buffer = new char[8_192];
    for (int count = reader.read(buffer); count >= 0; count = reader.read(buffer)) {
      text.append(buffer, 0, count);
      if (text.length() > limit) {
        throw tooLarge(limit, text.length());
      }
    }
    return UdfFunction.encode("the input", text.toString());
  }

  private static UdfException tooLarge(long limit, long size) {
    return UdfException.limit(UdfError.MEMORY_LIMIT, "input size", limit, 0, size);
  }
}
