package io.github.wasmudf.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.Guests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement of a documentation page's {@code sql} block with the rows that stand below it as
 * comments. A block that one database alone can run is marked with its name, {@code sql h2}.
 *
 * @param sql without its semicolon
 * @param rows none when nothing stands below it
 */
record Sample(String sql, List<String> rows) {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```sql(?: (\\w+))?\\n(.*?)^```$");

  /** The samples of a page that H2 runs, in order. */
  static List<Sample> of(Path page) throws IOException {
    return of(page, TestedDatabase.H2);
  }

  /** The samples of a page that a database runs, in order. */
  static List<Sample> of(Path page, TestedDatabase database) throws IOException {
    List<Sample> samples = new ArrayList<>();
    Matcher blocks = BLOCK.matcher(Files.readString(page));
    while (blocks.find()) {
      String only = blocks.group(1);
      if (only == null || only.equalsIgnoreCase(database.name())) {
        addAll(samples, blocks.group(2));
      }
    }
    return samples;
  }

  /** The samples of one block. */
  static List<Sample> ofBlock(String block) {
    List<Sample> samples = new ArrayList<>();
    addAll(samples, block);
    return samples;
  }

  private static void addAll(List<Sample> samples, String block) {
    StringBuilder sql = new StringBuilder();
    List<String> rows = new ArrayList<>();
    for (String line : block.lines().filter(line -> !line.isBlank()).toList()) {
      if (line.startsWith("-- ")) {
        rows.add(line.substring("-- ".length()));
        continue;
      }
      if (sql.toString().endsWith(";")) {
        samples.add(sample(sql, rows));
        sql.setLength(0);
        rows = new ArrayList<>();
      }
      sql.append(sql.isEmpty() ? "" : "\n").append(line);
    }
    samples.add(sample(sql, rows));
  }

  private static Sample sample(StringBuilder sql, List<String> rows) {
    assertThat(sql.toString()).endsWith(";");
    String text = sql.substring(0, sql.length() - 1);
    // A reader stands in the checkout's folder, a test in its module's.
    return new Sample(text.replace("'plugins/", "'" + Guests.folder() + "/"), rows);
  }
}
