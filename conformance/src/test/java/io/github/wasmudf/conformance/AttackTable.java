package io.github.wasmudf.conformance;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import io.github.wasmudf.testing.Guests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The table of attacks and faults in {@code docs/attacks.md}: what was tried, how often, and what
 * happened, on which engine and database. Tests put their rows in, and the page is written when
 * they are done; a test that fails puts in none. Rows of tests that did not run stay as they are.
 *
 * <p>What a test says must be the same in every run (no times), so that the page changes only when
 * the product does. Thread-safe.
 */
public final class AttackTable {
  private static final List<String> PLACES =
      List.of("H2, endive", "H2, wasmtime", "CALCITE, endive", "CALCITE, wasmtime");
  private static final String HEAD =
      """
      # Attacks and faults

      What guests and machines do to us in the tests, how often, and what happened. The test run \
      writes this page (`AttackTable`); a row is there only when nothing was lost: the call failed \
      as said, or succeeded, and the next calls of the same plugin, of another one, and the \
      connection's transaction went on. A number before the sign × says how often it was tried, \
      when that is more than once.
      """;

  /** Group to attack to place to cell. */
  private static final Map<String, Map<String, Map<String, String>>> ROWS = new TreeMap<>();

  private AttackTable() {}

  /**
   * Records an attack that the system stood.
   *
   * @param group heading, such as {@code "Evil guests"}
   * @param attack what was tried, in a few words
   * @param database where, or null when no database was part of it: then it counts for all
   * @param engine on which engine, or null when it made no difference
   * @param tried how often
   * @param outcome a SQLSTATE or a few words
   */
  public static synchronized void record(
      String group,
      String attack,
      @Nullable TestedDatabase database,
      @Nullable String engine,
      long tried,
      String outcome) {
    String cell = tried == 1 ? outcome : String.format(Locale.ROOT, "%,d × %s", tried, outcome);
    for (String place : PLACES) {
      if ((database == null || place.startsWith(database.name()))
          && (engine == null || place.endsWith(engine))) {
        ROWS.computeIfAbsent(group, g -> new TreeMap<>())
            .computeIfAbsent(attack, a -> new TreeMap<>())
            .put(place, cell);
      }
    }
  }

  /**
   * Writes the page with the rows of this JVM in the place of the former ones. Others may run tests
   * at the same time, and write theirs.
   */
  static synchronized void write() {
    if (ROWS.isEmpty()) {
      return;
    }
    Path page = Objects.requireNonNull(Guests.folder().getParent()).resolve("docs/attacks.md");
    Path lock = Path.of("target", "attacks.lock").toAbsolutePath();
    try (FileChannel file = FileChannel.open(lock, CREATE, WRITE)) {
      file.lock();
      String before = Files.exists(page) ? Files.readString(page) : "";
      String group = "";
      for (String line : before.split("\n", -1)) {
        if (line.startsWith("## ")) {
          group = line.substring(3);
        } else if (line.startsWith("| ") && !line.startsWith("| attack ")) {
          keep(group, line);
        }
      }
      Files.writeString(page, render());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** A row of the former page, cell by cell where this run says nothing. */
  private static void keep(String group, String line) {
    String[] cells = line.substring(2).split(" \\| ?", -1);
    Map<String, String> row =
        ROWS.computeIfAbsent(group, g -> new TreeMap<>())
            .computeIfAbsent(cells[0], a -> new TreeMap<>());
    for (int i = 0; i < PLACES.size(); i++) {
      if (!cells[i + 1].isBlank()) {
        row.putIfAbsent(PLACES.get(i), cells[i + 1]);
      }
    }
  }

  private static String render() {
    List<String> lines = new ArrayList<>();
    lines.add(HEAD.strip());
    ROWS.forEach(
        (group, attacks) -> {
          lines.add("");
          lines.add("## " + group);
          lines.add("");
          lines.add("| attack | H2, Endive | H2, wasmtime | Calcite, Endive | Calcite, wasmtime |");
          lines.add("|" + String.join("", Collections.nCopies(5, "---|")));
          attacks.forEach((attack, row) -> lines.add(line(attack, row)));
        });
    return String.join("\n", lines) + "\n";
  }

  private static String line(String attack, Map<String, String> row) {
    StringBuilder line = new StringBuilder("| ").append(attack);
    for (String place : PLACES) {
      line.append(" | ").append(row.getOrDefault(place, ""));
    }
    return line.append(" |").toString();
  }
}
