package io.github.wasmudf.h2;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.catalog.ActivePlugin;
import io.github.wasmudf.catalog.Grantees;
import io.github.wasmudf.catalog.PluginCatalog;
import io.github.wasmudf.catalog.PluginRecord;
import java.io.IOException;
import java.io.InputStream;
import org.h2.engine.SessionLocal;
import org.h2.index.Cursor;
import org.h2.message.DbException;
import org.h2.result.Row;
import org.h2.value.Value;
import org.h2.value.ValueInteger;
import org.h2.value.ValueVarchar;
import org.jspecify.annotations.Nullable;

/** Reads {@code WASM.PLUGIN} as one session sees it. */
final class PluginTable implements PluginCatalog {

  private final CatalogTable table;

  PluginTable(SessionLocal session) {
    this.table = new CatalogTable(session, "PLUGIN");
  }

  /** The table itself; says whether what was read still holds. */
  CatalogTable table() {
    return table;
  }

  /**
   * The active version of a plugin, or null. H2 reads the index and each row at a moment of its
   * own, so that a commit in between can make every version seem inactive, or take a row away. A
   * plugin that is there has an active version at every single moment: then it is read again.
   */
  @Nullable ActivePlugin find(String name) {
    for (int attempt = 1; attempt <= CatalogTable.MAX_ATTEMPTS; attempt++) {
      try {
        Cursor rows = table.rows("PLUGIN", ValueVarchar.get(name));
        if (!rows.next()) {
          return null;
        }
        ActivePlugin active = active(name, rows);
        if (active != null) {
          return active;
        }
      } catch (DbException gone) {
        CatalogTable.requireReadAgain(gone, attempt);
      }
    }
    return null;
  }

  private @Nullable ActivePlugin active(String name, Cursor rows) {
    do {
      Row row = rows.get();
      if (table.value(row, "ACTIVE").getBoolean()) {
        return new ActivePlugin(
            record(name, row), Grantees.of(table.value(row, "GRANTEES").getString()));
      }
    } while (rows.next());
    return null;
  }

  private PluginRecord record(String name, Row row) {
    return new PluginRecord(
        name,
        table.value(row, "VERSION").getInt(),
        table.value(row, "SHA256").getString(),
        table.value(row, "OPTIONS").getString());
  }

  /** A version of a plugin, or null. */
  @Nullable PluginRecord find(String name, int version) {
    Cursor rows = version(name, version);
    return rows.next() ? record(name, rows.get()) : null;
  }

  @Override
  public byte[] readModule(PluginRecord plugin) {
    Cursor rows = version(plugin.name(), plugin.version());
    if (!rows.next()) {
      throw new UdfException(UdfError.NOT_FOUND, "it is not there any more");
    }
    Value bytes = table.value(rows.get(), "MODULE");
    try (InputStream module = bytes.getInputStream()) {
      return module.readAllBytes();
    } catch (IOException broken) {
      throw new UdfException(UdfError.INTERNAL, "its module cannot be read", broken);
    }
  }

  private Cursor version(String name, int version) {
    return table.rows("PLUGIN", ValueVarchar.get(name), "VERSION", ValueInteger.get(version));
  }
}
