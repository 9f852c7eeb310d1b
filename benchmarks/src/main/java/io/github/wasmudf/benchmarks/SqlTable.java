package io.github.wasmudf.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * A database in memory with one table {@code T}, in which every call that is measured can be made.
 * It lasts as long as this is open.
 */
interface SqlTable extends AutoCloseable {
  /**
   * Opens a database.
   *
   * @param subject of a benchmark: the name of an engine, or another for {@code auto}
   * @param call {@code batch} or {@code row}
   */
  static SqlTable open(
      String database, String subject, String call, SqlWork work, List<Object[]> rows)
      throws SQLException {
    return switch (database) {
      case "h2" -> new H2Table(subject, work, rows);
      case "calcite" -> new CalciteTable(subject, call.equals("batch"), work, rows);
      default -> throw new IllegalArgumentException(database);
    };
  }

  /** The engine that runs the plugin for a subject. */
  static String engine(String subject) {
    return List.of("endive", "wasmtime").contains(subject) ? subject : "auto";
  }

  /** Another connection to it; the caller closes it. */
  Connection connect() throws SQLException;

  @Override
  void close() throws SQLException;

  /**
   * Registers the work's plugin, and defines what calls it.
   *
   * @param subject nothing is done for one that does not call it
   */
  static void register(Connection connection, String subject, SqlWork work) throws SQLException {
    if (List.of("scan", "builtin", "java").contains(subject)) {
      return;
    }
    try (PreparedStatement register =
        connection.prepareStatement("CALL WASM_REGISTER('" + work.plugin() + "', ?, ?)")) {
      register.setBytes(1, Modules.plugin(work.plugin()));
      register.setString(2, work.options());
      try (ResultSet version = register.executeQuery()) {
        version.next();
      }
    }
    try (Statement statement = connection.createStatement()) {
      for (String definition : work.definitions()) {
        statement.execute(definition);
      }
    }
  }

  /** Compares the call's answer for each row with the twin's. */
  static void check(Connection connection, String subject, SqlWork work, List<Object[]> rows)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet answers = statement.executeQuery("SELECT " + work.call(subject) + " FROM t")) {
      for (Object[] row : rows) {
        answers.next();
        Answers.require(work.expected(row), answers.getObject(1), subject);
      }
    }
  }
}
