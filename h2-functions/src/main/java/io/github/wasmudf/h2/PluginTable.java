package io.github.wasmudf.h2;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.catalog.PluginCatalog;
import io.github.wasmudf.catalog.PluginRecord;
import java.io.IOException;
import java.io.InputStream;
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
import org.h2.value.ValueInteger;
import org.h2.value.ValueVarchar;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code WASM.PLUGIN} as one session sees it.
 *
 * <p>It goes to the table's index instead of through SQL for three reasons: a nested statement
 * would end the outer one's view of the data, it would need rights on the modules that callers
 * should not have, and whether anything changed must be known for the price of a field.
 */
final class PluginTable implements PluginCatalog {
  static final String SCHEMA = "WASM";
  private static final String NAME = "PLUGIN";
  private static final int MAX_ATTEMPTS = 100;

  private final SessionLocal session;
  private final Database database;
  private @Nullable Table table;
  private long tableFoundAt = -1;

  /** When the statement began that last used a snapshot, in the terms of the table's data. */
  private long usedBy = -1;

  PluginTable(SessionLocal session) {
    this.session = session;
    this.database = session.getDatabase();
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
    Table current = table();
    boolean repeatable = session.getIsolationLevel().compareTo(IsolationLevel.READ_COMMITTED) > 0;
    return new Snapshot(
        current, current.getMaxDataModificationId(), repeatable ? session.getTransaction() : null);
  }

  /**
   * Whether what was read at a snapshot still holds for the running statement. A change that was
   * committed after the statement's first call does not count: a statement ends on the version that
   * it began with. (Before its first call it has none yet, and the newest is as good as any.)
   */
  @SuppressWarnings("ReferenceEquality") // another object is another table, whatever it equals
  boolean isCurrent(Snapshot seen) {
    Table current = table();
    if (current != seen.table() || session.isUpdatedInCurrentTransaction(current)) {
      return false;
    }
    long statement = session.getStatementModificationDataId();
    long data = current.getMaxDataModificationId();
    if (data != seen.data() && (data <= statement || statement != usedBy)) {
      return false;
    }
    usedBy = statement;
    return seen.transaction() == null || seen.transaction() == session.getTransaction();
  }

  private Table table() {
    long metadata = database.getModificationMetaId();
    Table known = table;
    if (known == null || metadata != tableFoundAt) {
      known = find(session, NAME);
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
          "wasm-udf is not installed in this database; an administrator runs"
              + " RUNSCRIPT FROM 'classpath:/wasmudf/install.sql'");
    }
    return table;
  }

  /**
   * The active version of a plugin, or null. H2 reads the index and each row at a moment of its
   * own, so that a commit in between can make every version seem inactive, or take a row away. A
   * plugin that is there has an active version at every single moment: then it is read again.
   */
  @Nullable PluginRecord find(String name) {
    for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      try {
        Cursor rows = rows(name, null);
        if (!rows.next()) {
          return null;
        }
        PluginRecord active = active(name, rows);
        if (active != null) {
          return active;
        }
      } catch (DbException gone) {
        if (gone.getErrorCode() != ErrorCode.ROW_NOT_FOUND_IN_PRIMARY_INDEX
            || attempt == MAX_ATTEMPTS) {
          throw gone;
        }
      }
    }
    return null;
  }

  private @Nullable PluginRecord active(String name, Cursor rows) {
    do {
      Row row = rows.get();
      if (value(row, "ACTIVE").getBoolean()) {
        return new PluginRecord(
            name,
            value(row, "VERSION").getInt(),
            value(row, "SHA256").getString(),
            value(row, "OPTIONS").getString());
      }
    } while (rows.next());
    return null;
  }

  @Override
  public byte[] readModule(PluginRecord plugin) {
    Cursor rows = rows(plugin.name(), plugin.version());
    if (!rows.next()) {
      throw new UdfException(UdfError.NOT_FOUND, "it is not there any more");
    }
    try (InputStream module = value(rows.get(), "MODULE").getInputStream()) {
      return module.readAllBytes();
    } catch (IOException broken) {
      throw new UdfException(UdfError.INTERNAL, "its module cannot be read", broken);
    }
  }

  private Cursor rows(String name, @Nullable Integer version) {
    Table current = table();
    SearchRow key = current.getTemplateRow();
    key.setValue(column("PLUGIN"), ValueVarchar.get(name));
    if (version != null) {
      key.setValue(column("VERSION"), ValueInteger.get(version));
    }
    return current.getPrimaryKey().find(session, key, key, false);
  }

  private Value value(Row row, String column) {
    return row.getValue(column(column));
  }

  private int column(String name) {
    return table().getColumn(identifier(database, name)).getColumnId();
  }

  /**
   * What the install script's unquoted name became in this database. (H2's own {@code
   * sysIdentifier} knows letters and underscores only, and asserts that.)
   */
  private static String identifier(Database database, String name) {
    return database.getSettings().databaseToLower ? name.toLowerCase(Locale.ROOT) : name;
  }
}
