package io.github.wasmudf.calcite;

import io.github.wasmudf.CancelSignal;
import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.host.HostServices;
import io.github.wasmudf.host.SqlAccess;
import io.github.wasmudf.host.SqlRows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** SQL of a plugin in the database that holds the catalog. */
final class JdbcGuestSql implements SqlAccess {
  private final GuestDatabase database;
  private final boolean mayWrite;
  private final Limits limits;
  private final CancelSignal signal;

  JdbcGuestSql(GuestDatabase database, boolean mayWrite, Limits limits, CancelSignal signal) {
    this.database = database;
    this.mayWrite = mayWrite;
    this.limits = limits;
    this.signal = signal;
  }

  /** What is done with a statement. */
  @FunctionalInterface
  private interface Work<T> {
    T run(PreparedStatement statement) throws SQLException;
  }

  @Override
  public SqlRows query(String sql, List<@Nullable Object> parameters, long deadline) {
    GuestStatements.requireQuery(sql);
    return run(sql, parameters, deadline, this::rows);
  }

  @Override
  public long execute(String sql, List<@Nullable Object> parameters, long deadline) {
    if (!mayWrite) {
      throw HostServices.notGranted("sql\": \"write");
    }
    GuestStatements.requireChange(sql);
    return run(sql, parameters, deadline, statement -> (long) statement.executeUpdate());
  }

  private <T> T run(String sql, List<@Nullable Object> parameters, long deadline, Work<T> work) {
    return database.run("the plugin's SQL", c -> run(c, sql, parameters, deadline, work));
  }

  private <T> T run(
      Connection connection,
      String sql,
      List<@Nullable Object> parameters,
      long deadline,
      Work<T> work)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(GuestStatements.withoutEnd(sql))) {
      for (int i = 0; i < parameters.size(); i++) {
        statement.setObject(i + 1, parameters.get(i));
      }
      GuestWatch watch = new GuestWatch(statement, signal, deadline);
      try {
        T answer = work.run(statement);
        watch.close();
        requireUnended(watch);
        return answer;
      } catch (SQLException failed) {
        UdfException reason = watch.reason();
        if (reason != null) {
          throw reason;
        }
        throw failed;
      } finally {
        watch.close();
      }
    }
  }

  /** A cancellation that came too late for the statement has been told, which happens once. */
  private static void requireUnended(GuestWatch watch) {
    UdfException reason = watch.reason();
    if (reason != null) {
      throw reason;
    }
  }

  private SqlRows rows(PreparedStatement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      ResultSetMetaData columns = rows.getMetaData();
      List<String> names = new ArrayList<>();
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        names.add(columns.getColumnLabel(i));
      }
      GuestValues values = new GuestValues(limits.resultBytes());
      List<List<@Nullable Object>> all = new ArrayList<>();
      while (rows.next()) {
        List<@Nullable Object> row = new ArrayList<>(names.size());
        for (int i = 1; i <= names.size(); i++) {
          row.add(values.read(rows, i, columns.getColumnType(i)));
        }
        all.add(row);
      }
      return new SqlRows(names, all);
    }
  }
}
