package io.github.wasmudf.benchmarks.twins;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The plugin {@code json_pretty} in plain Java: one pass over the bytes, not recursive, strict. For
 * ASCII text; the plugin takes any UTF-8.
 */
public final class JsonPrettyTwin {
  private static final int INDENT = 2;
  private static final int MAXIMUM_DEPTH = 512;

  private final byte[] in;
  private final byte[] closing = new byte[MAXIMUM_DEPTH];
  private byte[] out;
  private int at;
  private int cursor;
  private int depth;

  private JsonPrettyTwin(byte[] in) {
    this.in = in;
    this.out = new byte[in.length + in.length / 2 + 16];
  }

  /** As a SQL function. */
  public static @Nullable String jsonPretty(@Nullable String text) {
    return text == null
        ? null
        : new String(jsonPretty(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
  }

  /**
   * As a function over bytes.
   *
   * @throws IllegalArgumentException for what is not JSON
   */
  public static byte[] jsonPretty(byte[] text) {
    return new JsonPrettyTwin(text).format();
  }

  private byte[] format() {
    do {
      skipSpace();
      int next = peek();
      if (next == '{' || next == '[') {
        copy();
        skipSpace();
        if (peek() != next + 2) {
          enter(next);
          continue;
        }
        copy();
      } else {
        copyScalar(next);
      }
      copyBetween();
    } while (depth > 0);
    skipSpace();
    require(at == in.length);
    return Arrays.copyOf(out, cursor);
  }

  private void enter(int opening) {
    require(depth < MAXIMUM_DEPTH);
    closing[depth++] = (byte) (opening + 2);
    newLine();
    if (opening == '{') {
      copyKey();
    }
  }

  private void copyBetween() {
    while (depth > 0) {
      skipSpace();
      int close = closing[depth - 1];
      if (peek() == ',') {
        copy();
        newLine();
        if (close == '}') {
          copyKey();
        }
        return;
      }
      require(peek() == close);
      depth--;
      newLine();
      copy();
    }
  }

  private void copyKey() {
    skipSpace();
    require(peek() == '"');
    copyString();
    skipSpace();
    require(peek() == ':');
    copy();
    put((byte) ' ');
  }

  private void copyScalar(int next) {
    if (next == '"') {
      copyString();
    } else if (next == '-' || isDigit(next)) {
      copyNumber();
    } else {
      copyWord(next == 't' ? "true" : next == 'f' ? "false" : "null");
    }
  }

  private void copyWord(String word) {
    for (int i = 0; i < word.length(); i++) {
      require(peek() == word.charAt(i));
      copy();
    }
  }

  private void copyNumber() {
    if (peek() == '-') {
      copy();
    }
    if (peek() == '0') {
      copy();
    } else {
      copyDigits();
    }
    if (peek() == '.') {
      copy();
      copyDigits();
    }
    if ((peek() | 0x20) == 'e') {
      copy();
      if (peek() == '+' || peek() == '-') {
        copy();
      }
      copyDigits();
    }
  }

  private void copyDigits() {
    require(isDigit(peek()));
    while (isDigit(peek())) {
      copy();
    }
  }

  private void copyString() {
    copy();
    int next = peek();
    while (next != '"') {
      require(next >= ' ');
      copy();
      if (next == '\\') {
        copyEscape();
      }
      next = peek();
    }
    copy();
  }

  private void copyEscape() {
    int kind = peek();
    require(kind > 0 && "\"\\/bfnrtu".indexOf(kind) >= 0);
    copy();
    for (int left = kind == 'u' ? 4 : 0; left > 0; left--) {
      require(Character.digit(peek(), 16) >= 0);
      copy();
    }
  }

  private void newLine() {
    put((byte) '\n');
    for (int left = depth * INDENT; left > 0; left--) {
      put((byte) ' ');
    }
  }

  private void copy() {
    put(in[at++]);
  }

  private void put(byte value) {
    if (cursor == out.length) {
      out = Arrays.copyOf(out, 2 * cursor);
    }
    out[cursor++] = value;
  }

  private int peek() {
    return at < in.length ? in[at] : -1;
  }

  private void skipSpace() {
    while (at < in.length && isSpace(in[at])) {
      at++;
    }
  }

  private static boolean isSpace(int value) {
    return value == ' ' || value == '\n' || value == '\r' || value == '\t';
  }

  private static boolean isDigit(int value) {
    return value >= '0' && value <= '9';
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException("not JSON");
    }
  }
}
