package io.github.wasmudf.h2;

import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.host.HostServices;
import io.github.wasmudf.host.SqlAccess;
import io.github.wasmudf.host.SqlRows;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.h2.command.Prepared;
import org.h2.command.dml.DataChangeStatement;
import org.h2.command.query.Query;
import org.h2.engine.SessionLocal;
import org.h2.expression.Parameter;
import org.h2.message.DbException;
import org.h2.mvstore.tx.Transaction;
import org.h2.result.ResultInterface;
import org.h2.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * SQL of a plugin, as a part of the statement that calls it: in its transaction, with the caller's
 * rights, under its cancellation and its timeout. H2's parser says what a statement is; a query
 * that turns out to change something is undone.
 *
 * <p>H2's own nested statements would end the outer one's place in the session: its timeout would
 * begin anew, and a request to cancel it would find nobody. So what the parser prepared is run
 * here, and not by a command of its own.
 */
final class GuestSql implements SqlAccess {
  private final SessionLocal session;
  private final GuestWork guests;
  private final boolean mayWrite;
  private final Limits limits;

  GuestSql(SessionLocal session, GuestWork guests, boolean mayWrite, Limits limits) {
    this.session = session;
    this.guests = guests;
    this.mayWrite = mayWrite;
    this.limits = limits;
  }

  @Override
  public SqlRows query(String sql, List<@Nullable Object> parameters, long deadline) {
    return run(
        deadline,
        () -> {
          Prepared prepared = prepared(sql, parameters);
          if (!(prepared instanceof Query query)) {
            throw refused("only SELECT, VALUES and TABLE are queries");
          }
          return withoutChange(() -> rows(query));
        });
  }

  @Override
  public long execute(String sql, List<@Nullable Object> parameters, long deadline) {
    if (!mayWrite) {
      throw HostServices.notGranted("sql\": \"write");
    }
    return run(
        deadline,
        () -> {
          Prepared prepared = prepared(sql, parameters);
          if (!(prepared instanceof DataChangeStatement)) {
            throw refused("only INSERT, UPDATE, DELETE and MERGE change data");
          }
          return guests.change(prepared::update);
        });
  }

  private <T> T run(long deadline, Supplier<T> work) {
    return guests.run(
        limits.sqlDepth(), deadline, () -> Uninterrupted.read(() -> translating(work)));
  }

  private static <T> T translating(Supplier<T> work) {
    try {
      return work.get();
    } catch (DbException failed) {
      throw GuestErrors.translate("the plugin's SQL", failed);
    }
  }

  private Prepared prepared(String sql, List<@Nullable Object> values) {
    GuestStatements.requireNoAdministration(session, sql);
    Prepared prepared = session.prepare(GuestStatements.withoutEnd(sql));
    GuestStatements.requireNotOurs(session, prepared);
    List<Parameter> parameters = prepared.getParameters();
    if (parameters.size() != values.size()) {
      throw refused("it has " + parameters.size() + " parameters, and " + values.size() + " came");
    }
    for (int i = 0; i < values.size(); i++) {
      parameters.get(i).setValue(GuestValues.toSql(session, values.get(i)));
    }
    return prepared;
  }

  static UdfException refused(String why) {
    return new UdfException(
        UdfError.SERVICE_FAILED, "the plugin's SQL is not a statement for plugins: " + why);
  }

  /** Runs a query, which may call functions and triggers of any kind. */
  private <T> T withoutChange(Supplier<T> query) {
    Transaction transaction = session.getTransaction();
    long before = transaction.setSavepoint();
    SessionLocal.Savepoint savepoint = session.setSavepoint();
    T answer = query.get();
    if (session.getTransaction().setSavepoint() != before) {
      session.rollbackTo(savepoint);
      throw refused("a query changed or locked rows; what it did is undone");
    }
    return answer;
  }

  private SqlRows rows(Query query) {
    boolean before = session.isLazyQueryExecution();
    session.setLazyQueryExecution(true);
    try (ResultInterface result = query.query(0)) {
      return read(result);
    } finally {
      session.setLazyQueryExecution(before);
    }
  }

  private SqlRows read(ResultInterface result) {
    int columns = result.getVisibleColumnCount();
    List<String> names = new ArrayList<>(columns);
    for (int i = 0; i < columns; i++) {
      names.add(result.getAlias(i));
    }
    GuestValues values = new GuestValues(session, limits.resultBytes());
    List<List<@Nullable Object>> rows = new ArrayList<>();
    while (result.next()) {
      Value[] row = result.currentRow();
      List<@Nullable Object> read = new ArrayList<>(columns);
      for (int i = 0; i < columns; i++) {
        read.add(values.read(row[i]));
      }
      rows.add(read);
    }
    return new SqlRows(names, rows);
  }
}
