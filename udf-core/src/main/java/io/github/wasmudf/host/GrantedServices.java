package io.github.wasmudf.host;

import io.github.wasmudf.CancelSignal;
import io.github.wasmudf.Grants;
import io.github.wasmudf.Grants.SqlRight;
import io.github.wasmudf.Limits;
import java.security.SecureRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What one plugin was granted, of what its connection offers. Used by the connection's thread. */
public final class GrantedServices implements HostServices {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String plugin;
  private final Grants grants;
  private final Limits limits;
  private final ConnectionServices connection;
  private final CancelSignal signal;
  private @Nullable SqlAccess sql;
  private @Nullable PluginState state;
  private @Nullable HttpAccess http;

  /**
   * The services of a plugin.
   *
   * @param plugin its name
   * @param signal whether the statement that calls it is to end
   */
  public GrantedServices(
      String plugin,
      Grants grants,
      Limits limits,
      ConnectionServices connection,
      CancelSignal signal) {
    this.plugin = plugin;
    this.grants = grants;
    this.limits = limits;
    this.connection = connection;
    this.signal = signal;
  }

  @Override
  public SqlAccess sql() {
    if (grants.sql() == SqlRight.NONE) {
      throw HostServices.notGranted("sql");
    }
    SqlAccess known = sql;
    if (known == null) {
      known = connection.sql(grants.sql() == SqlRight.WRITE, limits);
      sql = known;
    }
    return known;
  }

  @Override
  public PluginState state() {
    if (!grants.state()) {
      throw HostServices.notGranted("state");
    }
    PluginState known = state;
    if (known == null) {
      known = new BoundedState(connection.state(plugin));
      state = known;
    }
    return known;
  }

  @Override
  public HttpAccess http() {
    if (grants.http().isEmpty()) {
      throw HostServices.notGranted("http");
    }
    HttpAccess known = http;
    if (known == null) {
      known = new CheckedHttp(grants.http(), limits.resultBytes(), signal);
      http = known;
    }
    return known;
  }

  @Override
  public byte[] random(int length) {
    if (!grants.random()) {
      throw HostServices.notGranted("wasi.random");
    }
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  @Override
  public <T> T atomically(Supplier<T> call) {
    return grants.sql() == SqlRight.WRITE || grants.state()
        ? connection.atomically(call)
        : call.get();
  }
}
