package io.github.wasmudf.h2;

import io.github.wasmudf.CancelSignal;
import org.h2.api.ErrorCode;
import org.h2.command.dml.NoOperation;
import org.h2.engine.SessionLocal;
import org.h2.message.DbException;
import org.jspecify.annotations.Nullable;

/**
 * Whether H2 wants the statement of a session to end: {@code Statement.cancel()}, a query timeout,
 * or the connection's close. H2 itself looks between rows only, and not at every one.
 */
final class StatementCancellation implements CancelSignal {
  private final SessionLocal session;

  /** Asks on behalf of whatever command the session runs. */
  private final NoOperation question;

  StatementCancellation(SessionLocal session) {
    this.session = session;
    this.question = new NoOperation(session);
  }

  @Override
  public @Nullable String reason() {
    long cancelAt = session.getCancel();
    if (cancelAt != 0 && System.nanoTime() - cancelAt >= 0) {
      return session.isClosed()
          ? "the connection was closed"
          : "the statement's query timeout is over, or its connection is being closed";
    }
    return isCancelled() ? "the statement was cancelled" : null;
  }

  /** H2 takes the request back as it tells of it; else the next statement would end, too. */
  private boolean isCancelled() {
    try {
      question.checkCanceled();
      return false;
    } catch (RuntimeException answer) {
      // A session that is just going away may answer anything.
      return answer instanceof DbException cancelled
          && cancelled.getErrorCode() == ErrorCode.STATEMENT_WAS_CANCELED;
    }
  }
}
