package io.github.wasmudf.cli;

import java.io.Reader;
import java.sql.Connection;
import java.sql.SQLException;
import org.apache.calcite.jdbc.CalciteConnection;

/** Apache Calcite in this JVM; a server of it (Avatica) without what the command line adds. */
final class CalciteDatabase implements Database {
  @Override
  public String defaultUrl() {
    return "jdbc:wasm-calcite:";
  }

  @Override
  public String driver() {
    return CalciteShellDriver.class.getName();
  }

  @Override
  public OpenDatabase open(Login login) throws SQLException {
    return new OpenDatabase(connect(login), login.withUrl(CalciteShellDriver.PREFIX + login.url()));
  }

  /** Opens a connection that has {@code FILE_READ}, as H2 has it, if it is Calcite itself. */
  static Connection connect(Login login) throws SQLException {
    Connection connection = login.connect();
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
