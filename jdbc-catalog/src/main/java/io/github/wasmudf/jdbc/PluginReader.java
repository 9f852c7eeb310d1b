package io.github.wasmudf.jdbc;

import io.github.wasmudf.catalog.ActivePlugin;
import io.github.wasmudf.catalog.Grantees;
import io.github.wasmudf.catalog.ModuleContents;
import io.github.wasmudf.catalog.PluginRecord;
import io.github.wasmudf.catalog.StoredPlugin;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code WASM.PLUGIN} and {@code WASM.SETTING}, with the rights of its connection's user and
 * in its transaction. As thread-safe as its connection.
 */
public final class PluginReader {
  private final Connection connection;

  /** A reader on a connection, which stays its owner's. */
  public PluginReader(Connection connection) {
    this.connection = connection;
  }

  /**
   * The active version of a plugin, or null. One row by its key: cheap enough to ask once per
   * statement, which is how a change by another connection is noticed.
   */
  public @Nullable ActivePlugin find(String name) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT VERSION, SHA256, OPTIONS, GRANTEES FROM WASM.PLUGIN"
                + " WHERE PLUGIN = ? AND ACTIVE = TRUE")) {
      select.setString(1, name);
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? new ActivePlugin(
                new PluginRecord(name, row.getInt(1), row.getString(2), row.getString(3)),
                Grantees.of(row.getString(4)))
            : null;
      }
    }
  }

  /** The bytes of a version's module; null when the version is not there any more. */
  public byte @Nullable [] readModule(PluginRecord plugin) throws SQLException, IOException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT MODULE FROM WASM.PLUGIN WHERE PLUGIN = ? AND VERSION = ?")) {
      select.setString(1, plugin.name());
      select.setInt(2, plugin.version());
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          return null;
        }
        try (InputStream module = row.getBinaryStream(1)) {
          return module.readAllBytes();
        }
      }
    }
  }

  /** All versions of all plugins, by name and version. */
  public List<StoredPlugin> list() throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT PLUGIN, VERSION, SHA256, OPTIONS, ACTIVE, ABI, ENGINE, BYTES, SELF_NAME,"
                    + " SELF_VERSION, DESCRIPTION, OWNER, REGISTERED_AT, GRANTEES, EXPORTS, IMPORTS,"
                    + " PRODUCERS, LANGUAGES FROM WASM.PLUGIN"
                    + " ORDER BY PLUGIN, VERSION");
        ResultSet rows = select.executeQuery()) {
      List<StoredPlugin> list = new ArrayList<>();
      while (rows.next()) {
        list.add(stored(rows));
      }
      return list;
    }
  }

  private static StoredPlugin stored(ResultSet row) throws SQLException {
    return new StoredPlugin(
        new PluginRecord(row.getString(1), row.getInt(2), row.getString(3), row.getString(4)),
        row.getBoolean(5),
        row.getString(6),
        row.getString(7),
        row.getLong(8),
        row.getString(9),
        row.getString(10),
        row.getString(11),
        new ModuleContents(
            row.getString(15), row.getString(16), row.getString(17), row.getString(18)),
        row.getString(12),
        row.getObject(13, OffsetDateTime.class).toInstant(),
        Grantees.of(row.getString(14)));
  }

  /** The database's policy as JSON, or null. */
  public @Nullable String policy() throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT SETTING FROM WASM.SETTING WHERE NAME = ?")) {
      select.setString(1, PluginStore.POLICY);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getString(1) : null;
      }
    }
  }
}
