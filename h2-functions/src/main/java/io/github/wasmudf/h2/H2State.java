package io.github.wasmudf.h2;

import io.github.wasmudf.host.PluginState;
import java.util.Optional;
import java.util.function.Supplier;
import org.h2.api.ErrorCode;
import org.h2.engine.SessionLocal;
import org.h2.index.Cursor;
import org.h2.message.DbException;
import org.h2.result.Row;
import org.h2.table.Table;
import org.h2.value.Value;
import org.h2.value.ValueVarbinary;
import org.h2.value.ValueVarchar;
import org.jspecify.annotations.Nullable;

/**
 * What one plugin keeps in {@code WASM.PLUGIN_STATE}, in the caller's transaction. By the table's
 * index and rows instead of by SQL: callers have no right on the table, and must have none.
 */
final class H2State implements PluginState {
  private static final String KEY = "STATE_KEY";
  private static final String VALUE = "STATE_VALUE";

  private final SessionLocal session;
  private final GuestWork guests;
  private final CatalogTable table;
  private final Value plugin;

  H2State(SessionLocal session, GuestWork guests, String plugin) {
    this.session = session;
    this.guests = guests;
    this.table = new CatalogTable(session, "PLUGIN_STATE");
    this.plugin = ValueVarchar.get(plugin, session);
  }

  @Override
  public byte @Nullable [] get(byte[] key, long deadline) {
    return translating(
            () ->
                Optional.ofNullable(find(ValueVarbinary.get(key)))
                    .map(row -> table.value(row, VALUE).getBytes()))
        .orElse(null);
  }

  private @Nullable Row find(Value key) {
    Cursor rows = table.rows("PLUGIN", plugin, KEY, key);
    return rows.next() ? rows.get() : null;
  }

  @Override
  public void put(byte[] key, byte[] value, long deadline) {
    change(
        () -> {
          Table all = locked();
          Row old = lockedRow(all, ValueVarbinary.get(key));
          Row row = all.createRow(new Value[all.getColumns().length], Row.MEMORY_CALCULATE);
          table.set(row, "PLUGIN", plugin);
          table.set(row, KEY, ValueVarbinary.get(key));
          table.set(row, VALUE, ValueVarbinary.get(value));
          if (old == null) {
            add(all, row);
          } else {
            all.updateRow(session, old, row);
          }
          return true;
        });
  }

  /** A key that another connection has just added is there to be changed, in a moment. */
  private void add(Table all, Row row) {
    try {
      all.addRow(session, row);
    } catch (DbException failed) {
      throw failed.getErrorCode() == ErrorCode.DUPLICATE_KEY_1
          ? DbException.get(ErrorCode.CONCURRENT_UPDATE_1, failed, all.getName())
          : failed;
    }
  }

  @Override
  public boolean remove(byte[] key, long deadline) {
    return change(
        () -> {
          Table all = locked();
          Row old = lockedRow(all, ValueVarbinary.get(key));
          if (old != null) {
            all.removeRow(session, old);
          }
          return old != null;
        });
  }

  private boolean change(Supplier<Boolean> change) {
    return translating(() -> guests.change(change));
  }

  private static <T> T translating(Supplier<T> work) {
    try {
      return Uninterrupted.read(work);
    } catch (DbException failed) {
      throw GuestErrors.translate("the plugin's state", failed);
    }
  }

  private Table locked() {
    Table all = CatalogTable.find(session, "PLUGIN_STATE");
    all.lock(session, Table.WRITE_LOCK);
    return all;
  }

  /** The row as it is now, which nobody else changes until this transaction ends. */
  private @Nullable Row lockedRow(Table all, Value key) {
    session.getTransaction().markStatementStart(null);
    Row found = find(key);
    return found == null ? null : all.lockRow(session, found, -1);
  }
}
