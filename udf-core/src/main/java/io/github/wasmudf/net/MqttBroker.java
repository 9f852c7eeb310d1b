package io.github.wasmudf.net;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Where messages go.
 *
 * @param host in lower case; an address of IPv6 without its brackets
 * @param tls whether by {@code mqtts}
 */
public record MqttBroker(String host, int port, boolean tls) {
  private static final int PORT = 1_883;
  private static final int TLS_PORT = 8_883;
  private static final int MOST_PORT = 65_535;

  /**
   * The broker of a URL.
   *
   * @throws UdfException {@code BAD_OPTION} when it is none
   */
  public static MqttBroker of(String url) {
    try {
      URI uri = new URI(url.toLowerCase(Locale.ROOT));
      boolean tls = "mqtts".equals(uri.getScheme());
      boolean isBare =
          uri.getUserInfo() == null
              && uri.getQuery() == null
              && uri.getFragment() == null
              && (uri.getPath() == null || uri.getPath().isEmpty());
      if ((tls || "mqtt".equals(uri.getScheme()))
          && uri.getHost() != null
          && isBare
          && uri.getPort() <= MOST_PORT
          && uri.getPort() != 0) {
        int port = uri.getPort() > 0 ? uri.getPort() : tls ? TLS_PORT : PORT;
        return new MqttBroker(uri.getHost().replaceAll("[\\[\\]]", ""), port, tls);
      }
    } catch (URISyntaxException malformed) {
      // Said below.
    }
    throw new UdfException(
        UdfError.BAD_OPTION, "\"" + url + "\" is no broker such as mqtt[s]://host[:port]");
  }

  @Override
  public String toString() {
    String name = host.contains(":") ? "[" + host + "]" : host;
    return (tls ? "mqtts://" : "mqtt://") + name + ":" + port;
  }
}
