package io.github.wasmudf.calcite;

import io.github.wasmudf.CancelSignal;
import io.github.wasmudf.PluginInspection;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.UdfSession;
import io.github.wasmudf.catalog.ActivePlugin;
import io.github.wasmudf.catalog.CreatedFunction;
import io.github.wasmudf.catalog.Grantees;
import io.github.wasmudf.catalog.PluginRecord;
import io.github.wasmudf.catalog.StoredFunction;
import io.github.wasmudf.catalog.StoredPlugin;
import io.github.wasmudf.host.ConnectionServices;
import io.github.wasmudf.jdbc.FunctionStore;
import io.github.wasmudf.jdbc.PluginReader;
import io.github.wasmudf.jdbc.PluginStore;
import io.github.wasmudf.jdbc.PluginTables;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Plugins in the tables of another database. Holds one connection to it from its first use until it
 * is closed, and makes a new one when that is lost. What another application changes there, the
 * next statement meets: the active version is read anew by each.
 */
final class JdbcPlugins implements PluginSource {
  private static final int SECONDS_TO_ANSWER = 2;

  private final Connector connector;
  private final boolean installing;
  private @Nullable Connection connection;
  private boolean closed;
  private boolean hasFunctions;

  /** Makes connections. */
  @FunctionalInterface
  interface Connector {
    Connection connect() throws SQLException;

    /** Through the driver that answers for a URL. */
    static Connector of(String url, @Nullable String user, @Nullable String password) {
      return user == null && password == null
          ? () -> DriverManager.getConnection(url)
          : () -> DriverManager.getConnection(url, user, password);
    }
  }

  /** One transaction. */
  @FunctionalInterface
  private interface Work<T> {
    T run(Connection connection) throws SQLException, IOException;
  }

  /**
   * @param installing whether to create the tables where they are missing
   */
  JdbcPlugins(Connector connector, boolean installing) {
    this.connector = connector;
    this.installing = installing;
  }

  @Override
  public @Nullable ActivePlugin find(String name) {
    return run(c -> Optional.ofNullable(new PluginReader(c).find(name))).orElse(null);
  }

  @Override
  public byte[] readModule(PluginRecord plugin) {
    return run(c -> Optional.ofNullable(new PluginReader(c).readModule(plugin)))
        .orElseThrow(
            () -> new UdfException(UdfError.NOT_FOUND, plugin.label() + " is not there any more"));
  }

  @Override
  public @Nullable PluginRecord find(String name, int version) {
    return list().stream()
        .map(StoredPlugin::plugin)
        .filter(each -> each.name().equals(name) && each.version() == version)
        .findFirst()
        .orElse(null);
  }

  @Override
  public int add(
      String name,
      byte[] module,
      String options,
      PluginInspection found,
      FunctionChange functions) {
    return run(
        c -> {
          change(c, functions);
          return new PluginStore(c).add(name, module, options, found);
        });
  }

  @Override
  public void activate(String name, int version, FunctionChange functions) {
    run(
        c -> {
          change(c, functions);
          new PluginStore(c).activate(name, version);
          return version;
        });
  }

  @Override
  public void removeVersion(String name, int version) {
    run(
        c -> {
          new PluginStore(c).removeVersion(name, version);
          return version;
        });
  }

  @Override
  public int remove(String name, FunctionChange functions) {
    return run(
        c -> {
          change(c, functions);
          return new PluginStore(c).remove(name);
        });
  }

  @Override
  public List<CreatedFunction> functions() {
    return run(c -> hasFunctions(c) ? new FunctionStore(c).list() : List.of());
  }

  @Override
  public List<StoredFunction> listFunctions(UdfSession session) {
    return run(c -> hasFunctions(c) ? new FunctionStore(c).listStored() : List.of());
  }

  /** A catalog of an earlier version has none, and one that is only read stays so. */
  private boolean hasFunctions(Connection connection) throws SQLException {
    if (!hasFunctions) {
      hasFunctions = PluginTables.hasFunctions(connection);
    }
    return hasFunctions;
  }

  @Override
  public void change(FunctionChange functions) {
    run(
        c -> {
          change(c, functions);
          return 0;
        });
  }

  private static void change(Connection connection, FunctionChange functions) throws SQLException {
    FunctionStore store = new FunctionStore(connection);
    for (CreatedFunction dropped : functions.dropped()) {
      store.remove(dropped);
    }
    for (CreatedFunction created : functions.created()) {
      store.add(created);
    }
  }

  @Override
  public boolean changeGrantees(String name, UnaryOperator<Grantees> change) {
    return run(c -> new PluginStore(c).changeGrantees(name, change));
  }

  @Override
  public List<StoredPlugin> list(UdfSession session) {
    return list();
  }

  private List<StoredPlugin> list() {
    return run(c -> new PluginReader(c).list());
  }

  @Override
  public @Nullable String policy() {
    return run(c -> Optional.ofNullable(new PluginReader(c).policy())).orElse(null);
  }

  @Override
  public void setPolicy(@Nullable String json) {
    run(
        c -> {
          new PluginStore(c).setPolicy(json);
          return 0;
        });
  }

  @Override
  public ConnectionServices services(CancelSignal signal) {
    return new GuestDatabase(connector, signal);
  }

  private synchronized <T> T run(Work<T> work) {
    try {
      Connection open = open();
      try {
        T result = work.run(open);
        open.commit();
        return result;
      } catch (SQLException | IOException | RuntimeException | Error failed) {
        giveUp(open);
        throw failed;
      }
    } catch (SQLException | IOException failed) {
      throw new UdfException(UdfError.INTERNAL, "the catalog of plugins", failed);
    }
  }

  private Connection open() throws SQLException {
    if (closed) {
      throw new UdfException(UdfError.INTERNAL, "the connection is closed");
    }
    Connection open = connection;
    if (open == null || open.isClosed()) {
      open = connector.connect();
      try {
        open.setAutoCommit(false);
        if (installing) {
          PluginTables.install(open);
        }
        open.commit();
      } catch (SQLException | RuntimeException | Error failed) {
        open.close();
        throw failed;
      }
      connection = open;
    }
    return open;
  }

  /** Ends a failed transaction; a connection that is good for nothing any more is let go. */
  private void giveUp(Connection open) {
    try {
      open.rollback();
      if (open.isValid(SECONDS_TO_ANSWER)) {
        return;
      }
    } catch (SQLException lost) {
      // Then the connection is lost, too.
    }
    connection = null;
    closeQuietly(open);
  }

  private static void closeQuietly(Connection open) {
    try {
      open.close();
    } catch (SQLException lost) {
      // Nothing is left to give up.
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (connection != null) {
      closeQuietly(connection);
      connection = null;
    }
  }
}
