package io.github.wasmudf.calcite;

import io.github.wasmudf.CancelSignal;
import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.host.ConnectionServices;
import io.github.wasmudf.host.PluginState;
import io.github.wasmudf.host.SqlAccess;
import io.github.wasmudf.jdbc.PluginTables;
import io.github.wasmudf.jdbc.StateStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What plugins of a Calcite connection may use of the database that holds the catalog: on a
 * connection of their own, with the rights of the catalog's user. Calcite has no transactions, so
 * what a call of a plugin does is one: committed when it succeeds.
 */
final class GuestDatabase implements ConnectionServices, AutoCloseable {
  private final JdbcPlugins.Connector connector;
  private final CancelSignal signal;
  private @Nullable Connection connection;
  private int calls;

  GuestDatabase(JdbcPlugins.Connector connector, CancelSignal signal) {
    this.connector = connector;
    this.signal = signal;
  }

  /** What is done on the connection. */
  @FunctionalInterface
  interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  @Override
  public SqlAccess sql(boolean mayWrite, Limits limits) {
    return new JdbcGuestSql(this, mayWrite, limits, signal);
  }

  @Override
  public PluginState state(String plugin) {
    if (!this.<Boolean>run("the plugin's state", PluginTables::hasState)) {
      throw new UdfException(
          UdfError.SERVICE_FAILED,
          "the catalog has no table for what plugins keep; a connection that may create it does");
    }
    return new State(plugin);
  }

  /** Values in the table of the catalog. */
  private final class State implements PluginState {
    private final String plugin;

    State(String plugin) {
      this.plugin = plugin;
    }

    @Override
    public byte @Nullable [] get(byte[] key, long deadline) {
      byte[][] value = new byte[1][];
      write(store -> value[0] = store.get(key));
      return value[0];
    }

    @Override
    public void put(byte[] key, byte[] value, long deadline) {
      write(store -> store.put(key, value));
    }

    @Override
    public boolean remove(byte[] key, long deadline) {
      boolean[] was = new boolean[1];
      write(store -> was[0] = store.remove(key));
      return was[0];
    }

    private void write(StateWork work) {
      GuestDatabase.this.<Boolean>run(
          "the plugin's state",
          c -> {
            work.run(new StateStore(c, plugin));
            return true;
          });
    }
  }

  /** What is done with a plugin's values. */
  @FunctionalInterface
  private interface StateWork {
    void run(StateStore store) throws SQLException;
  }

  @Override
  public <T> T atomically(Supplier<T> call) {
    calls++;
    boolean isDone = false;
    try {
      T answer = call.get();
      isDone = true;
      return answer;
    } finally {
      calls--;
      if (calls == 0) {
        end(isDone);
      }
    }
  }

  private void end(boolean commits) {
    Connection open = connection;
    try {
      if (open != null) {
        if (commits) {
          open.commit();
        } else {
          open.rollback();
        }
      }
    } catch (SQLException lost) {
      close();
      if (commits) {
        throw failure("the plugin's transaction", lost);
      }
    }
  }

  /** One piece of work; a transaction of its own outside of {@link #atomically}. */
  <T> T run(String what, Work<T> work) {
    boolean isDone = false;
    try {
      T answer = work.run(open());
      isDone = true;
      return answer;
    } catch (SQLException failed) {
      throw failure(what, failed);
    } finally {
      if (calls == 0) {
        end(isDone);
      }
    }
  }

  private Connection open() throws SQLException {
    Connection open = connection;
    if (open == null || open.isClosed()) {
      open = connector.connect();
      open.setAutoCommit(false);
      connection = open;
    }
    return open;
  }

  private static UdfException failure(String what, SQLException failed) {
    String state = failed.getSQLState();
    boolean forbidden = state != null && (state.startsWith("42501") || state.equals("90096"));
    return new UdfException(
        forbidden ? UdfError.NOT_ALLOWED : UdfError.SERVICE_FAILED,
        what + " failed: " + failed.getMessage() + " [" + state + "]",
        failed);
  }

  @Override
  public void close() {
    Connection open = connection;
    connection = null;
    try {
      if (open != null) {
        open.close();
      }
    } catch (SQLException lost) {
      // Nothing is left to give up.
    }
  }
}
