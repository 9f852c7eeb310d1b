package io.github.wasmudf.host;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.net.CheckedSockets;
import io.github.wasmudf.net.HostTls;
import io.github.wasmudf.net.HttpReply;
import io.github.wasmudf.net.PublicAddress;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.HttpsURLConnection;

/**
 * One request of a plugin, on a connection of its own that ends with the answer. By sockets of ours
 * and not by the JDK's clients, because neither of them lets us look at the address that it
 * connects to.
 */
final class HttpSending implements AutoCloseable {
  private static final int MOST_HEAD_BYTES = 65_536;
  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}");
  private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e\\x80-\\xff]*");

  /** What says how the bytes travel is for us to say. */
  private static final Set<String> OURS =
      Set.of(
          "host",
          "connection",
          "content-length",
          "transfer-encoding",
          "te",
          "trailer",
          "upgrade",
          "expect",
          "keep-alive",
          "accept-encoding");

  private final HttpAccess.Request request;
  private final HttpTarget target;
  private final long mostBytes;
  private final long deadline;
  private final CheckedSockets sockets;

  /**
   * @param internal whether it may be at any address, not only at a public one
   */
  HttpSending(
      HttpAccess.Request request,
      HttpTarget target,
      boolean internal,
      long mostBytes,
      long deadline) {
    this.request = request;
    this.target = target;
    this.mostBytes = mostBytes;
    this.deadline = deadline;
    this.sockets =
        new CheckedSockets(
            HttpsURLConnection.getDefaultSSLSocketFactory(),
            internal ? any -> {} : address -> requirePublic(target.host(), address));
  }

  private static void requirePublic(String host, InetAddress address) {
    if (!PublicAddress.is(address)) {
      throw new UdfException(
          UdfError.NOT_GRANTED,
          "the plugin sent a request to host "
              + host
              + " at the internal address "
              + address.getHostAddress()
              + ", which takes \"http_internal\"");
    }
  }

  /** Sends the request and reads the answer. */
  HttpAccess.Answer answer() throws IOException {
    byte[] head = head();
    try (Socket socket = connected()) {
      OutputStream out = socket.getOutputStream();
      out.write(head);
      byte[] body = request.body();
      if (body != null) {
        out.write(body);
      }
      out.flush();
      InputStream in = new BufferedInputStream(socket.getInputStream());
      HttpReply reply = HttpReply.read(in, request.method(), mostBytes);
      return new HttpAccess.Answer(
          reply.status(), reply.reason(), reply.protocol(), reply.headers(), reply.body());
    } catch (HttpReply.TooLargeException tooLarge) {
      throw UdfException.limit(
          UdfError.MEMORY_LIMIT, "bytes of an answer", mostBytes, 0, tooLarge.bytes());
    }
  }

  private Socket connected() throws IOException {
    Socket plain = sockets.createSocket();
    plain.connect(
        new InetSocketAddress(target.name(), target.port()), NetworkWork.millisLeft(deadline));
    plain.setSoTimeout(NetworkWork.millisLeft(deadline));
    return target.tls() ? HostTls.over(plain, sockets, target.name(), target.port()) : plain;
  }

  private byte[] head() {
    StringBuilder head = new StringBuilder();
    head.append(request.method()).append(' ').append(target.path()).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(target.authority()).append("\r\nConnection: close\r\n");
    request.headers().forEach((name, values) -> append(head, name, values));
    byte[] body = request.body();
    if (body != null) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    byte[] bytes = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length > MOST_HEAD_BYTES) {
      throw UdfException.limit(
          UdfError.MEMORY_LIMIT, "bytes of a request's headers", MOST_HEAD_BYTES, 0, bytes.length);
    }
    return bytes;
  }

  private static void append(StringBuilder head, String name, List<String> values) {
    if (OURS.contains(name.toLowerCase(Locale.ROOT))
        || name.regionMatches(true, 0, "proxy-", 0, 6)) {
      return;
    }
    for (String value : values) {
      if (!NAME.matcher(name).matches() || !VALUE.matcher(value).matches()) {
        throw CheckedHttp.failed("a header of the plugin's request is none", null);
      }
      head.append(name).append(": ").append(value).append("\r\n");
    }
  }

  /** Ends what is under way; from any thread. */
  @Override
  public void close() {
    sockets.close();
  }
}
