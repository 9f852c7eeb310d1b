package io.github.wasmudf.benchmarks.twins;

import java.util.function.IntPredicate;

/**
 * What an address, a card number and a phone number look like to {@link RedactTwin}: {@code
 * plugins/redact/grammar.rs} function by function. Each answers the end of what begins at a
 * position, or {@link #NONE}.
 */
final class Contacts {
  static final int NONE = -1;

  /** More digits than any number has: stops the reading of long runs. */
  private static final int ENDLESS = 20;

  private static final Groups CARD = new Groups(3, ENDLESS, 6, " -", 13, 19, true);
  private static final Groups INTERNATIONAL = new Groups(1, ENDLESS, 8, " ./-", 8, 15, false);
  private static final Groups BEHIND_AREA = new Groups(1, ENDLESS, 7, " ./-", 8, 15, false);
  private static final Groups LOCAL = new Groups(2, 8, 4, " -", 8, 13, false);

  private final byte[] text;

  Contacts(byte[] text) {
    this.text = text;
  }

  /** A number of groups of digits, with one separator between two groups. */
  private record Groups(
      int leastPerGroup,
      int mostPerGroup,
      int mostGroups,
      String separators,
      int leastDigits,
      int mostDigits,
      boolean luhn) {}

  static boolean isLetter(int value) {
    return (value | 0x20) >= 'a' && (value | 0x20) <= 'z';
  }

  static boolean isDigit(int value) {
    return value >= '0' && value <= '9';
  }

  static boolean isAlphanumeric(int value) {
    return isDigit(value) || isLetter(value);
  }

  static boolean isLocalPart(int value) {
    return isAlphanumeric(value)
        || value == '.'
        || value == '_'
        || value == '%'
        || value == '+'
        || value == '-';
  }

  private static boolean isLabel(int value) {
    return isAlphanumeric(value) || value == '-';
  }

  /** The byte at an index; behind the end 0, which is part of nothing. */
  int at(int index) {
    return index < text.length ? text[index] : 0;
  }

  int email(int start) {
    if (start > 0 && isLocalPart(at(start - 1))) {
      return NONE;
    }
    int end = runEnd(start, Contacts::isLocalPart);
    return end == start || at(end) != '@' ? NONE : domain(end + 1);
  }

  private int domain(int start) {
    int label = start;
    int best = NONE;
    while (true) {
      int end = runEnd(label, Contacts::isLabel);
      if (label > start && end - label >= 2 && isLetter(at(label))) {
        best = end;
      }
      if (end == label || at(end) != '.') {
        return best;
      }
      label = end + 1;
    }
  }

  int card(int start) {
    return mayBegin(start) ? longest(start, start, CARD) : NONE;
  }

  int phone(int start) {
    if (at(start) == '+') {
      return international(start);
    }
    if (!mayBegin(start)) {
      return NONE;
    }
    int end = fivePairs(start);
    end = end != NONE ? end : withAreaCode(start);
    return end != NONE ? end : threeThreeFour(start);
  }

  private int international(int start) {
    if (start > 0 && (isAlphanumeric(at(start - 1)) || at(start - 1) == '+')) {
      return NONE;
    }
    if (at(start + 1) < '1' || at(start + 1) > '9') {
      return NONE;
    }
    int head = behindArea(start);
    int end = head == NONE ? NONE : longest(start, head, BEHIND_AREA);
    return end != NONE ? end : longest(start, start + 1, INTERNATIONAL);
  }

  private int behindArea(int start) {
    int open = skipOneOf(digitsEnd(start + 1, ENDLESS), " ./-");
    int close = parenthesised(open, 1, 5);
    return close == NONE ? NONE : skipOneOf(close, " ./-");
  }

  private int threeThreeFour(int start) {
    int country = shape(start, "1~");
    int area = country == NONE ? start : country;
    int close = shape(area, "(999)");
    int rest = close == NONE ? shape(area, "999~") : skipOneOf(close, " .-");
    int end = rest == NONE ? NONE : shape(rest, "999~9999");
    return end != NONE && mayEnd(end) ? end : NONE;
  }

  private int fivePairs(int start) {
    int end = shape(start, "09~99~99~99~99");
    if (end == NONE || at(start + 1) == '0' || !mayEnd(end)) {
      return NONE;
    }
    int separator = at(start + 2);
    boolean same =
        at(start + 5) == separator && at(start + 8) == separator && at(start + 11) == separator;
    return same ? end : NONE;
  }

  private int withAreaCode(int start) {
    boolean open = at(start) == '(';
    int zero = open ? start + 1 : start;
    if (at(zero) != '0' || at(zero + 1) < '1' || at(zero + 1) > '9') {
      return NONE;
    }
    int head = open ? parenthesised(start, 3, 6) : plainAreaCode(start);
    if (head != NONE && open) {
      head = skipOneOf(head, " ./-");
    }
    return head == NONE ? NONE : longest(start, head, LOCAL);
  }

  private int plainAreaCode(int start) {
    int end = digitsEnd(start, 6);
    boolean separated = at(end) != 0 && " ./-".indexOf(at(end)) >= 0;
    return separated && end - start >= 3 ? end + 1 : NONE;
  }

  /** The end of the longest number of these groups, the first of which begins at head. */
  private int longest(int start, int head, Groups groups) {
    int best = NONE;
    int digits = countDigits(start, head);
    int group = head;
    for (int left = groups.mostGroups(); left > 0; left--) {
      int end = digitsEnd(group, groups.mostPerGroup());
      digits += end - group;
      if (end - group < groups.leastPerGroup() || digits > groups.mostDigits()) {
        break;
      }
      if (digits >= groups.leastDigits() && mayEnd(end) && (!groups.luhn() || luhn(start, end))) {
        best = end;
      }
      if (at(end) == 0 || groups.separators().indexOf(at(end)) < 0) {
        break;
      }
      group = end + 1;
    }
    return best;
  }

  private boolean luhn(int start, int end) {
    int sum = 0;
    int weight = 1;
    for (int i = end - 1; i >= start; i--) {
      if (isDigit(at(i))) {
        int value = (at(i) - '0') * weight;
        sum += value / 10 + value % 10;
        weight = 3 - weight;
      }
    }
    return sum % 10 == 0;
  }

  private boolean mayBegin(int start) {
    if (start == 0) {
      return true;
    }
    int before = at(start - 1);
    boolean behindPoint = before == '.' && start > 1 && isDigit(at(start - 2));
    return !isAlphanumeric(before) && !behindPoint;
  }

  private boolean mayEnd(int end) {
    int after = at(end);
    return !isAlphanumeric(after) && !(after == '.' && isDigit(at(end + 1)));
  }

  private int runEnd(int start, IntPredicate belongs) {
    int end = start;
    while (belongs.test(at(end))) {
      end++;
    }
    return end;
  }

  private int digitsEnd(int start, int most) {
    int end = start;
    while (end - start < most && isDigit(at(end))) {
      end++;
    }
    return end;
  }

  private int countDigits(int start, int end) {
    int count = 0;
    for (int i = start; i < end; i++) {
      count += isDigit(at(i)) ? 1 : 0;
    }
    return count;
  }

  private int skipOneOf(int index, String bytes) {
    return at(index) > 0 && bytes.indexOf(at(index)) >= 0 ? index + 1 : index;
  }

  private int parenthesised(int open, int least, int most) {
    if (at(open) != '(') {
      return NONE;
    }
    int close = digitsEnd(open + 1, most);
    return close - open > least && at(close) == ')' ? close + 1 : NONE;
  }

  /** The end of a text of this shape: 9 is any digit, ~ a blank, a point or a dash. */
  private int shape(int start, String shape) {
    for (int i = 0; i < shape.length(); i++) {
      int value = at(start + i);
      char expected = shape.charAt(i);
      boolean fits =
          switch (expected) {
            case '9' -> isDigit(value);
            case '~' -> value == ' ' || value == '.' || value == '-';
            default -> value == expected;
          };
      if (!fits) {
        return NONE;
      }
    }
    return start + shape.length();
  }
}
