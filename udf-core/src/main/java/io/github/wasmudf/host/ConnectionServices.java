package io.github.wasmudf.host;

import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.util.function.Supplier;

/**
 * What a database offers to the plugins of one connection. Whether a plugin may use it has been
 * decided when it is asked here. Used by the connection's one thread; only {@link #close} may come
 * from another.
 */
public interface ConnectionServices extends AutoCloseable {
  /** A database that offers nothing. */
  ConnectionServices NONE =
      new ConnectionServices() {
        @Override
        public SqlAccess sql(boolean mayWrite, Limits limits) {
          throw notOffered("SQL");
        }

        @Override
        public PluginState state(String plugin) {
          throw notOffered("state");
        }
      };

  /**
   * SQL for a plugin.
   *
   * @param mayWrite whether it may change data
   * @param limits the plugin's
   * @throws UdfException {@code SERVICE_FAILED} where there is none
   */
  SqlAccess sql(boolean mayWrite, Limits limits);

  /**
   * What a plugin keeps, whatever its version.
   *
   * @param plugin its name
   * @throws UdfException {@code SERVICE_FAILED} where there is no place for it
   */
  PluginState state(String plugin);

  /** Makes a call; when it throws, what plugins did through these services meanwhile is undone. */
  default <T> T atomically(Supplier<T> call) {
    return call.get();
  }

  /** Gives up what it holds; harmless when called again, and never throws. */
  @Override
  default void close() {}

  private static UdfException notOffered(String what) {
    return new UdfException(UdfError.SERVICE_FAILED, "this connection offers plugins no " + what);
  }
}
