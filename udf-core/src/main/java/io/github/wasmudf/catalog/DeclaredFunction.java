package io.github.wasmudf.catalog;

import io.github.wasmudf.Column;
import java.util.List;

/**
 * A function that a plugin's manifest or options declare. Immutable.
 *
 * @param name what the plugin's author calls it
 * @param export the module's function behind it
 * @param args what it takes; empty when nothing is said
 * @param columns of the rows that it answers
 * @param deterministic whether equal input gives equal rows
 */
public record DeclaredFunction(
    String name, String export, List<Column> args, List<Column> columns, boolean deterministic) {
  public DeclaredFunction {
    args = List.copyOf(args);
    columns = Column.requireTable(columns);
  }
}
