package io.github.wasmudf.host;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The only place that checks what a guest says: pointers, lengths, text. Whoever takes a number
 * from a guest asks here before using it. Stateless.
 */
public final class UntrustedReader {
  private UntrustedReader() {}

  /** The pointer of a packed result {@code ptr << 32 | len}, unsigned. */
  public static long pointerOf(long packed) {
    return packed >>> 32;
  }

  /** The length of a packed result {@code ptr << 32 | len}, unsigned. */
  public static long lengthOf(long packed) {
    return packed & 0xffff_ffffL;
  }

  /**
   * Checks a range that a guest named against its memory.
   *
   * @param what names the range in the error, for example {@code "result"}
   * @throws UdfException {@link UdfError#BAD_POINTER} when a byte of it lies outside
   */
  public static void requireRange(String what, long pointer, long length, long memoryBytes) {
    if (pointer < 0 || length < 0 || length > memoryBytes - pointer) {
      throw new UdfException(
          UdfError.BAD_POINTER,
          String.format(
              Locale.ROOT,
              "%s at %d with length %d lies outside the plugin's memory of %d bytes",
              what,
              pointer,
              length,
              memoryBytes));
    }
  }

  /**
   * Checks a packed result: inside memory, and not larger than a result may be. The limit is looked
   * at first, so that nothing is allocated for a result that is too large.
   */
  public static void requireResult(long packed, long memoryBytes, long resultLimit) {
    long length = lengthOf(packed);
    requireRange("result", pointerOf(packed), length, memoryBytes);
    if (length > resultLimit) {
      throw UdfException.limit(UdfError.MEMORY_LIMIT, "result size", resultLimit, 0, length);
    }
  }

  /**
   * Checks that a value lies in the row that a guest wrote.
   *
   * @param at where it begins
   * @param length what the guest says of its length, or what its type has
   * @throws UdfException {@link UdfError#BAD_RESULT} when the row ends before it
   */
  public static void requireInRow(int at, long length, int rowBytes) {
    if (length < 0 || length > rowBytes - at) {
      throw new UdfException(
          UdfError.BAD_RESULT,
          String.format(
              Locale.ROOT,
              "a value of %d bytes at byte %d does not fit into the row, which has %d",
              length,
              at,
              rowBytes));
    }
  }

  /**
   * The text in a guest's bytes.
   *
   * @throws UdfException {@link UdfError#INVALID_TEXT} when they are not valid UTF-8
   */
  public static String text(String what, byte[] bytes) {
    return text(what, bytes, 0, bytes.length);
  }

  /** {@link #text(String, byte[])} of a part of an array. */
  public static String text(String what, byte[] bytes, int offset, int length) {
    String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
    // The decoder replaces what is malformed by U+FFFD; only a text that has one needs a second
    // look, and for the common (Latin-1) string this search is free.
    if (text.indexOf('\uFFFD') >= 0) {
      requireValid(what, bytes, offset, length);
    }
    return text;
  }

  private static void requireValid(String what, byte[] bytes, int offset, int length) {
    ByteBuffer source = ByteBuffer.wrap(bytes, offset, length);
    try {
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(source);
    } catch (CharacterCodingException malformed) {
      throw new UdfException(
          UdfError.INVALID_TEXT,
          what
              + " is not valid UTF-8 (at byte "
              + (source.position() - offset)
              + "); use the binary function for bytes that are not text",
          malformed);
    }
  }
}
