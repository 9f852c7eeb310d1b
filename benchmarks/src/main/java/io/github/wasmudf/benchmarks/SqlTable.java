package io.github.wasmudf.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * A database in memory with one table {@code T} of one column {@code C}, in which every call that
 * is measured can be made. It lasts as long as this is open.
 */
interface SqlTable extends AutoCloseable {
  /** Opens a database. */
  static SqlTable open(String database, String engine, Work work, List<String> rows)
      throws SQLException {
    return switch (database) {
      case "h2" -> new H2Table(engine, work, rows);
      case "calcite" -> new CalciteTable(engine, work, rows);
      default -> throw new IllegalArgumentException(database);
    };
  }

  /** Another connection to it; the caller closes it. */
  Connection connect() throws SQLException;

  @Override
  void close() throws SQLException;

  /** The call of the column under test, as SQL. */
  static String call(String subject, Work work) {
    return switch (subject) {
      case "scan" -> "c";
      case "builtin" -> "UPPER(c)";
      case "java" -> "java_twin(c)";
      default -> "WASM_TRANSFORM('" + work.plugin() + "', c)";
    };
  }

  /** The engine that a subject names. */
  static String engine(String subject) {
    return switch (subject) {
      case "scan", "builtin", "java" -> "auto";
      default -> subject;
    };
  }

  /** Registers the work's plugin. */
  static void register(Connection connection, Work work) throws SQLException {
    try (PreparedStatement register =
        connection.prepareStatement("CALL WASM_REGISTER('" + work.plugin() + "', ?)")) {
      register.setBytes(1, Modules.plugin(work.plugin()));
      try (ResultSet version = register.executeQuery()) {
        version.next();
      }
    }
  }
}
