package io.github.wasmudf.h2;

import java.io.InputStream;
import java.io.Reader;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A connection as tests use it: SQL in, value or SQLSTATE out. */
final class Sql implements AutoCloseable {
  private final Connection connection;

  private Sql(Connection connection) {
    this.connection = connection;
  }

  static Sql connect(String url, String user, String password) throws SQLException {
    return new Sql(DriverManager.getConnection(url, user, password));
  }

  Connection connection() {
    return connection;
  }

  /** The first column of the first row; large objects as their content. */
  @Nullable Object value(String sql, @Nullable Object... arguments) throws SQLException {
    List<@Nullable Object> values = column(sql, arguments);
    if (values.isEmpty()) {
      throw new AssertionError("no row: " + sql);
    }
    return values.get(0);
  }

  /** The first column of all rows. */
  List<@Nullable Object> column(String sql, @Nullable Object... arguments) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      set(statement, arguments);
      List<@Nullable Object> values = new ArrayList<>();
      if (statement.execute()) {
        try (ResultSet rows = statement.getResultSet()) {
          while (rows.next()) {
            values.add(content(rows.getObject(1)));
          }
        }
      }
      return values;
    }
  }

  /** Executes a statement and reads whatever it answers. */
  void run(String sql, @Nullable Object... arguments) throws SQLException {
    column(sql, arguments);
  }

  /** What an application sees of a failed statement. */
  record Failure(String sqlState, int code, String message) {}

  /** The failure of a statement that must fail. */
  Failure failure(String sql, @Nullable Object... arguments) {
    List<@Nullable Object> values;
    try {
      values = column(sql, arguments);
    } catch (SQLException failed) {
      return new Failure(
          String.valueOf(failed.getSQLState()),
          failed.getErrorCode(),
          String.valueOf(failed.getMessage()));
    }
    throw new AssertionError("no failure but " + values + ": " + sql);
  }

  /** The SQLSTATE of a statement that must fail. */
  String sqlState(String sql, @Nullable Object... arguments) {
    return failure(sql, arguments).sqlState();
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
  @Nullable Object transform(String name, @Nullable Object input) throws SQLException {
    return value("VALUES WASM_TRANSFORM(?, ?)", name, input);
  }

  private static void set(PreparedStatement statement, @Nullable Object... arguments)
      throws SQLException {
    for (int i = 0; i < arguments.length; i++) {
      Object argument = arguments[i];
      if (argument instanceof InputStream stream) {
        statement.setBinaryStream(i + 1, stream);
      } else if (argument instanceof Reader reader) {
        statement.setCharacterStream(i + 1, reader);
      } else {
        statement.setObject(i + 1, argument);
      }
    }
  }

  private static @Nullable Object content(@Nullable Object value) throws SQLException {
    if (value instanceof Blob blob) {
      return blob.getBytes(1, (int) blob.length());
    }
    return value instanceof Clob clob ? clob.getSubString(1, (int) clob.length()) : value;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
