package io.github.wasmudf.cli;

import java.sql.SQLException;
import org.h2.jdbc.JdbcException;

/** How an SQL error reads on the terminal: one line that a script can match. */
final class SqlErrors {
  private static final String UNKNOWN_STATE = "HY000";

  private SqlErrors() {}

  /** {@code SQLSTATE: message}, without line ends. */
  static String line(SQLException error) {
    String state = error.getSQLState() == null ? UNKNOWN_STATE : error.getSQLState();
    return state + ": " + message(error).lines().findFirst().orElse("no message");
  }

  /** H2 appends the statement, which may be pages long, to the message it was going to give. */
  private static String message(SQLException error) {
    String message = error instanceof JdbcException e ? e.getOriginalMessage() : error.getMessage();
    return message == null ? error.toString() : message;
  }
}
