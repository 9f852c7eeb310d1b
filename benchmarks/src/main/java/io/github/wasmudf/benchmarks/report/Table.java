package io.github.wasmudf.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/** A table in Markdown. */
final class Table {
  private final StringBuilder text = new StringBuilder();
  private boolean empty = true;

  Table(List<String> heads) {
    line(heads);
    line(heads.stream().map(head -> "---").toList());
  }

  void row(List<String> cells) {
    line(cells);
    empty = false;
  }

  boolean isEmpty() {
    return empty;
  }

  private void line(List<String> cells) {
    List<String> escaped = new ArrayList<>();
    for (String cell : cells) {
      escaped.add(cell.replace("|", "\\|"));
    }
    text.append("| ").append(String.join(" | ", escaped)).append(" |\n");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
