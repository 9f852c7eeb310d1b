package io.github.wasmudf.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes {@code WASM.PLUGIN_STATE} for one plugin, in the caller's transaction, which it
 * neither begins nor ends. As thread-safe as its connection.
 */
public final class StateStore {
  private final Connection connection;
  private final String plugin;

  /**
   * A store on a connection, which stays its owner's.
   *
   * @param plugin whose state it is
   */
  public StateStore(Connection connection, String plugin) {
    this.connection = connection;
    this.plugin = plugin;
  }

  /** The value of a key, or null. */
  public byte @Nullable [] get(byte[] key) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT STATE_VALUE FROM WASM.PLUGIN_STATE WHERE PLUGIN = ? AND STATE_KEY = ?")) {
      select.setString(1, plugin);
      select.setBytes(2, key);
      try (ResultSet rows = select.executeQuery()) {
        return rows.next() ? rows.getBytes(1) : null;
      }
    }
  }

  /** Sets the value of a key. */
  public void put(byte[] key, byte[] value) throws SQLException {
    if (write(
            "UPDATE WASM.PLUGIN_STATE SET STATE_VALUE = ? WHERE PLUGIN = ? AND STATE_KEY = ?",
            key,
            value)
        == 0) {
      write(
          "INSERT INTO WASM.PLUGIN_STATE (STATE_VALUE, PLUGIN, STATE_KEY) VALUES (?, ?, ?)",
          key,
          value);
    }
  }

  private int write(String sql, byte[] key, byte[] value) throws SQLException {
    try (PreparedStatement write = connection.prepareStatement(sql)) {
      write.setBytes(1, value);
      write.setString(2, plugin);
      write.setBytes(3, key);
      return write.executeUpdate();
    }
  }

  /** Removes a key; answers whether it was there. */
  public boolean remove(byte[] key) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "DELETE FROM WASM.PLUGIN_STATE WHERE PLUGIN = ? AND STATE_KEY = ?")) {
      delete.setString(1, plugin);
      delete.setBytes(2, key);
      return delete.executeUpdate() > 0;
    }
  }
}
