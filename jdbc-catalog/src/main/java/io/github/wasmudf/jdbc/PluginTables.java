package io.github.wasmudf.jdbc;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Creates the tables, from the same script that an H2 database is installed with. */
public final class PluginTables {
  private static final String SCRIPT = "/wasmudf/tables.sql";

  /** Those of {@code PLUGIN} that it did not have at first, as the script has them. */
  private static final List<String> CONTENTS =
      List.of(
          "EXPORTS VARCHAR(100000) DEFAULT '[]' NOT NULL",
          "IMPORTS VARCHAR(100000) DEFAULT '[]' NOT NULL",
          "PRODUCERS VARCHAR(100000)",
          "LANGUAGES VARCHAR(100000)");

  private PluginTables() {}

  /**
   * Creates what is missing, in the connection's transaction where the database has transactional
   * DDL. Does nothing, and needs no right to create anything, where the tables are there already.
   */
  public static void install(Connection connection) throws SQLException {
    if (!exists(connection, "PLUGIN")
        || !exists(connection, "SETTING")
        || !hasFunctions(connection)
        || !hasState(connection)) {
      try (Statement statement = connection.createStatement()) {
        for (String sql : script().split(";", -1)) {
          if (!sql.isBlank()) {
            statement.execute(sql);
          }
        }
      }
    }
    addMissing(connection, "PLUGIN", CONTENTS);
    addMissing(connection, "CREATED_FUNCTION", List.of("DESCRIPTION VARCHAR(1048576)"));
  }

  /**
   * Adds columns that the tables of earlier versions did not have.
   *
   * @param columns as the script has them; all are there or none
   */
  private static void addMissing(Connection connection, String table, List<String> columns)
      throws SQLException {
    String first = columns.get(0);
    if (!hasColumn(connection, table, first.substring(0, first.indexOf(' ')))) {
      try (Statement statement = connection.createStatement()) {
        for (String column : columns) {
          statement.execute("ALTER TABLE WASM." + table + " ADD COLUMN " + column);
        }
      }
    }
  }

  private static boolean hasColumn(Connection connection, String table, String column)
      throws SQLException {
    try (ResultSet rows = connection.getMetaData().getColumns(null, null, "%", "%")) {
      while (rows.next()) {
        if ("WASM".equalsIgnoreCase(rows.getString("TABLE_SCHEM"))
            && table.equalsIgnoreCase(rows.getString("TABLE_NAME"))
            && column.equalsIgnoreCase(rows.getString("COLUMN_NAME"))) {
          return true;
        }
      }
      return false;
    }
  }

  /** Whether there is a table of created functions, which earlier versions did not have. */
  public static boolean hasFunctions(Connection connection) throws SQLException {
    return exists(connection, "CREATED_FUNCTION");
  }

  /** Whether there is a table of what plugins keep, which earlier versions did not have. */
  public static boolean hasState(Connection connection) throws SQLException {
    return exists(connection, "PLUGIN_STATE");
  }

  /** By name whatever its case: a database may fold identifiers to lower case. */
  private static boolean exists(Connection connection, String table) throws SQLException {
    try (ResultSet rows =
        connection.getMetaData().getTables(null, null, "%", new String[] {"TABLE", "BASE TABLE"})) {
      while (rows.next()) {
        if ("WASM".equalsIgnoreCase(rows.getString("TABLE_SCHEM"))
            && table.equalsIgnoreCase(rows.getString("TABLE_NAME"))) {
          return true;
        }
      }
      return false;
    }
  }

  private static String script() {
    try (InputStream script = PluginTables.class.getResourceAsStream(SCRIPT)) {
      if (script == null) {
        throw new UdfException(UdfError.INTERNAL, "the resource " + SCRIPT + " is missing");
      }
      String text = new String(script.readAllBytes(), StandardCharsets.UTF_8);
      return text.replaceAll("(?m)^--.*$", "");
    } catch (IOException broken) {
      throw new UdfException(UdfError.INTERNAL, "the resource " + SCRIPT + " is broken", broken);
    }
  }
}
