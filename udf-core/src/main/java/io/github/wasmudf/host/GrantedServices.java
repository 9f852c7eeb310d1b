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
  private final PluginMetrics metrics;
  private @Nullable SqlAccess sql;
  private @Nullable PluginState state;
  private @Nullable HttpAccess http;
  private volatile @Nullable CheckedMqtt mqtt;

  /**
   * The services of a plugin.
   *
   * @param plugin its name
   * @param signal whether the statement that calls it is to end
   * @param metrics takes what it submits, if it may
   */
  public GrantedServices(
      String plugin,
      Grants grants,
      Limits limits,
      ConnectionServices connection,
      CancelSignal signal,
      PluginMetrics metrics) {
    this.plugin = plugin;
    this.grants = grants;
    this.limits = limits;
    this.connection = connection;
    this.signal = signal;
    this.metrics = metrics;
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
      known = new CheckedHttp(grants.http(), limits.resultBytes(), new NetworkWork(signal));
      http = known;
    }
    return known;
  }

  @Override
  public @Nullable PluginMetrics metrics() {
    return grants.metrics() ? metrics : null;
  }

  @Override
  public @Nullable MqttAccess mqtt(MqttLogin login) {
    if (grants.mqtt().isEmpty()) {
      return null;
    }
    CheckedMqtt known = mqtt;
    if (known == null) {
      known = new CheckedMqtt(grants.mqtt(), login, limits.resultBytes(), new NetworkWork(signal));
      mqtt = known;
    }
    return known;
  }

  @Override
  public void close() {
    CheckedMqtt known = mqtt;
    if (known != null) {
      known.close();
    }
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
