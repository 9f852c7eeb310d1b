package io.github.wasmudf.conformance.hostile;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code .bytes} files of {@code plugins/evil}: modules that no assembler writes, because they
 * are malformed, use what it does not know, or are huge. The words:
 *
 * <ul>
 *   <li>{@code 7f}: a byte; {@code "text"}: its UTF-8 bytes, {@code \7f} in it is a byte
 *   <li>{@code u32:300}: a number in LEB128
 *   <li>{@code sized ( .. )}: the bytes, after their number in LEB128
 *   <li>{@code section 7 ( .. )}: the same after a byte with the section's number
 *   <li>{@code repeat 1000 ( .. )}: many times; in it {@code index} is the number of the repetition
 *       in LEB128, and {@code digits} the same in decimal digits
 *   <li>{@code ;;}: a comment to the end of the line
 * </ul>
 */
final class BinaryText {
  private static final Pattern WORD =
      Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|[()]|;;[^\n]*|[^\\s()\";]+");

  private final List<String> words = new ArrayList<>();

  private BinaryText(String text) {
    Matcher matcher = WORD.matcher(text);
    while (matcher.find()) {
      if (!matcher.group().startsWith(";;")) {
        words.add(matcher.group());
      }
    }
  }

  /** The module that a file describes. */
  static byte[] assemble(String text) {
    BinaryText source = new BinaryText(text);
    return source.bytes(0, source.words.size(), 0);
  }

  private byte[] bytes(int from, int to, int index) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int at = from; at < to; ) {
      at = write(out, at, index);
    }
    return out.toByteArray();
  }

  /** Writes what the word at a position means; answers the position behind it. */
  private int write(ByteArrayOutputStream out, int at, int index) {
    String word = words.get(at);
    if (word.equals("repeat")) {
      int close = close(at + 2);
      repeat(out, Integer.parseInt(words.get(at + 1)), at + 3, close);
      return close + 1;
    }
    if (word.equals("section")) {
      out.write(Integer.parseInt(words.get(at + 1)));
      return writeSized(out, at + 2, index);
    }
    if (word.equals("sized")) {
      return writeSized(out, at + 1, index);
    }
    writeWord(out, word, index);
    return at + 1;
  }

  private int writeSized(ByteArrayOutputStream out, int open, int index) {
    int close = close(open);
    byte[] content = bytes(open + 1, close, index);
    writeU32(out, content.length);
    out.writeBytes(content);
    return close + 1;
  }

  private void repeat(ByteArrayOutputStream out, int times, int from, int close) {
    List<String> body = words.subList(from, close);
    if (!body.contains("index") && !body.contains("digits")) {
      out.writeBytes(repeated(bytes(from, close, 0), times));
      return;
    }
    for (int i = 0; i < times; i++) {
      out.writeBytes(bytes(from, close, i));
    }
  }

  private static byte[] repeated(byte[] part, int times) {
    byte[] whole = Arrays.copyOf(part, part.length * times);
    for (int done = part.length; done < whole.length; done *= 2) {
      System.arraycopy(whole, 0, whole, done, Math.min(done, whole.length - done));
    }
    return whole;
  }

  private static void writeWord(ByteArrayOutputStream out, String word, int index) {
    if (word.startsWith("\"")) {
      writeText(out, word.substring(1, word.length() - 1));
    } else if (word.startsWith("u32:")) {
      writeU32(out, Long.parseLong(word.substring(4)));
    } else if (word.equals("index")) {
      writeU32(out, index);
    } else if (word.equals("digits")) {
      out.writeBytes(Integer.toString(index).getBytes(StandardCharsets.US_ASCII));
    } else if (word.matches("[0-9a-f]{2}")) {
      out.write(Integer.parseInt(word, 16));
    } else {
      throw new IllegalArgumentException("unknown word " + word);
    }
  }

  private static void writeText(ByteArrayOutputStream out, String text) {
    for (int at = 0; at < text.length(); ) {
      int c = text.codePointAt(at);
      if (c != '\\') {
        out.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
        at += Character.charCount(c);
      } else if (text.charAt(at + 1) == '"') {
        out.write('"');
        at += 2;
      } else {
        out.write(Integer.parseInt(text.substring(at + 1, at + 3), 16));
        at += 3;
      }
    }
  }

  private static void writeU32(ByteArrayOutputStream out, long value) {
    long rest = value;
    while (rest >= 0x80) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  /** The position of the parenthesis that closes the one at a position. */
  private int close(int open) {
    int depth = 0;
    for (int at = open; at < words.size(); at++) {
      depth += words.get(at).equals("(") ? 1 : 0;
      depth -= words.get(at).equals(")") ? 1 : 0;
      if (depth == 0) {
        return at;
      }
    }
    throw new IllegalArgumentException("a parenthesis is not closed");
  }
}
