package io.github.wasmudf;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The fields of a ROW as manifests write them: names and types, within parentheses. Stateless. */
final class RowType {
  private static final int MAX_FIELDS = 100;
  private static final Pattern ROW =
      Pattern.compile("ROW\\s*\\((.*)\\)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** A name, which SQL's quotes are around where it is not plain, and what comes behind it. */
  private static final Pattern FIELD =
      Pattern.compile(
          "(?:\"((?:[^\"]++|\"\"){1,256}+)\"|([A-Za-z_][A-Za-z0-9_]*+))\\s(.*)", Pattern.DOTALL);

  private RowType() {}

  /** What is between the parentheses of the name of a ROW; null for other types. */
  static @Nullable String fieldsIn(String name) {
    Matcher matcher = ROW.matcher(name.strip());
    return matcher.matches() ? matcher.group(1) : null;
  }

  /**
   * Fields that are written one behind the other.
   *
   * @throws UdfException {@code BAD_OPTION} for what is no name and type
   */
  static List<Column> parse(String fields) {
    List<Column> columns = new ArrayList<>();
    int from = 0;
    while (from <= fields.length()) {
      if (columns.size() == MAX_FIELDS) {
        throw tooMany();
      }
      int end = end(fields, from);
      columns.add(field(fields.substring(from, end).strip()));
      from = end + 1;
    }
    return columns;
  }

  /** Where a field ends: the next comma that is neither in a name nor in a type. */
  private static int end(String fields, int from) {
    boolean isQuoted = false;
    int depth = 0;
    for (int i = from; i < fields.length(); i++) {
      char c = fields.charAt(i);
      if (c == '"') {
        isQuoted = !isQuoted;
      } else if (!isQuoted) {
        if (c == ',' && depth == 0) {
          return i;
        }
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      }
    }
    return fields.length();
  }

  private static Column field(String text) {
    Matcher matcher = FIELD.matcher(text);
    if (!matcher.matches()) {
      throw new UdfException(
          UdfError.BAD_OPTION,
          "a field of a ROW is a name and a type, as in ROW(quotient BIGINT, rest BIGINT); not \""
              + text.substring(0, Math.min(text.length(), 100))
              + "\"");
    }
    String type = matcher.group(3);
    if (fieldsIn(type) != null) {
      throw rowInRow();
    }
    String quoted = matcher.group(1);
    String name = quoted == null ? matcher.group(2) : quoted.replace("\"\"", "\"");
    return new Column(name, SqlType.parseField(type));
  }

  /**
   * Fields that a ROW can have; none of other types.
   *
   * @throws UdfException {@code BAD_OPTION} for too many, two that SQL cannot tell apart, and for
   *     rows among them
   */
  static List<Column> require(List<Column> fields) {
    if (fields.size() > MAX_FIELDS) {
      throw tooMany();
    }
    Set<String> names = new HashSet<>();
    for (Column field : fields) {
      if (!names.add(field.name().toUpperCase(Locale.ROOT))) {
        throw new UdfException(UdfError.BAD_OPTION, "field " + field.name() + " is there twice");
      }
      if (field.type().kind() == SqlType.Kind.ROW) {
        throw rowInRow();
      }
    }
    return List.copyOf(fields);
  }

  private static UdfException tooMany() {
    return new UdfException(UdfError.BAD_OPTION, "a ROW has 1 to " + MAX_FIELDS + " fields");
  }

  private static UdfException rowInRow() {
    return new UdfException(UdfError.BAD_OPTION, "a field of a ROW is no ROW itself");
  }

  /** As {@link #parse} takes them, in the parentheses. */
  static String toString(List<Column> fields) {
    return fields.stream()
        .map(field -> name(field) + " " + field.type())
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private static String name(Column field) {
    return field.isPlain() ? field.name() : "\"" + field.name().replace("\"", "\"\"") + "\"";
  }
}
