package io.github.wasmudf.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A SQL script with what it must answer, in the form that SQLite's sqllogictest made common:
 *
 * <pre>
 * # a comment
 * statement ok
 * CALL WASM_REGISTER('u', ${upper})
 *
 * query
 * SELECT WASM_TRANSFORM('u', 'a'), NULL
 * ----
 * A	NULL
 *
 * error 42883
 * SELECT WASM_TRANSFORM('nobody', 'a')
 * </pre>
 *
 * <p>Records are divided by empty lines. {@code onlyif x} or {@code skipif x} before a record
 * chooses databases. Columns of a row are divided by a tab; an empty text is written {@code
 * (empty)} and binary as {@code X'..'}. A line feed inside a value is written {@code \n}, a tab
 * {@code \t} and a backslash {@code \\}. {@code ${name}} stands for the module of a plugin as a SQL
 * value.
 */
record Script(String name, List<Statement> statements) {

  /** What a statement must do. */
  enum Kind {
    OK,
    ROWS,
    ERROR
  }

  /**
   * One record.
   *
   * @param line where it begins, for messages
   * @param expected rows, or the one SQLSTATE
   */
  record Statement(
      int line,
      Kind kind,
      String sql,
      List<String> expected,
      Set<String> onlyIf,
      Set<String> skipIf) {

    boolean runsOn(String database) {
      return (onlyIf.isEmpty() || onlyIf.contains(database)) && !skipIf.contains(database);
    }
  }

  static Script read(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    List<Statement> statements = new ArrayList<>();
    List<String> block = new ArrayList<>();
    int begin = 0;
    for (int i = 0; i <= lines.size(); i++) {
      String line = i == lines.size() ? "" : lines.get(i);
      if (line.startsWith("#")) {
        continue;
      }
      if (!line.isBlank()) {
        if (block.isEmpty()) {
          begin = i + 1;
        }
        block.add(line);
      } else if (!block.isEmpty()) {
        statements.add(parse(file.getFileName() + ":" + begin, begin, block));
        block.clear();
      }
    }
    return new Script(file.getFileName().toString(), statements);
  }

  private static Statement parse(String where, int line, List<String> block) {
    Set<String> onlyIf = new HashSet<>();
    Set<String> skipIf = new HashSet<>();
    int at = 0;
    for (; block.get(at).startsWith("onlyif ") || block.get(at).startsWith("skipif "); at++) {
      String[] words = block.get(at).split(" ", -1);
      (words[0].equals("onlyif") ? onlyIf : skipIf).add(words[1]);
    }
    String head = block.get(at);
    int divider = block.indexOf("----");
    List<String> sql = block.subList(at + 1, divider < 0 ? block.size() : divider);
    List<String> rows = divider < 0 ? List.of() : block.subList(divider + 1, block.size());
    String text = String.join("\n", sql);
    if (head.equals("statement ok")) {
      return new Statement(line, Kind.OK, text, List.of(), onlyIf, skipIf);
    }
    if (head.equals("query") && divider >= 0) {
      return new Statement(line, Kind.ROWS, text, List.copyOf(rows), onlyIf, skipIf);
    }
    if (head.startsWith("error ")) {
      return new Statement(
          line, Kind.ERROR, text, List.of(head.substring("error ".length())), onlyIf, skipIf);
    }
    throw new IllegalArgumentException(where + ": not a record: " + head);
  }
}
