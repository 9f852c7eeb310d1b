package io.github.wasmudf.cli;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the plugin {@code redact} must answer, by regular expressions: {@code
 * plugins/redact/GRAMMAR.md} word for word, and nothing shared with the plugin.
 */
final class Redaction {
  private static final String LEFT = "(?<![0-9A-Za-z])(?<![0-9]\\.)";
  private static final String RIGHT = "(?![0-9A-Za-z])(?!\\.[0-9])";
  private static final String EMAIL =
      "(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]++@(?:[A-Za-z0-9-]++\\.)+[A-Za-z][A-Za-z0-9-]++";
  private static final String CARD = LEFT + "[0-9]{3,}+(?:[ -][0-9]{3,}+){g}" + RIGHT;
  private static final String INTERNATIONAL_WITH_AREA =
      "(?<![0-9A-Za-z+])\\+[1-9][0-9]*+[ ./-]?+\\([0-9]{1,5}\\)[ ./-]?+[0-9]++"
          + "(?:[ ./-][0-9]++){g}"
          + RIGHT;
  private static final String INTERNATIONAL =
      "(?<![0-9A-Za-z+])\\+[1-9][0-9]*+(?:[ ./-][0-9]++){g}" + RIGHT;
  private static final String FIVE_PAIRS = LEFT + "0[1-9]([ .-])[0-9]{2}(?:\\1[0-9]{2}){3}" + RIGHT;
  private static final String AREA_CODE =
      LEFT
          + "(?:\\(0[1-9][0-9]{1,4}\\)[ ./-]?+|0[1-9][0-9]{1,4}[ ./-])[0-9]{2,8}+"
          + "(?:[ -][0-9]{2,8}+){g}"
          + RIGHT;
  private static final String THREE_THREE_FOUR =
      LEFT + "(?:1[ .-])?+(?:\\([0-9]{3}\\)[ .-]?+|[0-9]{3}[ .-])[0-9]{3}[ .-][0-9]{4}" + RIGHT;

  private final List<Rule> rules = new ArrayList<>();
  private final String mask;
  private final int keepLast;

  private Redaction(String mask, int keepLast) {
    this.mask = mask;
    this.keepLast = keepLast;
  }

  /** The plugin without parameters. */
  static Redaction ofEverything() {
    Redaction redaction = new Redaction("***", 0);
    redaction.add(EMAIL, 0, 0, Integer.MAX_VALUE, false);
    redaction.addCards();
    redaction.add(INTERNATIONAL_WITH_AREA, 6, 8, 15, false);
    redaction.add(INTERNATIONAL, 7, 8, 15, false);
    redaction.add(FIVE_PAIRS, 0, 0, Integer.MAX_VALUE, false);
    redaction.add(AREA_CODE, 3, 8, 13, false);
    redaction.add(THREE_THREE_FOUR, 0, 0, Integer.MAX_VALUE, false);
    return redaction;
  }

  /** The plugin with the parameters {@code {"kinds":"card","mask":..,"keep_last":..}}. */
  static Redaction ofCards(String mask, int keepLast) {
    Redaction redaction = new Redaction(mask, keepLast);
    redaction.addCards();
    return redaction;
  }

  private void addCards() {
    add(CARD, 5, 13, 19, true);
  }

  private void add(String expression, int mostGroups, int fewest, int most, boolean luhn) {
    for (int groups = mostGroups; groups >= 0; groups--) {
      Pattern pattern = Pattern.compile(expression.replace("{g}", "{" + groups + "}"));
      rules.add(new Rule(pattern, fewest, most, luhn));
    }
  }

  String apply(String text) {
    // The grammar is one of bytes; ISO-8859-1 makes each byte a character.
    String bytes = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    StringBuilder result = new StringBuilder();
    for (int at = 0; at < bytes.length(); ) {
      String match = firstMatch(bytes, at);
      result.append(match.isEmpty() ? bytes.substring(at, at + 1) : replacement(match));
      at += Math.max(1, match.length());
    }
    return new String(
        result.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private String firstMatch(String text, int at) {
    for (Rule rule : rules) {
      String match = rule.match(text, at);
      if (!match.isEmpty()) {
        return match;
      }
    }
    return "";
  }

  private String replacement(String match) {
    String digits = match.contains("@") ? "" : digits(match);
    return mask + digits.substring(Math.max(0, digits.length() - keepLast));
  }

  private static String digits(String text) {
    return text.replaceAll("[^0-9]", "");
  }

  static boolean passesLuhn(String digits) {
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(digits.length() - 1 - i) - '0';
      int weighed = i % 2 == 0 ? digit : 2 * digit;
      sum += weighed > 9 ? weighed - 9 : weighed;
    }
    return sum % 10 == 0;
  }

  /** One row of the grammar's table, for one number of groups. */
  private record Rule(Pattern pattern, int fewestDigits, int mostDigits, boolean luhn) {
    /** What it matches beginning exactly at a position, or an empty text. */
    String match(String text, int at) {
      Matcher matcher =
          pattern
              .matcher(text)
              .region(at, text.length())
              .useTransparentBounds(true)
              .useAnchoringBounds(false);
      return matcher.lookingAt() && holds(digits(matcher.group())) ? matcher.group() : "";
    }

    private boolean holds(String digits) {
      return digits.length() >= fewestDigits
          && digits.length() <= mostDigits
          && (!luhn || passesLuhn(digits));
    }
  }
}
