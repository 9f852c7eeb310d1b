package io.github.wasmudf.conformance.faults;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A connection as these tests use it: SQL in, value or SQLSTATE out; of both databases. */
final class Sql implements AutoCloseable {
  static final String INSTALL = ";INIT=RUNSCRIPT FROM 'classpath:/wasmudf/install.sql'";

  private final Connection connection;

  private Sql(Connection connection) {
    this.connection = connection;
  }

  /** An administrator's; of H2 it is the user that Calcite's catalog finds without a name, too. */
  static Sql connect(String url) throws SQLException {
    return new Sql(DriverManager.getConnection(url));
  }

  /** The URL of an H2 database in a file. */
  static String file(Path folder, String name) {
    return "jdbc:h2:file:" + folder.resolve(name);
  }

  /** The URL of Calcite with its plugins in the tables of another database. */
  static String calcite(String catalog, String engine) {
    return "jdbc:wasm-calcite:wasm.jdbcUrl=\"" + catalog + "\";wasm.engine=" + engine;
  }

  /** Installs our functions in an H2 database, with one engine as its default. */
  static Sql install(String url, String engine) throws SQLException {
    try (Sql first = connect(url + INSTALL)) {
      first.run("CALL WASM_SET_POLICY('{\"engine\":\"" + engine + "\"}')");
      return connect(url);
    }
  }

  Connection connection() {
    return connection;
  }

  /** The first column of the first row. */
  @Nullable Object value(String sql, Object... arguments) throws SQLException {
    return column(sql, arguments).get(0);
  }

  /** The first column of all rows. */
  List<@Nullable Object> column(String sql, Object... arguments) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < arguments.length; i++) {
        if (arguments[i] instanceof byte[] bytes) {
          statement.setBytes(i + 1, bytes);
        } else {
          statement.setObject(i + 1, arguments[i]);
        }
      }
      List<@Nullable Object> values = new ArrayList<>();
      if (statement.execute()) {
        try (ResultSet rows = statement.getResultSet()) {
          while (rows.next()) {
            values.add(rows.getObject(1));
          }
        }
      }
      return values;
    }
  }

  /** Executes a statement and reads whatever it answers. */
  void run(String sql, Object... arguments) throws SQLException {
    column(sql, arguments);
  }

  /** The SQLSTATE of a statement that must fail. */
  String sqlState(String sql, Object... arguments) {
    List<@Nullable Object> values;
    try {
      values = column(sql, arguments);
    } catch (SQLException failed) {
      return String.valueOf(failed.getSQLState());
    }
    throw new AssertionError("no failure but " + values + ": " + sql);
  }

  /** Registers a plugin; answers its version. */
  int register(String name, byte[] module) throws SQLException {
    return version(value("CALL WASM_REGISTER(?, ?)", name, module));
  }

  /** Registers a plugin with options; answers its version. */
  int register(String name, byte[] module, String options) throws SQLException {
    return version(value("CALL WASM_REGISTER(?, ?, ?)", name, module, options));
  }

  private static int version(@Nullable Object value) {
    if (value instanceof Integer version) {
      return version;
    }
    throw new AssertionError("not a version: " + value);
  }

  /** Calls a plugin on a text. */
  @Nullable Object transform(String name, String input) throws SQLException {
    return value("VALUES WASM_TRANSFORM(?, ?)", name, input);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
