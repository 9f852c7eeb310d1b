package io.github.wasmudf.conformance;

import java.nio.charset.StandardCharsets;

/** Seeded JSON texts, and texts that almost are. */
final class RandomJson {
  private static final String SIGNS =
      "{}[]:,\"\\ \t\n\r0123456789-+.eEtrufalsn/\u0000\u001f\u00a0\ufeff'";

  private final RandomInputs random;
  private final StringBuilder out = new StringBuilder();

  RandomJson(RandomInputs random) {
    this.random = random;
  }

  /** A JSON text. */
  String valid() {
    out.setLength(0);
    space();
    value(random.below(7));
    space();
    return out.toString();
  }

  /** A JSON text of which something was changed; a few still are JSON. */
  byte[] damaged() {
    String text = valid();
    if (random.oneIn(4)) {
      return random.damaged(text.getBytes(StandardCharsets.UTF_8));
    }
    StringBuilder changed = new StringBuilder(text);
    for (int left = 1 + random.below(3); left > 0; left--) {
      int at = random.below(changed.length() + 1);
      switch (random.below(4)) {
        case 0 -> changed.insert(at, random.charOf(SIGNS));
        case 1 -> changed.insert(at, random.charOf(text));
        case 2 -> changed.delete(at, Math.min(changed.length(), at + 1));
        default ->
            changed.replace(at, Math.min(changed.length(), at + 1), "" + random.charOf(SIGNS));
      }
    }
    // Cut-up characters have no UTF-8 form; their '?' makes another text that is as good.
    return changed.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void space() {
    while (random.oneIn(4)) {
      out.append(random.charOf(" \t\n\r"));
    }
  }

  private void value(int depth) {
    switch (random.below(depth > 0 ? 10 : 6)) {
      case 0, 1 -> string();
      case 2, 3 -> number();
      case 4, 5 -> out.append(random.oneOf("true", "false", "null"));
      case 6, 7 -> elements('{', '}', depth - 1);
      default -> elements('[', ']', depth - 1);
    }
  }

  private void elements(char opening, char closing, int depth) {
    out.append(opening);
    space();
    int count = random.below(5);
    for (int i = 0; i < count; i++) {
      if (opening == '{') {
        string();
        space();
        out.append(':');
        space();
      }
      value(depth);
      space();
      if (i < count - 1) {
        out.append(',');
        space();
      }
    }
    out.append(closing);
  }

  private void string() {
    out.append('"');
    for (int left = random.oneIn(50) ? 5_000 : random.below(9); left > 0; left--) {
      switch (random.below(6)) {
        case 0 -> out.append('\\').append(random.charOf("\"\\/bfnrt"));
        case 1 -> out.append("\\u").append(random.text("0123456789abcdefABCDEF", 4));
        case 2 -> out.append(random.text(1).replaceAll("[\\x00-\\x1f\"\\\\]", "x"));
        default -> out.append(random.text("abc XYZ{}[]:,'/\u007f", 1 + random.below(12)));
      }
    }
    out.append('"');
  }

  private void number() {
    out.append(random.oneOf("", "", "-"));
    int more = random.oneIn(200) ? 2_000 : random.below(4);
    out.append(random.oneIn(3) ? "0" : random.charOf("123456789") + digits(more));
    if (random.oneIn(3)) {
      out.append('.').append(digits(1 + random.below(5)));
    }
    if (random.oneIn(4)) {
      out.append(random.charOf("eE")).append(random.oneOf("", "+", "-")).append(digits(1));
    }
  }

  private String digits(int count) {
    return random.text("0123456789", count);
  }
}
