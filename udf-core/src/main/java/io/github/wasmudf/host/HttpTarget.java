package io.github.wasmudf.host;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a request of a plugin goes.
 *
 * @param host in lower case
 * @param tls whether by https
 * @param path with the query, as it stands in the request
 */
record HttpTarget(String host, int port, boolean tls, String path) {
  private static final int MOST_URL_CHARS = 8_192;

  /**
   * The target in a URL that a plugin wrote.
   *
   * @throws io.github.wasmudf.UdfException {@code SERVICE_FAILED} when it is none
   */
  static HttpTarget of(String text) {
    URI url = uri(text);
    if (url == null || url.getHost() == null || url.getUserInfo() != null || !isHttp(url)) {
      throw CheckedHttp.failed(
          "the plugin's request has no URL of the form http[s]://host[:port]/path, without user",
          null);
    }
    boolean tls = url.getScheme().equalsIgnoreCase("https");
    int port = url.getPort() == -1 ? ownPort(tls) : url.getPort();
    return new HttpTarget(url.getHost().toLowerCase(Locale.ROOT), port, tls, path(url));
  }

  private static @Nullable URI uri(String text) {
    try {
      return text.length() > MOST_URL_CHARS ? null : new URI(text);
    } catch (URISyntaxException malformed) {
      return null;
    }
  }

  private static boolean isHttp(URI url) {
    return "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
  }

  private static String path(URI url) {
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
  }

  /** The protocol's own port. */
  int ownPort() {
    return ownPort(tls);
  }

  private static int ownPort(boolean tls) {
    return tls ? 443 : 80;
  }

  /** What the server is told that it was asked as. */
  String authority() {
    return port == ownPort() ? host : host + ":" + port;
  }

  /** The host as a name server knows it: an address of IPv6 without its brackets. */
  String name() {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }
}
