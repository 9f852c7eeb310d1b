package io.github.wasmudf.cli;

import java.sql.SQLException;
import org.h2.jdbc.JdbcException;
import org.jspecify.annotations.Nullable;

/** How an SQL error reads on the terminal: one line that a script can match. */
final class SqlErrors {
  private static final String UNKNOWN_STATE = "HY000";

  /** What Avatica says of an error that has no SQLSTATE. */
  private static final String SUCCESS = "00000";

  private SqlErrors() {}

  /** {@code SQLSTATE: message}, without line ends. */
  static String line(SQLException error) {
    return joined(error.getSQLState(), message(error));
  }

  /** The same, without the statement, which Calcite quotes before the message. */
  static String line(SQLException error, String sql) {
    String quotation = "Error while executing SQL \"" + sql + "\": ";
    String message = message(error);
    int at = message.indexOf(quotation);
    return joined(
        error.getSQLState(), at < 0 ? message : message.substring(at + quotation.length()));
  }

  /** For what a driver should have made an SQL error of. */
  static String line(Throwable error) {
    Throwable reason = error;
    while (reason.getMessage() == null && reason.getCause() != null) {
      reason = reason.getCause();
    }
    return joined(null, reason.getMessage() == null ? reason.toString() : reason.getMessage());
  }

  private static String joined(@Nullable String state, String message) {
    return (state == null || state.equals(SUCCESS) ? UNKNOWN_STATE : state)
        + ": "
        + message.lines().findFirst().orElse("no message");
  }

  /** H2 appends the statement, which may be pages long, to the message it was going to give. */
  private static String message(SQLException error) {
    String message = error instanceof JdbcException e ? e.getOriginalMessage() : error.getMessage();
    return message == null ? error.toString() : message;
  }
}
