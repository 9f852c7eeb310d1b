package io.github.wasmudf.cli;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.avatica.AvaticaSeverity;
import org.apache.calcite.avatica.MissingResultsException;
import org.apache.calcite.avatica.NoSuchStatementException;
import org.apache.calcite.avatica.jdbc.JdbcMeta;
import org.apache.calcite.avatica.remote.AvaticaRuntimeException;
import org.apache.calcite.avatica.remote.TypedValue;
import org.jspecify.annotations.Nullable;

/** The clients' connections, as Avatica keeps them, with two differences. */
final class ServedConnections extends JdbcMeta {
  /** Avatica's own lets a client set any property: files, classes, databases. */
  private static final Set<String> CLIENTS_MAY_SET =
      Set.of(
          "caseSensitive",
          "conformance",
          "fun",
          "lex",
          "quotedCasing",
          "quoting",
          "timeZone",
          "unquotedCasing");

  ServedConnections(String url) throws SQLException {
    super(url);
  }

  @Override
  public void openConnection(
      ConnectionHandle connection, @Nullable Map<String, String> properties) {
    Map<String, String> allowed = properties == null ? new HashMap<>() : new HashMap<>(properties);
    allowed.keySet().retainAll(CLIENTS_MAY_SET);
    super.openConnection(connection, allowed);
  }

  @Override
  public StatementHandle prepare(ConnectionHandle connection, String sql, long maxRows) {
    try {
      return super.prepare(connection, sql, maxRows);
    } catch (RuntimeException e) {
      throw withState(e);
    }
  }

  @Override
  public ExecuteResult prepareAndExecute(
      StatementHandle statement,
      String sql,
      long maxRows,
      int maxRowsInFirstFrame,
      PrepareCallback callback)
      throws NoSuchStatementException {
    try {
      return super.prepareAndExecute(statement, sql, maxRows, maxRowsInFirstFrame, callback);
    } catch (RuntimeException e) {
      throw withState(e);
    }
  }

  @Override
  public ExecuteResult execute(
      StatementHandle statement, List<TypedValue> parameters, int maxRowsInFirstFrame)
      throws NoSuchStatementException {
    try {
      return super.execute(statement, parameters, maxRowsInFirstFrame);
    } catch (RuntimeException e) {
      throw withState(e);
    }
  }

  @Override
  public Frame fetch(StatementHandle statement, long offset, int maxRows)
      throws NoSuchStatementException, MissingResultsException {
    try {
      return super.fetch(statement, offset, maxRows);
    } catch (RuntimeException e) {
      throw withState(e);
    }
  }

  /** Avatica's own would send the text of the error, and of all its causes, without SQLSTATE. */
  private static RuntimeException withState(RuntimeException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException e && e.getSQLState() != null) {
        AvaticaRuntimeException known =
            new AvaticaRuntimeException(
                String.valueOf(e.getMessage()),
                e.getErrorCode(),
                e.getSQLState(),
                AvaticaSeverity.ERROR);
        known.initCause(e);
        return known;
      }
    }
    return failure;
  }
}
