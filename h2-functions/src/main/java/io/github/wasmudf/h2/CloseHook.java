package io.github.wasmudf.h2;

import org.h2.engine.SessionLocal;
import org.h2.index.Index;
import org.h2.message.DbException;
import org.h2.table.Column;
import org.h2.table.VirtualTable;

/**
 * Tells when a session ends. H2 has no public notice of that; but it removes a session's local
 * temporary tables when the session closes, whether by its user, by a lost client, or by the
 * database's shutdown. So this is such a table, without rows.
 */
final class CloseHook extends VirtualTable {
  private static final String NAME = "wasm-udf session";

  private final Runnable onClose;
  private final Runnable onCommit;

  private CloseHook(SessionLocal session, Runnable onClose, Runnable onCommit) {
    super(session.getDatabase().getMainSchema(), 0, NAME);
    this.onClose = onClose;
    this.onCommit = onCommit;
    setTemporary(true);
    setOnCommitTruncate(true);
    // Whoever lists the columns of all tables asks this one too.
    setColumns(new Column[0]);
  }

  /**
   * Tells of a session.
   *
   * @param onClose run once, when it ends
   * @param onCommit run after each commit, which with autocommit is the end of a statement
   */
  static void install(SessionLocal session, Runnable onClose, Runnable onCommit) {
    if (session.findLocalTempTable(NAME) == null) {
      session.addLocalTempTable(new CloseHook(session, onClose, onCommit));
    }
  }

  /** H2 empties such tables when it commits. */
  @Override
  public long truncate(SessionLocal session) {
    onCommit.run();
    return 0;
  }

  @Override
  public void removeChildrenAndResources(SessionLocal session) {
    onClose.run();
  }

  @Override
  public boolean canDrop() {
    return false;
  }

  @Override
  public Index getScanIndex(SessionLocal session) {
    throw DbException.getUnsupportedException(NAME);
  }

  @Override
  public long getMaxDataModificationId() {
    return 0;
  }

  @Override
  public boolean isDeterministic() {
    return false;
  }

  @Override
  public boolean canGetRowCount(SessionLocal session) {
    return true;
  }

  @Override
  public long getRowCount(SessionLocal session) {
    return 0;
  }

  @Override
  public long getRowCountApproximation(SessionLocal session) {
    return 0;
  }
}
