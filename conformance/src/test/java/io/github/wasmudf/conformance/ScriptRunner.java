package io.github.wasmudf.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.Guests;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs a {@link Script} on a connection and asserts every record. */
final class ScriptRunner {
  private static final Pattern PLUGIN = Pattern.compile("\\$\\{(\\w+)}");

  private final String database;
  private final Connection connection;

  ScriptRunner(String database, Connection connection) {
    this.database = database;
    this.connection = connection;
  }

  void run(Script script) {
    for (Script.Statement statement : script.statements()) {
      if (statement.runsOn(database)) {
        run(script.name() + ":" + statement.line(), statement);
      }
    }
  }

  private void run(String where, Script.Statement statement) {
    String sql = statement.sql();
    switch (statement.kind()) {
      case OK -> assertThat(stateOf(sql)).as(where).isEqualTo("ok");
      case ROWS -> assertThat(rowsOf(where, sql)).as(where).isEqualTo(statement.expected());
      case ERROR ->
          assertThat(stateOf(sql)).as(where).startsWith(statement.expected().get(0) + ":");
    }
  }

  private static String withModules(String sql) {
    Matcher matcher = PLUGIN.matcher(sql);
    return matcher.replaceAll(
        found -> "X'" + HexFormat.of().formatHex(Guests.plugin(found.group(1))) + "'");
  }

  /** "ok", or SQLSTATE and message. */
  private String stateOf(String sql) {
    try {
      rows(sql);
      return "ok";
    } catch (SQLException failed) {
      return failed.getSQLState() + ": " + failed.getMessage();
    }
  }

  private List<String> rowsOf(String where, String sql) {
    try {
      return rows(sql);
    } catch (SQLException failed) {
      throw new AssertionError(where + ": " + failed.getSQLState() + ": " + failed, failed);
    }
  }

  /** The rows of a statement as a script writes them; none when it answers no rows. */
  List<String> rows(String statement) throws SQLException {
    String sql = withModules(statement);
    try (var running = connection.createStatement()) {
      if (!running.execute(sql)) {
        return List.of();
      }
      try (ResultSet rows = running.getResultSet()) {
        List<String> list = new ArrayList<>();
        while (rows.next()) {
          list.add(row(rows));
        }
        return list;
      }
    }
  }

  private static String row(ResultSet rows) throws SQLException {
    StringJoiner row = new StringJoiner("\t");
    for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
      row.add(text(rows, column));
    }
    return row.toString();
  }

  private static String text(ResultSet rows, int column) throws SQLException {
    switch (rows.getMetaData().getColumnType(column)) {
      case java.sql.Types.BLOB, java.sql.Types.VARBINARY, java.sql.Types.BINARY -> {
        byte[] bytes = rows.getBytes(column);
        return bytes == null ? "NULL" : "X'" + HexFormat.of().formatHex(bytes) + "'";
      }
      case java.sql.Types.BOOLEAN -> {
        // A driver's text of it is its own: TRUE or true.
        boolean value = rows.getBoolean(column);
        return rows.wasNull() ? "NULL" : value ? "TRUE" : "FALSE";
      }
      default -> {
        String value = rows.getString(column);
        return value == null ? "NULL" : value.isEmpty() ? "(empty)" : escaped(value);
      }
    }
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t");
  }
}
