package io.github.wasmudf.cli;

import java.io.IOException;
import java.io.Writer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Runs a query, shows how it begins, and compares every row with what the oracle says. */
final class DemoRunner {
  private static final int ROWS_SHOWN = 3;
  private static final int CHARACTERS_SHOWN = 60;

  private final Connection connection;
  private final DemoData data;
  private final Writer out;

  DemoRunner(Connection connection, DemoData data, Writer out) {
    this.connection = connection;
    this.data = data;
    this.out = out;
  }

  /** True if every row is right; otherwise says what the first wrong one should have been. */
  boolean run(DemoQuery query) throws SQLException, IOException {
    out.write("-- " + query.title() + "\n" + query.sql() + ";\n\n");
    out.flush();
    Comparison comparison = new Comparison(query.oracle().apply(data).iterator());
    long start = System.nanoTime();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query.sql())) {
      List<ResultColumn> columns = ResultColumn.of(result.getMetaData());
      boolean more = result.next();
      while (more) {
        @Nullable String[] row = ResultColumn.texts(columns, result);
        long pause = System.nanoTime();
        comparison.next(row);
        // The oracle's own work is not the query's.
        start += System.nanoTime() - pause;
        more = result.next();
      }
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      show(columns, comparison);
      out.write("(" + comparison.count + " rows, " + millis + " ms) " + comparison.verdict());
      out.write("\n\n");
    }
    out.flush();
    return comparison.isRight();
  }

  private void show(List<ResultColumn> columns, Comparison comparison) throws IOException {
    TextTable table = new TextTable(columns, comparison.first, out);
    table.header();
    for (@Nullable String[] row : comparison.first) {
      table.row(row);
    }
  }

  /** Holds what was seen of one result. */
  private static final class Comparison {
    private final Iterator<List<String>> expected;
    private final List<@Nullable String[]> first = new ArrayList<>();
    private int count;
    private @Nullable String difference;

    Comparison(Iterator<List<String>> expected) {
      this.expected = expected;
    }

    void next(@Nullable String[] row) {
      count++;
      if (first.size() < ROWS_SHOWN) {
        first.add(clipped(row));
      }
      if (!expected.hasNext()) {
        differ(Arrays.toString(row), "no such row");
      } else {
        List<String> right = expected.next();
        if (!right.equals(Arrays.asList(row))) {
          differ(Arrays.toString(row), right.toString());
        }
      }
    }

    boolean isRight() {
      return difference == null && !expected.hasNext();
    }

    String verdict() {
      if (difference == null && expected.hasNext()) {
        differ("no such row", expected.next().toString());
      }
      return difference == null ? "all right" : difference;
    }

    private void differ(String actual, String right) {
      if (difference == null) {
        difference =
            "WRONG from row " + count + "\n  expected: " + right + "\n  actual:   " + actual;
      }
    }

    private static @Nullable String[] clipped(@Nullable String[] row) {
      @Nullable String[] clipped = row.clone();
      for (int i = 0; i < row.length; i++) {
        String value = row[i];
        if (value != null) {
          clipped[i] = value.lines().map(Comparison::clip).collect(Collectors.joining("\n"));
        }
      }
      return clipped;
    }

    private static String clip(String line) {
      int end = Math.min(line.length(), CHARACTERS_SHOWN);
      return end == line.length() ? line : line.substring(0, end) + "...";
    }
  }
}
