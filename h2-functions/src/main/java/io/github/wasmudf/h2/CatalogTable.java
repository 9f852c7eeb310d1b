package io.github.wasmudf.h2;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.util.Locale;
import org.h2.api.ErrorCode;
import org.h2.engine.Database;
import org.h2.engine.IsolationLevel;
import org.h2.engine.SessionLocal;
import org.h2.index.Cursor;
import org.h2.message.DbException;
import org.h2.mvstore.tx.Transaction;
import org.h2.result.Row;
import org.h2.result.SearchRow;
import org.h2.table.Table;
import org.h2.value.Value;
import org.h2.value.ValueTimestampTimeZone;
import org.jspecify.annotations.Nullable;

/**
 * One of our tables as one session sees it.
 *
 * <p>It is read through the table's index instead of through SQL for three reasons: a nested
 * statement would end the outer one's view of the data, it would need rights that callers should
 * not have, and whether anything changed must be known for the price of a field.
 */
final class CatalogTable {
  /** Times that something is read which changes meanwhile. */
  static final int MAX_ATTEMPTS = 100;

  static final String SCHEMA = "WASM";

  private final SessionLocal session;
  private final Database database;
  private final String name;
  private @Nullable Table table;
  private long tableFoundAt = -1;

  /** When the statement began that last used a snapshot, in the terms of the table's data. */
  private long usedBy = -1;

  /**
   * The same by the clock: one object for a command, in some modes for a transaction. Without it
   * two statements that began between the same changes would be one.
   */
  private @Nullable ValueTimestampTimeZone usedSince;

  CatalogTable(SessionLocal session, String name) {
    this.session = session;
    this.database = session.getDatabase();
    this.name = name;
  }

  /**
   * The state of the table at one moment.
   *
   * @param table H2 makes a new object when a table is altered or created anew
   * @param data grows with every commit and rollback that touched the table
   * @param transaction what a repeatable read sees ends with its transaction; null for the others
   */
  record Snapshot(Table table, long data, @Nullable Transaction transaction) {}

  /** The present state; taken before reading, so that a change meanwhile is noticed later. */
  Snapshot snapshot() {
    usedBy = session.getStatementModificationDataId();
    usedSince = session.currentTimestamp();
    Table current = table();
    boolean repeatable = session.getIsolationLevel().compareTo(IsolationLevel.READ_COMMITTED) > 0;
    return new Snapshot(
        current, current.getMaxDataModificationId(), repeatable ? session.getTransaction() : null);
  }

  /**
   * Whether what was read at a snapshot still holds for the running statement. A change that is
   * seen after the statement's first call does not count: a statement ends on the version that it
   * began with. (Before its first call it has none yet, and the newest is as good as any.) H2 takes
   * the number of a change a moment before the table has it, and a statement may begin between.
   */
  @SuppressWarnings("ReferenceEquality") // another object is another table or statement
  boolean isCurrent(Snapshot seen) {
    Table current = table();
    if (current != seen.table() || session.isUpdatedInCurrentTransaction(current)) {
      return false;
    }
    long statement = session.getStatementModificationDataId();
    ValueTimestampTimeZone since = session.currentTimestamp();
    boolean goesOn = statement == usedBy && since == usedSince;
    if (!goesOn && current.getMaxDataModificationId() != seen.data()) {
      return false;
    }
    usedBy = statement;
    usedSince = since;
    return seen.transaction() == null || seen.transaction() == session.getTransaction();
  }

  private Table table() {
    long metadata = database.getModificationMetaId();
    Table known = table;
    if (known == null || metadata != tableFoundAt) {
      known = find(session, name);
      table = known;
      tableFoundAt = metadata;
    }
    return known;
  }

  /** A table of ours. */
  static Table find(SessionLocal session, String name) {
    Database database = session.getDatabase();
    var schema = database.findSchema(identifier(database, SCHEMA));
    Table table =
        schema == null ? null : schema.findTableOrView(session, identifier(database, name));
    if (table == null) {
      throw new UdfException(
          UdfError.NOT_FOUND,
          "this version of wasm-udf is not installed in this database; an administrator runs"
              + " RUNSCRIPT FROM 'classpath:/wasmudf/install.sql'");
    }
    return table;
  }

  /**
   * Says that what was not found is to be read again: H2 reads an index and each row at a moment of
   * its own, so that a commit in between can take a row away.
   *
   * @throws DbException the same, where it is something else, or was tried often enough
   */
  static void requireReadAgain(DbException gone, int attempt) {
    if (gone.getErrorCode() != ErrorCode.ROW_NOT_FOUND_IN_PRIMARY_INDEX
        || attempt >= MAX_ATTEMPTS) {
      throw gone;
    }
  }

  /** The rows whose primary key begins with some values. */
  Cursor rows(String firstColumn, Value first) {
    SearchRow key = table().getTemplateRow();
    key.setValue(column(firstColumn), first);
    return find(key);
  }

  /** The rows with a value in each of two columns of the primary key. */
  Cursor rows(String firstColumn, Value first, String secondColumn, Value second) {
    SearchRow key = table().getTemplateRow();
    key.setValue(column(firstColumn), first);
    key.setValue(column(secondColumn), second);
    return find(key);
  }

  private Cursor find(SearchRow key) {
    return table().getPrimaryKey().find(session, key, key, false);
  }

  Value value(Row row, String column) {
    return row.getValue(column(column));
  }

  void set(Row row, String column, Value value) {
    row.setValue(column(column), value);
  }

  private int column(String name) {
    return table().getColumn(identifier(database, name)).getColumnId();
  }

  /**
   * What the install script's unquoted name became in this database. (H2's own {@code
   * sysIdentifier} knows letters and underscores only, and asserts that.)
   */
  static String identifier(Database database, String name) {
    return database.getSettings().databaseToLower ? name.toLowerCase(Locale.ROOT) : name;
  }
}
