package io.github.wasmudf.cli;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A query a user might have, and what it must answer.
 *
 * @param sql as H2 reads it
 * @param calciteSql as Calcite reads it
 * @param oracle computes the rows, in order, in plain Java from the same data; each value as text
 */
record DemoQuery(
    String title, String sql, String calciteSql, Function<DemoData, Stream<List<String>>> oracle) {

  /** One that reads the same everywhere. */
  DemoQuery(String title, String sql, Function<DemoData, Stream<List<String>>> oracle) {
    this(title, sql, sql, oracle);
  }

  /** The same with another text for Calcite. */
  DemoQuery withCalcite(String other) {
    return new DemoQuery(title, sql, other, oracle);
  }

  /** The same as a database reads it. */
  DemoQuery in(DatabaseChoice database) {
    return switch (database) {
      case H2 -> this;
      case CALCITE -> new DemoQuery(title, calciteSql, oracle);
    };
  }
}
