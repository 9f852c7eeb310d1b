package io.github.wasmudf.h2;

import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.host.PluginState;
import io.github.wasmudf.host.SqlAccess;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Does in H2's own place what plugins do: aliases that ask the services of their connection. */
public final class GuestAliases {
  private GuestAliases() {}

  static void create(Sql admin) throws SQLException {
    for (String name : List.of("query", "execute", "executeAndFail", "get", "put", "remove")) {
      admin.run(
          "CREATE ALIAS GUEST_"
              + name
              + " FOR '"
              + GuestAliases.class.getName()
              + "."
              + name
              + "'");
    }
  }

  private static SqlAccess sql(Connection connection, boolean mayWrite, Limits limits)
      throws SQLException {
    return H2Session.of(connection).guests().sql(mayWrite, limits);
  }

  private static long deadline(int millis) {
    return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** The rows as text. */
  public static String query(Connection connection, String sql, int millis) throws SQLException {
    try {
      return sql(connection, false, Limits.DEFAULT.withResultBytes(100_000))
          .query(sql, List.of(), deadline(millis))
          .toString();
    } catch (UdfException failed) {
      throw SqlErrors.translate(failed);
    }
  }

  /** The count, or what the plugin would hear. */
  public static String execute(Connection connection, String sql, @Nullable String parameter)
      throws SQLException {
    try {
      List<@Nullable Object> parameters = parameter == null ? List.of() : List.of(parameter);
      return Long.toString(
          sql(connection, true, Limits.DEFAULT).execute(sql, parameters, deadline(20_000)));
    } catch (UdfException heard) {
      return heard.error() + " " + heard.getMessage();
    }
  }

  /** As a plugin that traps after what it did. */
  public static boolean executeAndFail(Connection connection, String sql) throws SQLException {
    GuestWork guests = H2Session.of(connection).guests();
    try {
      return guests.atomically(
          () -> {
            guests.sql(true, Limits.DEFAULT).execute(sql, List.of(), deadline(20_000));
            throw new UdfException(UdfError.TRAP, "unreachable");
          });
    } catch (UdfException failed) {
      throw SqlErrors.translate(failed);
    }
  }

  private static PluginState state(Connection connection, String plugin) throws SQLException {
    return H2Session.of(connection).guests().state(plugin);
  }

  public static @Nullable String get(Connection connection, String plugin, String key)
      throws SQLException {
    byte[] value = state(connection, plugin).get(bytes(key), deadline(20_000));
    return value == null ? null : new String(value, StandardCharsets.UTF_8);
  }

  public static boolean put(Connection connection, String plugin, String key, String value)
      throws SQLException {
    state(connection, plugin).put(bytes(key), bytes(value), deadline(20_000));
    return true;
  }

  public static boolean remove(Connection connection, String plugin, String key)
      throws SQLException {
    return state(connection, plugin).remove(bytes(key), deadline(20_000));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
