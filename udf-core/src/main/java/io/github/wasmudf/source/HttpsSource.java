package io.github.wasmudf.source;

import io.github.wasmudf.UdfException;
import io.github.wasmudf.net.CheckedSockets;
import io.github.wasmudf.net.PublicAddress;
import java.io.IOException;
import java.io.InputStream;
import java.net.Authenticator;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** Reads from an allowed host; follows redirections to allowed ones. For one reading. */
final class HttpsSource {
  /** Unless a location says another. */
  static final int PORT = 443;

  private static final int MAX_REDIRECTIONS = 5;
  private static final Set<Integer> REDIRECTIONS = Set.of(301, 302, 303, 307, 308);

  private final AllowedPlaces places;
  private final long maxBytes;
  private final int maxMillis;
  private final SSLSocketFactory tls;
  private final AtomicReference<@Nullable CheckedSockets> sockets = new AtomicReference<>();
  private final AtomicReference<@Nullable UdfException> refused = new AtomicReference<>();

  HttpsSource(AllowedPlaces places, long maxBytes, int maxMillis, SSLSocketFactory tls) {
    this.places = places;
    this.maxBytes = maxBytes;
    this.maxMillis = maxMillis;
    this.tls = tls;
  }

  byte[] read(String location) throws IOException {
    URI at = uri(location);
    for (int i = 0; i <= MAX_REDIRECTIONS; i++) {
      HttpsURLConnection connection = open(at);
      try {
        int status = connection.getResponseCode();
        if (status == HttpsURLConnection.HTTP_OK) {
          return body(connection);
        }
        if (!REDIRECTIONS.contains(status)) {
          throw ModuleSource.unreadable(at + " answered with HTTP status " + status, null);
        }
        at = redirected(at, connection.getHeaderField("Location"));
      } catch (IOException | RuntimeException failed) {
        UdfException known = refused.get();
        if (known != null) {
          throw known;
        }
        throw failed;
      } finally {
        connection.disconnect();
      }
    }
    throw ModuleSource.unreadable(location + " redirects too often", null);
  }

  private byte[] body(HttpsURLConnection connection) throws IOException {
    ModuleSource.requireSize(connection.getContentLengthLong(), maxBytes);
    try (InputStream stream = connection.getInputStream()) {
      return ModuleSource.all(stream, maxBytes);
    }
  }

  private static URI uri(String location) {
    try {
      URI uri = new URI(location);
      if (uri.getHost() != null && uri.getUserInfo() == null && uri.getFragment() == null) {
        return uri;
      }
    } catch (URISyntaxException malformed) {
      throw ModuleSource.unreadable("the location is no URL", malformed);
    }
    throw ModuleSource.unreadable(
        "the location is no URL of the form https://host[:port]/path, without user and fragment",
        null);
  }

  private static URI redirected(URI from, @Nullable String location) {
    if (location == null) {
      throw ModuleSource.unreadable(from + " redirects to nowhere", null);
    }
    try {
      URI to = uri(from.resolve(location).toString());
      if ("https".equalsIgnoreCase(to.getScheme())) {
        return to;
      }
    } catch (IllegalArgumentException malformed) {
      throw ModuleSource.unreadable(from + " redirects to no URL", malformed);
    }
    throw ModuleSource.unreadable(from + " redirects to another protocol than https", null);
  }

  private HttpsURLConnection open(URI at) throws IOException {
    String host = at.getHost().toLowerCase(Locale.ROOT);
    int port = at.getPort() == -1 ? PORT : at.getPort();
    boolean internal = places.allowsInternal(host, port);
    if (!internal && !places.allows(host, port)) {
      throw AllowedPlaces.refusal("host " + host + ", port " + port + ",", "https", host);
    }
    CheckedSockets checked =
        new CheckedSockets(tls, internal ? any -> {} : address -> requirePublic(host, address));
    sockets.set(checked);
    String path = at.getRawPath().isEmpty() ? "/" : at.getRawPath();
    String file = at.getRawQuery() == null ? path : path + "?" + at.getRawQuery();
    HttpsURLConnection connection =
        (HttpsURLConnection) new URL("https", host, port, file).openConnection(Proxy.NO_PROXY);
    connection.setSSLSocketFactory(checked);
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    connection.setAuthenticator(new NoPasswords());
    connection.setConnectTimeout(maxMillis);
    connection.setReadTimeout(maxMillis);
    return connection;
  }

  /** The JVM's own would be asked for what this server wants to know. */
  private static final class NoPasswords extends Authenticator {}

  private void requirePublic(String host, InetAddress address) {
    if (!PublicAddress.is(address)) {
      UdfException refusal =
          AllowedPlaces.refusal(
              "host " + host + " at the internal address " + address.getHostAddress(),
              "https_internal",
              host);
      refused.set(refusal);
      throw refusal;
    }
  }

  /** Ends what is under way; from any thread. */
  void close() {
    CheckedSockets last = sockets.get();
    if (last != null) {
      last.close();
    }
  }
}
