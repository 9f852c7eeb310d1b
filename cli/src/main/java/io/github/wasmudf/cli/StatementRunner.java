package io.github.wasmudf.cli;

import java.io.IOException;
import java.io.Reader;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Runs scripts on one connection, and keeps account of what failed. */
final class StatementRunner {
  private final Database database;
  private final Connection connection;
  private final ResultWriter writer;
  private final Streams streams;
  private final boolean keepGoing;
  private boolean failed;

  StatementRunner(
      Database database,
      Connection connection,
      ResultWriter writer,
      Streams streams,
      boolean keepGoing) {
    this.database = database;
    this.connection = connection;
    this.writer = writer;
    this.streams = streams;
    this.keepGoing = keepGoing;
  }

  /** Runs the statements of a script in order, to its end or to the error that stops it. */
  void run(Reader script) throws IOException {
    StatementSource statements = database.statements(script);
    boolean more = !stopped();
    while (more) {
      try {
        String sql = statements.next();
        more = sql != null && (run(sql) || keepGoing);
      } catch (SQLException e) {
        report(SqlErrors.line(e));
        more = keepGoing;
      }
    }
  }

  /** False if the statement failed, which has been reported. */
  private boolean run(String sql) throws IOException {
    try {
      execute(sql);
      streams.out().flush();
      return true;
    } catch (SQLException e) {
      report(SqlErrors.line(e, sql));
    } catch (RuntimeException | ExceptionInInitializerError e) {
      // Calcite evaluates expressions in next(), and while it loads classes that it has generated;
      // what goes wrong there leaves JDBC as it is.
      report(SqlErrors.line(e));
    }
    return false;
  }

  private void report(String error) throws IOException {
    failed = true;
    streams.out().flush();
    streams.err().println(error);
  }

  /** True after an error, unless errors are to be passed over. */
  boolean stopped() {
    return failed && !keepGoing;
  }

  int exitStatus() {
    return failed ? Main.FAILED : 0;
  }

  private void execute(String sql) throws SQLException, IOException {
    try (Statement statement = connection.createStatement()) {
      if (statement.execute(sql)) {
        try (ResultSet result = statement.getResultSet()) {
          writer.rows(result);
        }
      } else {
        writer.changed(statement.getLargeUpdateCount());
      }
    }
  }
}
