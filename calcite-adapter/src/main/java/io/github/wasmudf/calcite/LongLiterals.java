package io.github.wasmudf.calcite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes long binary literals as calls of {@code WASM_LITERAL}. Calcite's parser needs time that
 * grows with the square of a literal's length, and its generated code has one number per byte,
 * where Java allows 64 KiB per method. It is done in the text, because after the parser it is too
 * late.
 */
final class LongLiterals {
  private static final int LONGEST_PLAIN_DIGITS = 4_096;

  /** As Base64, one Java string constant; whole groups of three bytes. */
  private static final int CHUNK_BYTES = 45_000;

  /** What may hold something that looks like a literal, and the literals themselves. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "'[^']*+'|\"[^\"]*+\"|`[^`]*+`|--[^\n]*+|/\\*(?s:.*?)\\*/"
              + "|(?<![\\p{L}\\p{N}_$])[xX]'((?:[0-9a-fA-F]{2})*+)'");

  private LongLiterals() {}

  static String inPieces(String sql) {
    if (sql.length() <= LONGEST_PLAIN_DIGITS) {
      return sql;
    }
    Matcher token = TOKEN.matcher(sql);
    StringBuilder text = new StringBuilder();
    while (token.find()) {
      String digits = token.group(1);
      String same = token.group();
      token.appendReplacement(
          text,
          Matcher.quoteReplacement(
              digits == null || digits.length() <= LONGEST_PLAIN_DIGITS ? same : pieces(digits)));
    }
    return token.appendTail(text).toString();
  }

  private static String pieces(String digits) {
    byte[] bytes = HexFormat.of().parseHex(digits);
    List<String> pieces = new ArrayList<>();
    for (int from = 0; from < bytes.length; from += CHUNK_BYTES) {
      byte[] chunk = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + CHUNK_BYTES));
      pieces.add(PluginFunctions.LITERAL + "('" + Base64.getEncoder().encodeToString(chunk) + "')");
    }
    return "(" + String.join(" || ", pieces) + ")";
  }
}
