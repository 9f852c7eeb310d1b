package io.github.wasmudf.conformance;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code redact} must answer: {@code plugins/redact/GRAMMAR.md} word for word, with regular
 * expressions.
 *
 * @param mask what is written for a match
 * @param keepLast how many of a number's last digits follow the mask
 * @param kinds those that are looked for
 */
record RedactOracle(String mask, int keepLast, Set<String> kinds) {
  /** A number does not begin in a word, a number or a decimal fraction. */
  static final String L = "(?<![0-9A-Za-z])(?<![0-9]\\.)";

  /** Nor does it end in one. */
  static final String R = "(?![0-9A-Za-z])(?!\\.[0-9])";

  private static final int ANY = Integer.MAX_VALUE;

  /** The rules in the order in which they are tried. */
  static final List<Rule> RULES =
      List.of(
          new Rule(
              "email",
              "(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]++@(?:[A-Za-z0-9-]++\\.)+[A-Za-z][A-Za-z0-9-]++",
              0,
              0,
              ANY),
          new Rule("card", "L[0-9]{3,}+(?:[ -][0-9]{3,}+){g}R", 5, 13, 19),
          new Rule(
              "phone",
              "(?<![0-9A-Za-z+])\\+[1-9][0-9]*+[ ./-]?+\\([0-9]{1,5}\\)[ ./-]?+[0-9]++(?:[ ./-][0-9]++){g}R",
              6,
              8,
              15),
          new Rule("phone", "(?<![0-9A-Za-z+])\\+[1-9][0-9]*+(?:[ ./-][0-9]++){g}R", 7, 8, 15),
          new Rule("phone", "L0[1-9]([ .-])[0-9]{2}(?:\\1[0-9]{2}){3}R", 0, 0, ANY),
          new Rule(
              "phone",
              "L(?:\\(0[1-9][0-9]{1,4}\\)[ ./-]?+|0[1-9][0-9]{1,4}[ ./-])[0-9]{2,8}+(?:[ -][0-9]{2,8}+){g}R",
              3,
              8,
              13),
          new Rule(
              "phone",
              "L(?:1[ .-])?+(?:\\([0-9]{3}\\)[ .-]?+|[0-9]{3}[ .-])[0-9]{3}[ .-][0-9]{4}R",
              0,
              0,
              ANY));

  /** One row of the grammar's table, its expression as it stands there. */
  record Rule(String kind, String expression, int mostGroups, int leastDigits, int mostDigits) {

    private List<Pattern> patterns() {
      List<Pattern> patterns = new ArrayList<>();
      for (int groups = mostGroups; groups >= 0; groups--) {
        String one = expression.replace("{g}", "{" + groups + "}");
        String begun = one.startsWith("L") ? L + one.substring(1) : one;
        String whole = begun.endsWith("R") ? begun.substring(0, begun.length() - 1) + R : begun;
        patterns.add(Pattern.compile(whole));
      }
      return patterns;
    }

    private boolean holds(String match) {
      String digits = digitsOf(match);
      return digits.length() >= leastDigits
          && digits.length() <= mostDigits
          && (!kind.equals("card") || passesLuhn(digits));
    }
  }

  /** A rule ready to be tried at places of one text. */
  private record Search(Rule rule, List<Matcher> matchers) {

    /** The match that begins exactly at a position, or nothing. */
    String matchAt(int at, int length) {
      for (Matcher matcher : matchers) {
        matcher.region(at, length).useTransparentBounds(true).useAnchoringBounds(false);
        if (matcher.lookingAt() && rule.holds(matcher.group())) {
          return matcher.group();
        }
      }
      return "";
    }
  }

  private static final List<List<Pattern>> PATTERNS = RULES.stream().map(Rule::patterns).toList();

  byte[] redact(byte[] input) {
    String text = new String(input, StandardCharsets.ISO_8859_1);
    List<Search> searches = searches(text);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int at = 0;
    while (at < text.length()) {
      int begin = at;
      for (Search search : searches) {
        String match = search.matchAt(at, text.length());
        if (!match.isEmpty()) {
          out.writeBytes(replacement(search.rule(), match).getBytes(StandardCharsets.UTF_8));
          at += match.length();
          break;
        }
      }
      if (at == begin) {
        out.write(input[at++]);
      }
    }
    return out.toByteArray();
  }

  private List<Search> searches(String text) {
    List<Search> searches = new ArrayList<>();
    for (int i = 0; i < RULES.size(); i++) {
      if (kinds.contains(RULES.get(i).kind())) {
        List<Matcher> matchers =
            PATTERNS.get(i).stream().map(pattern -> pattern.matcher(text)).toList();
        searches.add(new Search(RULES.get(i), matchers));
      }
    }
    return searches;
  }

  private String replacement(Rule rule, String match) {
    String digits = digitsOf(match);
    return rule.kind().equals("email")
        ? mask
        : mask + digits.substring(Math.max(0, digits.length() - keepLast));
  }

  private static String digitsOf(String match) {
    return match.replaceAll("[^0-9]", "");
  }

  /** The check of ISO/IEC 7812-1, annex B. */
  static boolean passesLuhn(String digits) {
    int sum = 0;
    for (int fromRight = 0; fromRight < digits.length(); fromRight++) {
      int digit = digits.charAt(digits.length() - 1 - fromRight) - '0';
      int weighted = fromRight % 2 == 0 ? digit : 2 * digit;
      sum += weighted / 10 + weighted % 10;
    }
    return sum % 10 == 0;
  }
}
