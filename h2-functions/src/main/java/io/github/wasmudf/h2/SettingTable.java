package io.github.wasmudf.h2;

import org.h2.engine.SessionLocal;
import org.h2.index.Cursor;
import org.h2.table.Table;
import org.jspecify.annotations.Nullable;

/** Reads {@code WASM.SETTING}, whose rows are few, without the caller's rights being asked. */
final class SettingTable {
  private SettingTable() {}

  static @Nullable String read(SessionLocal session, String name) {
    Table table = CatalogTable.find(session, "SETTING");
    Cursor rows = table.getScanIndex(session).find(session, null, null, false);
    while (rows.next()) {
      if (rows.get().getValue(0).getString().equals(name)) {
        return rows.get().getValue(1).getString();
      }
    }
    return null;
  }
}
