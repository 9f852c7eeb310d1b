package io.github.wasmudf;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A column of the rows that a plugin answers.
 *
 * @param name the key of its values in rows that are JSON objects; case-sensitive
 * @param type of its values; all of them may be NULL
 */
public record Column(String name, SqlType type) {
  private static final int MAX_NAME_CHARS = 128;
  private static final int MAX_COLUMNS = 1_000;

  /** Names that SQL can write without quotes. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  public Column {
    if (name.isBlank() || name.length() > MAX_NAME_CHARS) {
      throw new UdfException(
          UdfError.BAD_OPTION, "a column's name has 1 to " + MAX_NAME_CHARS + " characters");
    }
  }

  /** Whether SQL can write the name without quotes, and so without minding its case. */
  public boolean isPlain() {
    return PLAIN.matcher(name).matches();
  }

  /**
   * What SQL calls the column where unquoted names become upper case: a plain name in upper case,
   * so that it can be written without quotes, any other as it is.
   */
  public String sqlName() {
    return isPlain() ? name.toUpperCase(Locale.ROOT) : name;
  }

  /**
   * Columns that can be a table's.
   *
   * @throws UdfException {@code BAD_OPTION} for none, too many, or two that SQL cannot tell apart
   */
  public static List<Column> requireTable(List<Column> columns) {
    if (columns.isEmpty() || columns.size() > MAX_COLUMNS) {
      throw new UdfException(UdfError.BAD_OPTION, "a table has 1 to " + MAX_COLUMNS + " columns");
    }
    Set<String> names = new HashSet<>();
    for (Column column : columns) {
      if (!names.add(column.name().toUpperCase(Locale.ROOT))) {
        throw new UdfException(UdfError.BAD_OPTION, "column " + column.name() + " is there twice");
      }
    }
    return List.copyOf(columns);
  }
}
