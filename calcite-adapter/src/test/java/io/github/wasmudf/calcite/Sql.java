package io.github.wasmudf.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.engine.Engines;
import io.github.wasmudf.testing.Guests;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the tests share: SQL in, rows or SQLSTATE out; no instance is left behind. */
abstract class Sql {
  static final String ORDINARY =
      "jdbc:calcite:schemaFactory=io.github.wasmudf.calcite.WasmSchemaFactory;schema=WASM;";
  static final String OURS = "jdbc:wasm-calcite:";

  private long before;

  @BeforeEach
  void countInstances() {
    before = Engines.installed().liveInstances();
  }

  @AfterEach
  void noInstanceIsLeft() {
    assertThat(newInstances()).isZero();
  }

  long newInstances() {
    return Engines.installed().liveInstances() - before;
  }

  static Connection ours() throws SQLException {
    return DriverManager.getConnection(OURS);
  }

  static Connection withEngine(String engine) throws SQLException {
    return DriverManager.getConnection(OURS + "wasm.engine=" + engine);
  }

  static int register(Connection connection, String name, byte[] module) throws SQLException {
    try (PreparedStatement call = connection.prepareStatement("CALL WASM_REGISTER(?, ?)")) {
      call.setString(1, name);
      call.setBytes(2, module);
      try (ResultSet row = call.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  static void register(Connection connection, String plugin) throws SQLException {
    register(connection, plugin, Guests.plugin(plugin));
  }

  /** A module as SQL. */
  static String literal(String plugin) {
    return "X'" + HexFormat.of().formatHex(Guests.plugin(plugin)) + "'";
  }

  /** Rows, columns joined by {@code |}; binary as {@code X'..'}. */
  static List<String> rows(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> list = new ArrayList<>();
      while (rows.next()) {
        list.add(row(rows));
      }
      return list;
    }
  }

  static String row(ResultSet rows) throws SQLException {
    List<String> values = new ArrayList<>();
    for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
      Object value = rows.getObject(column);
      values.add(
          value instanceof byte[] bytes
              ? "X'" + HexFormat.of().formatHex(bytes) + "'"
              : String.valueOf(value));
    }
    return String.join("|", values);
  }

  /** The one row. */
  static String row(Connection connection, String sql) throws SQLException {
    List<String> rows = rows(connection, sql);
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }

  /** SQLSTATE and message of a statement that fails, or its rows. */
  static String failure(Connection connection, String sql) {
    try {
      return rows(connection, sql).toString();
    } catch (SQLException failed) {
      return failed.getSQLState() + " " + failed.getErrorCode() + " " + failed.getMessage();
    }
  }

  static List<String> urls() {
    return Arrays.asList(ORDINARY, OURS);
  }
}
