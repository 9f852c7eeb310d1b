package io.github.wasmudf.conformance;

/** Seeded texts with addresses, card numbers and phone numbers, and with what almost is one. */
final class RandomContacts {
  private static final String DIGITS = "0123456789";
  private static final String LETTERS = "abcXYZ019._%+-";

  private final RandomInputs random;

  RandomContacts(RandomInputs random) {
    this.random = random;
  }

  /** A text of several pieces. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (int left = random.oneIn(100) ? 400 : 1 + random.below(6); left > 0; left--) {
      text.append(random.oneIn(4) ? changed(piece()) : piece());
      text.append(random.oneOf("", " ", " ", ", ", "\n", ".", "-", "/", "(", "x", "ü", "\u00a0"));
    }
    return text.toString();
  }

  private String piece() {
    return switch (random.below(9)) {
      case 0 -> random.text(LETTERS, 1 + random.below(6)) + "@" + domain();
      case 1, 2 -> card();
      case 3 -> "+" + digits(1, 3) + separator() + "(" + digits(1, 5) + ")" + groups(1, 4, 4);
      case 4 -> "+" + digits(1, 3) + separator() + groups(1, 8, 4);
      case 5 -> pairs();
      case 6 ->
          random.oneOf("(0", "0", "(00")
              + digits(1, 5)
              + random.oneOf(")", "")
              + separator()
              + groups(1, 4, 6);
      case 7 -> american();
      default -> random.oneIn(2) ? random.text(8) : random.text("0123 4.-/()+@a", random.below(24));
    };
  }

  private String domain() {
    StringBuilder domain = new StringBuilder();
    for (int left = 1 + random.below(3); left > 0; left--) {
      domain.append(random.text("ab-9", 1 + random.below(4))).append('.');
    }
    return domain + random.oneOf("com", "de", "x", "c0m", "9a", "co-", "info2");
  }

  /** Passes the Luhn check nine times in ten; in one piece or in groups. */
  private String card() {
    String most = digits(11, 19);
    String digits = most + "0";
    for (int last = 0; last < 10 && !RedactOracle.passesLuhn(digits); last++) {
      digits = most + last;
    }
    if (random.oneIn(10)) {
      digits = most + random.charOf(DIGITS);
    }
    return random.oneIn(3) ? digits : grouped(digits);
  }

  private String grouped(String digits) {
    StringBuilder card = new StringBuilder();
    String separator = random.oneOf(" ", "-", " ", "-", "  ", ".");
    int usual = 3 + random.below(2);
    for (int at = 0; at < digits.length(); ) {
      int end = Math.min(digits.length(), at + (random.oneIn(6) ? 2 + random.below(6) : usual));
      card.append(at == 0 ? "" : separator).append(digits, at, end);
      at = end;
    }
    return card.toString();
  }

  private String pairs() {
    String separator = random.oneOf(" ", ".", "-", "/");
    StringBuilder number = new StringBuilder("0").append(digits(1, 1));
    for (int left = 3 + random.below(3); left > 0; left--) {
      number.append(random.oneIn(10) ? separator() : separator).append(digits(2, 2));
    }
    return number.toString();
  }

  private String american() {
    String area = digits(3, 3);
    return random.oneOf("", "1 ", "1-", "1.", "1", "2 ")
        + (random.oneIn(2) ? "(" + area + ")" : area)
        + separator()
        + digits(3, 3)
        + random.oneOf(" ", ".", "-", "")
        + digits(4, 4);
  }

  private String groups(int least, int most, int longest) {
    StringBuilder groups = new StringBuilder();
    for (int left = least + random.below(most - least + 1); left > 0; left--) {
      groups.append(digits(1, longest)).append(left > 1 ? separator() : "");
    }
    return groups.toString();
  }

  private String separator() {
    return random.oneOf(" ", " ", "-", ".", "/", "");
  }

  private String digits(int least, int most) {
    return random.text(DIGITS, least + random.below(most - least + 1));
  }

  private String changed(String piece) {
    StringBuilder changed = new StringBuilder(piece);
    int at = random.below(piece.length() + 1);
    if (random.oneIn(3) && at < piece.length()) {
      changed.deleteCharAt(at);
    } else {
      changed.insert(at, random.charOf("0 1-.+()@/aé9"));
    }
    return changed.toString();
  }
}
