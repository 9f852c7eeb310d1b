package io.github.wasmudf.cli;

import java.io.Reader;
import java.sql.Connection;
import java.sql.SQLException;
import org.apache.calcite.jdbc.CalciteConnection;

/** Apache Calcite in this JVM; a server of it (Avatica) without what the command line adds. */
final class CalciteDatabase implements Database {
  private static final String CANNOT_CONNECT = "08001";

  @Override
  public String defaultUrl() {
    return "jdbc:wasm-calcite:";
  }

  @Override
  public String demoUrl() {
    return defaultUrl();
  }

  @Override
  public String driver() {
    return CalciteShellDriver.class.getName();
  }

  @Override
  public OpenDatabase open(Login login) throws SQLException {
    Login another = login.withUrl(CalciteShellDriver.PREFIX + login.url());
    // Calcite knows no users; the interactive shell would ask for one.
    return new OpenDatabase(connect(login), login.user() == null ? another.withUser("") : another);
  }

  /** Calcite's and Avatica's drivers tell of a bad URL by whatever exception it leads to. */
  private static Connection connected(Login login) throws SQLException {
    try {
      return login.connect();
    } catch (RuntimeException e) {
      throw new SQLException("cannot connect: " + rootCause(e), CANNOT_CONNECT, e);
    }
  }

  private static String rootCause(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  /** Opens a connection that has {@code FILE_READ}, as H2 has it, if it is Calcite itself. */
  static Connection connect(Login login) throws SQLException {
    Connection connection = connected(login);
    if (connection.isWrapperFor(CalciteConnection.class)) {
      connection
          .unwrap(CalciteConnection.class)
          .getRootSchema()
          .add(FileReadFunction.NAME, new FileReadFunction());
    }
    return connection;
  }

  @Override
  public StatementSource statements(Reader script) {
    return new CalciteStatements(script);
  }
}
