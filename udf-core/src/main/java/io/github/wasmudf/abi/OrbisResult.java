package io.github.wasmudf.abi;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.GuestMemory;
import io.github.wasmudf.host.UntrustedReader;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a handler answered. It is a pointer, and how long what stands there is must be found out
 * ({@code abis.md} 2.3): a length before it, or where its JSON ends, or a zero byte.
 *
 * @param json null for a text that is none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record OrbisResult(byte[] bytes, @Nullable JsonNode json) {
  private static final int FIRST_WINDOW = 4_096;
  private static final int MOST_TEXT_BYTES = 65_536;
  private static final int MOST_DEPTH = 128;
  private static final long MORE = -1;
  private static final long NONE = -2;

  /**
   * Reads what stands at a pointer.
   *
   * @param mostBytes of a result
   * @throws UdfException {@code BAD_POINTER}, {@code MEMORY_LIMIT}, or {@code BAD_RESULT} for what
   *     is neither JSON nor text
   */
  static OrbisResult at(GuestMemory memory, long pointer, long mostBytes) {
    UntrustedReader.requireRange("result", pointer, 1, memory.bytes());
    OrbisResult found = prefixed(memory, pointer, mostBytes);
    if (found == null) {
      found = bare(memory, pointer, mostBytes);
    }
    if (found == null) {
      found = text(memory, pointer);
    }
    if (found == null) {
      throw new UdfException(UdfError.BAD_RESULT, "the handler returned an unreadable result");
    }
    return found;
  }

  /** Reads what stands in a range. */
  static OrbisResult in(GuestMemory memory, long packed, long mostBytes) {
    UntrustedReader.requireResult(packed, memory.bytes(), mostBytes);
    byte[] bytes = memory.get(UntrustedReader.pointerOf(packed), UntrustedReader.lengthOf(packed));
    return new OrbisResult(bytes, json(bytes));
  }

  private static @Nullable OrbisResult prefixed(GuestMemory memory, long at, long mostBytes) {
    long left = memory.bytes() - at - Integer.BYTES;
    if (left <= 0) {
      return null;
    }
    long length = Integer.toUnsignedLong(memory.getInt(at));
    return length == 0 || length > left || length > mostBytes
        ? null
        : ofJson(memory.get(at + Integer.BYTES, length));
  }

  private static @Nullable OrbisResult bare(GuestMemory memory, long at, long mostBytes) {
    long left = memory.bytes() - at;
    for (long window = FIRST_WINDOW; ; window *= 8) {
      long size = Math.min(window, left);
      byte[] bytes = memory.get(at, size);
      long end = end(bytes, size == left);
      if (end == NONE) {
        return null;
      }
      if (end > mostBytes || (size > mostBytes && end == MORE)) {
        throw UdfException.limit(
            UdfError.MEMORY_LIMIT, "result size", mostBytes, 0, Math.max(end, size));
      }
      if (end != MORE) {
        return ofJson(Arrays.copyOf(bytes, (int) end));
      }
    }
  }

  private static @Nullable OrbisResult text(GuestMemory memory, long at) {
    byte[] bytes = memory.get(at, Math.min(MOST_TEXT_BYTES, memory.bytes() - at));
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      if (bytes[end] >= 0 && bytes[end] < ' ' && "\t\n\r".indexOf(bytes[end]) < 0) {
        return null;
      }
      end++;
    }
    if (end == 0 || end == bytes.length) {
      return null;
    }
    byte[] text = Arrays.copyOf(bytes, end);
    try {
      UntrustedReader.text("result", text);
    } catch (UdfException noText) {
      return null;
    }
    return new OrbisResult(text, null);
  }

  private static @Nullable OrbisResult ofJson(byte[] bytes) {
    JsonNode json = json(bytes);
    return json == null ? null : new OrbisResult(bytes, json);
  }

  private static @Nullable JsonNode json(byte[] bytes) {
    try {
      UntrustedReader.text("result", bytes);
      return GuestJson.read("the result", bytes);
    } catch (UdfException other) {
      return null;
    }
  }

  /**
   * Where the JSON value at the beginning ends, as far as brackets and quotes tell; whether it is
   * one is for a parser to say.
   *
   * @param isAll whether nothing follows
   */
  private static long end(byte[] bytes, boolean isAll) {
    int at = 0;
    while (at < bytes.length && isSpace(bytes[at])) {
      at++;
    }
    if (at == bytes.length) {
      return isAll ? NONE : MORE;
    }
    long end =
        switch (bytes[at]) {
          case '{', '[', '"' -> endOfBrackets(bytes, at);
          case 't', 'f', 'n', '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' ->
              endOfWord(bytes, at, isAll);
          default -> NONE;
        };
    return end == MORE && isAll ? NONE : end;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\n' || b == '\r';
  }

  private static long endOfBrackets(byte[] bytes, int from) {
    int depth = 0;
    boolean isQuoted = false;
    for (int at = from; at < bytes.length; at++) {
      byte b = bytes[at];
      if (b >= 0 && b < ' ' && !isSpace(b)) {
        return NONE;
      }
      if (isQuoted) {
        at += b == '\\' ? 1 : 0;
        isQuoted = b != '"';
      } else if (b == '"') {
        isQuoted = true;
      } else if (b == '{' || b == '[') {
        depth++;
      } else if (b == '}' || b == ']') {
        depth--;
      }
      if (depth > MOST_DEPTH || depth < 0) {
        return NONE;
      }
      if (depth == 0 && !isQuoted) {
        return at + 1L;
      }
    }
    return MORE;
  }

  private static long endOfWord(byte[] bytes, int from, boolean isAll) {
    int at = from;
    while (at < bytes.length && isOfWord(bytes[at])) {
      at++;
    }
    return at < bytes.length || isAll ? at : MORE;
  }

  private static boolean isOfWord(byte b) {
    return (b >= 'a' && b <= 'z') || (b >= '0' && b <= '9') || "-+.E".indexOf(b) >= 0;
  }
}
