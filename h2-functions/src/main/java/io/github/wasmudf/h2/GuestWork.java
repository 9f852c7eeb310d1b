package io.github.wasmudf.h2;

import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.host.ConnectionServices;
import io.github.wasmudf.host.PluginState;
import io.github.wasmudf.host.SqlAccess;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.h2.api.ErrorCode;
import org.h2.command.Command;
import org.h2.command.dml.NoOperation;
import org.h2.engine.SessionLocal;
import org.h2.message.DbException;
import org.jspecify.annotations.Nullable;

/**
 * What the plugins of one H2 connection do in its database, on behalf of the statement that calls
 * them. Used by the session's one thread.
 */
final class GuestWork implements ConnectionServices {
  private final SessionLocal session;
  private final NoOperation question;
  private int depth;

  GuestWork(SessionLocal session) {
    this.session = session;
    this.question = new NoOperation(session);
  }

  @Override
  public SqlAccess sql(boolean mayWrite, Limits limits) {
    return new GuestSql(session, this, mayWrite, limits);
  }

  @Override
  public PluginState state(String plugin) {
    return new H2State(session, this, plugin);
  }

  @Override
  public <T> T atomically(Supplier<T> call) {
    SessionLocal.Savepoint savepoint = session.setSavepoint();
    try {
      return call.get();
    } catch (RuntimeException | Error failed) {
      session.rollbackTo(savepoint);
      throw failed;
    }
  }

  /** Whether it is a plugin's SQL that runs now. */
  boolean isUnderWay() {
    return depth > 0;
  }

  /**
   * Runs SQL of a plugin.
   *
   * @param mostDepth how deep it may be within plugins within SQL
   * @throws UdfException {@code SERVICE_FAILED} when it is deeper, {@code TIME_LIMIT}
   */
  <T> T run(int mostDepth, long deadline, Supplier<T> work) {
    if (depth >= mostDepth) {
      throw UdfException.limit(
          UdfError.SERVICE_FAILED, "SQL of plugins within SQL of plugins", mostDepth, depth, 1);
    }
    if (deadline - System.nanoTime() <= 0) {
      throw new UdfException(UdfError.TIME_LIMIT, "the call's time is over before its SQL begins");
    }
    Command statement = session.getCurrentCommand();
    GuestDeadline time =
        new GuestDeadline(statement == null ? session::cancel : statement::cancel, deadline);
    depth++;
    try {
      T answer = work.get();
      time.close();
      if (time.hasExpired()) {
        throw new UdfException(UdfError.CANCELLED, "too late");
      }
      return answer;
    } catch (UdfException failed) {
      time.close();
      throw time.hasExpired() ? timeIsOver(statement, failed) : failed;
    } finally {
      depth--;
      time.close();
    }
  }

  /** Takes the request to cancel back, in case that nobody heard it. */
  private UdfException timeIsOver(@Nullable Command statement, UdfException failed) {
    if (statement == null) {
      session.setQueryTimeout(session.getQueryTimeout());
    } else {
      try {
        question.checkCanceled();
      } catch (DbException heard) {
        if (heard.getErrorCode() != ErrorCode.STATEMENT_WAS_CANCELED) {
          throw heard;
        }
      }
    }
    return new UdfException(
        UdfError.TIME_LIMIT, "the plugin's time was over while its SQL ran", failed);
  }

  /**
   * Makes a change, of which nothing stays when it fails, and which what comes after it sees. When
   * somebody else changes the same rows, it waits for them as a statement of H2 does.
   */
  <T> T change(Supplier<T> change) {
    SessionLocal.Savepoint savepoint = session.setSavepoint();
    long until =
        System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Math.max(1, session.getLockTimeout()));
    while (true) {
      try {
        T answer = change.get();
        session.getTransaction().markStatementStart(null);
        return answer;
      } catch (DbException failed) {
        session.rollbackTo(savepoint);
        if (!isForNow(failed.getErrorCode()) || System.nanoTime() - until >= 0) {
          throw failed;
        }
        session.getTransaction().markStatementStart(null);
      } catch (RuntimeException | Error failed) {
        session.rollbackTo(savepoint);
        throw failed;
      }
    }
  }

  private static boolean isForNow(int code) {
    return code == ErrorCode.CONCURRENT_UPDATE_1
        || code == ErrorCode.ROW_NOT_FOUND_IN_PRIMARY_INDEX
        || code == ErrorCode.ROW_NOT_FOUND_WHEN_DELETING_1;
  }
}
