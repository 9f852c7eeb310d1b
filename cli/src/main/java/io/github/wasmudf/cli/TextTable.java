package io.github.wasmudf.cli;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.WCWidth;
import org.jspecify.annotations.Nullable;

/** Lays out rows in columns of fixed width. A longer value pushes its row to the right. */
final class TextTable {
  private static final String NULL = "NULL";

  private final List<ResultColumn> columns;
  private final int[] widths;
  private final Writer out;

  /**
   * @param sample the rows that the widths are taken from
   */
  TextTable(List<ResultColumn> columns, List<@Nullable String[]> sample, Writer out) {
    this.columns = columns;
    this.out = out;
    widths = columns.stream().mapToInt(column -> width(visible(column.label()))).toArray();
    for (@Nullable String[] row : sample) {
      for (int i = 0; i < widths.length; i++) {
        for (String line : lines(row[i])) {
          widths[i] = Math.max(widths[i], width(line));
        }
      }
    }
  }

  void header() throws IOException {
    StringBuilder line = new StringBuilder();
    StringBuilder rule = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String label = visible(columns.get(i).label());
      append(line, i, label, false);
      rule.append(i == 0 ? "" : "+").append("-".repeat(widths[i] + 2));
    }
    write(line);
    write(rule);
  }

  /** Writes a row; a value of several lines takes several lines. */
  void row(@Nullable String[] values) throws IOException {
    List<List<String>> cells = new ArrayList<>();
    int height = 1;
    for (String value : values) {
      List<String> lines = lines(value);
      cells.add(lines);
      height = Math.max(height, lines.size());
    }
    for (int at = 0; at < height; at++) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        List<String> lines = cells.get(i);
        boolean right = columns.get(i).kind() == ResultColumn.Kind.NUMBER;
        append(line, i, at < lines.size() ? lines.get(at) : "", right);
      }
      write(line);
    }
  }

  private void append(StringBuilder line, int column, String text, boolean right) {
    String padding = " ".repeat(Math.max(0, widths[column] - width(text)));
    line.append(column == 0 ? " " : " | ");
    line.append(right ? padding + text : text + padding);
  }

  private void write(StringBuilder line) throws IOException {
    out.write(line.toString().stripTrailing());
    out.write('\n');
  }

  private static List<String> lines(@Nullable String value) {
    if (value == null) {
      return List.of(NULL);
    }
    return value.lines().map(TextTable::visible).toList();
  }

  /** What a plugin answers must not move the cursor or change the colours of a terminal. */
  private static String visible(String text) {
    if (text.chars().noneMatch(Character::isISOControl)) {
      return text;
    }
    StringBuilder shown = new StringBuilder();
    text.chars()
        .forEach(
            c -> {
              if (Character.isISOControl(c)) {
                shown.append(String.format("\\u%04x", c));
              } else {
                shown.append((char) c);
              }
            });
    return shown.toString();
  }

  /** Columns on a terminal: East Asian characters take two, combining marks none. */
  private static int width(String text) {
    return text.codePoints().map(c -> Math.max(0, WCWidth.wcwidth(c))).sum();
  }
}
