package io.github.wasmudf.cli;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * An open connection, which this object owns, and how it was come by.
 *
 * @param login what opens another such connection
 */
record OpenDatabase(Connection connection, Login login) implements AutoCloseable {
  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
