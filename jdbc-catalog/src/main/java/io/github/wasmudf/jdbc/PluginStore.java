package io.github.wasmudf.jdbc;

import io.github.wasmudf.PluginInspection;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.catalog.Grantees;
import io.github.wasmudf.catalog.PluginRecord;
import java.io.ByteArrayInputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code WASM.PLUGIN} and {@code WASM.SETTING} in the caller's transaction, which it neither
 * begins nor ends. As thread-safe as its connection.
 */
public final class PluginStore {
  /** The setting that holds the database's policy as JSON. */
  public static final String POLICY = "policy";

  private static final int MAX_ATTEMPTS = 5;
  private static final String DUPLICATE_KEY = "23505";

  /** The standard's, and those of H2 and PostgreSQL. */
  private static final Set<String> NO_SUCH_TABLE = Set.of("42S02", "42S03", "42S04", "42P01");

  private final Connection connection;

  /** A store on a connection, which stays its owner's. */
  public PluginStore(Connection connection) {
    this.connection = connection;
  }

  /** Adds a version and makes it the active one; answers its number. */
  public int add(String plugin, byte[] module, String options, PluginInspection found)
      throws SQLException {
    int version = insertNext(plugin, module, options, found);
    if (lockVersions(plugin).size() > 1) {
      // Read behind the lock: who may call it may just have been changed.
      writeGrantees(plugin, grantees(plugin, version));
    }
    activateOnly(plugin, version);
    return version;
  }

  /** Another connection may take the same number first: then the next one is ours. */
  private int insertNext(String plugin, byte[] module, String options, PluginInspection found)
      throws SQLException {
    for (int attempt = 1; ; attempt++) {
      int version = nextVersion(plugin);
      try {
        insert(plugin, version, module, options, found);
        return version;
      } catch (SQLException taken) {
        if (!DUPLICATE_KEY.equals(taken.getSQLState()) || attempt == MAX_ATTEMPTS) {
          throw taken;
        }
      }
    }
  }

  private int nextVersion(String plugin) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT COALESCE(MAX(VERSION), 0) + 1 FROM WASM.PLUGIN WHERE PLUGIN = ?")) {
      select.setString(1, plugin);
      try (ResultSet rows = select.executeQuery()) {
        rows.next();
        return rows.getInt(1);
      }
    }
  }

  private void insert(
      String plugin, int version, byte[] module, String options, PluginInspection found)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO WASM.PLUGIN (PLUGIN, VERSION, ACTIVE, ABI, ENGINE, SHA256, BYTES,"
                + " SELF_NAME, SELF_VERSION, DESCRIPTION, OPTIONS, OWNER, REGISTERED_AT, GRANTEES,"
                + " MODULE, EXPORTS, IMPORTS, PRODUCERS, LANGUAGES)"
                + " VALUES (?, ?, FALSE, ?, ?, ?, ?, ?, ?, ?, ?, CURRENT_USER,"
                + " CURRENT_TIMESTAMP, ?, ?, ?, ?, ?, ?)")) {
      insert.setString(1, plugin);
      insert.setInt(2, version);
      insert.setString(3, found.abi());
      insert.setString(4, found.engine());
      insert.setString(5, found.sha256());
      insert.setLong(6, found.bytes());
      insert.setString(7, found.name());
      insert.setString(8, found.version());
      insert.setString(9, found.description());
      insert.setString(10, options);
      insert.setString(11, Grantees.EVERYBODY.toJson());
      insert.setBinaryStream(12, new ByteArrayInputStream(module), module.length);
      insert.setString(13, found.contents().exports());
      insert.setString(14, found.contents().imports());
      insert.setString(15, found.contents().producers());
      insert.setString(16, found.contents().languages());
      insert.executeUpdate();
    }
  }

  /**
   * Makes a stored version the active one.
   *
   * @throws UdfException {@code NOT_FOUND} when there is none
   */
  public void activate(String plugin, int version) throws SQLException {
    requireVersion(plugin, version);
    activateOnly(plugin, version);
  }

  private List<Integer> requireVersion(String plugin, int version) throws SQLException {
    List<Integer> versions = lockVersions(plugin);
    if (versions.isEmpty()) {
      throw unknown(plugin);
    }
    if (!versions.contains(version)) {
      throw new UdfException(UdfError.NOT_FOUND, "plugin " + plugin + " has no version " + version);
    }
    return versions;
  }

  /** Of two who activate at once, one waits here: else each would miss what the other changes. */
  private List<Integer> lockVersions(String plugin) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT VERSION FROM WASM.PLUGIN WHERE PLUGIN = ? FOR UPDATE")) {
      select.setString(1, plugin);
      List<Integer> versions = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          versions.add(rows.getInt(1));
        }
      }
      return versions;
    }
  }

  private void activateOnly(String plugin, int version) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE WASM.PLUGIN SET ACTIVE = CASE WHEN VERSION = ? THEN TRUE ELSE FALSE END"
                + " WHERE PLUGIN = ?"
                + " AND ACTIVE <> CASE WHEN VERSION = ? THEN TRUE ELSE FALSE END")) {
      update.setInt(1, version);
      update.setString(2, plugin);
      update.setInt(3, version);
      update.executeUpdate();
    }
  }

  /**
   * Changes who may call a plugin, whatever its version.
   *
   * @return whether that made a difference
   * @throws UdfException {@code NOT_FOUND} when there is no such plugin
   */
  public boolean changeGrantees(String plugin, UnaryOperator<Grantees> change) throws SQLException {
    if (lockVersions(plugin).isEmpty()) {
      throw unknown(plugin);
    }
    Grantees before = grantees(plugin, 0);
    Grantees after = change.apply(before);
    if (after.equals(before)) {
      return false;
    }
    writeGrantees(plugin, after);
    return true;
  }

  /** Those of a plugin's versions, of which one does not count. */
  private Grantees grantees(String plugin, int exceptVersion) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT GRANTEES FROM WASM.PLUGIN WHERE PLUGIN = ? AND VERSION <> ?")) {
      select.setString(1, plugin);
      select.setInt(2, exceptVersion);
      try (ResultSet rows = select.executeQuery()) {
        return rows.next() ? Grantees.of(rows.getString(1)) : Grantees.EVERYBODY;
      }
    }
  }

  private void writeGrantees(String plugin, Grantees grantees) throws SQLException {
    write("UPDATE WASM.PLUGIN SET GRANTEES = ? WHERE PLUGIN = ?", grantees.toJson(), plugin);
  }

  /**
   * Removes one version, which is neither the active one nor the latest.
   *
   * @throws UdfException {@code NOT_FOUND} when there is none, {@code IN_USE} when it is one of
   *     these
   */
  public void removeVersion(String plugin, int version) throws SQLException {
    List<Integer> versions = requireVersion(plugin, version);
    PluginRecord.requireNotLatest(plugin, version, versions);
    try (PreparedStatement delete =
        connection.prepareStatement(
            "DELETE FROM WASM.PLUGIN WHERE PLUGIN = ? AND VERSION = ? AND NOT ACTIVE")) {
      delete.setString(1, plugin);
      delete.setInt(2, version);
      if (delete.executeUpdate() == 0) {
        throw PluginRecord.inUse(plugin, version);
      }
    }
  }

  /**
   * Removes all versions, and what the plugin keeps; answers how many there were.
   *
   * @throws UdfException {@code NOT_FOUND} when there was none
   */
  public int remove(String plugin) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM WASM.PLUGIN WHERE PLUGIN = ?")) {
      delete.setString(1, plugin);
      int count = delete.executeUpdate();
      if (count == 0) {
        throw unknown(plugin);
      }
      removeState(plugin);
      return count;
    }
  }

  /** A catalog of an earlier version has no table for it, and nothing in it. */
  private void removeState(String plugin) throws SQLException {
    try {
      write("DELETE FROM WASM.PLUGIN_STATE WHERE PLUGIN = ?", plugin);
    } catch (SQLException failed) {
      if (!NO_SUCH_TABLE.contains(String.valueOf(failed.getSQLState()))) {
        throw failed;
      }
    }
  }

  private static UdfException unknown(String plugin) {
    return new UdfException(UdfError.NOT_FOUND, "no plugin \"" + plugin + "\"");
  }

  /** Stores the database's policy; null removes it. */
  public void setPolicy(@Nullable String json) throws SQLException {
    if (json == null) {
      write("DELETE FROM WASM.SETTING WHERE NAME = ?", POLICY);
    } else if (updatePolicy(json) == 0) {
      try {
        write("INSERT INTO WASM.SETTING (SETTING, NAME) VALUES (?, ?)", json, POLICY);
      } catch (SQLException taken) {
        // Another connection was faster.
        if (!DUPLICATE_KEY.equals(taken.getSQLState()) || updatePolicy(json) == 0) {
          throw taken;
        }
      }
    }
  }

  private int updatePolicy(String json) throws SQLException {
    return write("UPDATE WASM.SETTING SET SETTING = ? WHERE NAME = ?", json, POLICY);
  }

  private int write(String sql, String... values) throws SQLException {
    try (PreparedStatement write = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        write.setString(i + 1, values[i]);
      }
      return write.executeUpdate();
    }
  }
}
