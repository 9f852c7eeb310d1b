package io.github.wasmudf.conformance;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What {@code csv_rows} must answer, by regular expressions and without regard to speed. */
final class CsvOracle {
  private static final Pattern EMPTY_LINES = Pattern.compile("(?:\\r?\\n)*+");
  private static final Pattern QUOTED = Pattern.compile("\"((?:[^\"]++|\"\")*+)\"");

  private final Matcher emptyLines;
  private final Matcher quoted;
  private final Matcher unquoted;
  private final Matcher end;
  private final String text;
  private int at;

  private CsvOracle(String text, char delimiter) {
    String quotedDelimiter = Pattern.quote(String.valueOf(delimiter));
    this.text = text;
    this.emptyLines = EMPTY_LINES.matcher(text);
    this.quoted = QUOTED.matcher(text);
    this.unquoted =
        Pattern.compile("(?:(?!" + quotedDelimiter + ")[^\"\\r\\n]|\\r(?!\\n))*+").matcher(text);
    this.end = Pattern.compile("(" + quotedDelimiter + ")|\\r?\\n|\\z").matcher(text);
  }

  /** The answer, or nothing where the plugin must refuse. */
  static Optional<String> answer(String text, char delimiter, boolean header) {
    String content = text.startsWith("\ufeff") ? text.substring(1) : text;
    return new CsvOracle(content, delimiter)
        .records()
        .flatMap(records -> header ? objects(records) : Optional.of(arrays(records)));
  }

  private boolean skip(Matcher matcher) {
    matcher.region(at, text.length()).useAnchoringBounds(false).useTransparentBounds(true);
    boolean found = matcher.lookingAt();
    at = found ? matcher.end() : at;
    return found;
  }

  private Optional<List<List<@Nullable String>>> records() {
    List<List<@Nullable String>> records = new ArrayList<>();
    for (skip(emptyLines); at < text.length(); skip(emptyLines)) {
      List<@Nullable String> fields = new ArrayList<>();
      do {
        if (skip(quoted)) {
          fields.add(quoted.group(1).replace("\"\"", "\""));
        } else {
          skip(unquoted);
          fields.add(unquoted.group().isEmpty() ? null : unquoted.group());
        }
        if (!skip(end)) {
          return Optional.empty();
        }
      } while (end.group(1) != null);
      records.add(fields);
    }
    return Optional.of(records);
  }

  private static Optional<String> objects(List<List<@Nullable String>> records) {
    if (records.isEmpty()) {
      return Optional.of("");
    }
    List<String> names =
        records.get(0).stream().map(name -> json(name == null ? "" : name)).toList();
    if (new HashSet<>(names).size() < names.size()) {
      return Optional.empty();
    }
    StringBuilder answer = new StringBuilder();
    for (List<@Nullable String> record : records.subList(1, records.size())) {
      if (record.size() != names.size()) {
        return Optional.empty();
      }
      StringJoiner object = new StringJoiner(",", "{", "}\n");
      for (int i = 0; i < names.size(); i++) {
        object.add(names.get(i) + ":" + json(record.get(i)));
      }
      answer.append(object);
    }
    return Optional.of(answer.toString());
  }

  private static String arrays(List<List<@Nullable String>> records) {
    StringJoiner answer = new StringJoiner(",\n", "[", "]\n");
    for (List<@Nullable String> record : records) {
      answer.add("[" + String.join(",", record.stream().map(CsvOracle::json).toList()) + "]");
    }
    return answer.toString();
  }

  private static String json(@Nullable String text) {
    if (text == null) {
      return "null";
    }
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> json.append('\\').append(c);
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        default -> json.append(c < 0x20 ? String.format("\\u%04x", (int) c) : String.valueOf(c));
      }
    }
    return json.append('"').toString();
  }
}
