package io.github.wasmudf.net;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the answer to a request of HTTP/1.1 on a connection that ends with it (RFC 9112). What the
 * server says is bounded before it is kept. For one reading.
 */
public final class HttpReply {
  private static final int MOST_HEAD_BYTES = 65_536;
  private static final int MOST_INTERIM = 10;
  private static final Pattern STATUS_LINE =
      Pattern.compile("(HTTP/1\\.[01]) ([1-5][0-9]{2})( .*)?", Pattern.DOTALL);
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");
  private static final Pattern CHUNK = Pattern.compile("([0-9a-fA-F]{1,15})[ \\t]*(;.*)?");

  private final InputStream stream;
  private final long mostBytes;
  private int headBytes;
  private String protocol = "";
  private int status;
  private String reason = "";
  private Map<String, List<String>> headers = Map.of();
  private byte[] body = {};

  private HttpReply(InputStream stream, long mostBytes) {
    this.stream = stream;
    this.mostBytes = mostBytes;
  }

  /** Thrown for a body that is larger than it may be. */
  public static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1;

    private final long bytes;

    TooLargeException(long bytes) {
      super("the body is too large");
      this.bytes = bytes;
    }

    /** How large it is at least. */
    public long bytes() {
      return bytes;
    }
  }

  /**
   * Reads an answer to its end.
   *
   * @param method that it answers
   * @param mostBytes of its body
   * @throws TooLargeException for a larger body
   * @throws IOException when it is no such answer
   */
  public static HttpReply read(InputStream stream, String method, long mostBytes)
      throws IOException {
    HttpReply reply = new HttpReply(stream, mostBytes);
    for (int i = 0; i <= MOST_INTERIM; i++) {
      reply.readHead();
      if (reply.status >= 200) {
        reply.readBody(method);
        return reply;
      }
    }
    throw new IOException("too many interim answers");
  }

  /** Such as {@code HTTP/1.1}. */
  public String protocol() {
    return protocol;
  }

  public int status() {
    return status;
  }

  /** The server's words for the status; may be empty. */
  public String reason() {
    return reason;
  }

  /** By name, in lower case. */
  public Map<String, List<String>> headers() {
    return headers;
  }

  /** The caller's own. */
  public byte[] body() {
    return body;
  }

  private void readHead() throws IOException {
    Matcher line = STATUS_LINE.matcher(line());
    if (!line.matches()) {
      throw new IOException("the answer is not HTTP/1.1");
    }
    protocol = line.group(1);
    status = Integer.parseInt(line.group(2));
    reason = line.group(3) == null ? "" : line.group(3).strip();
    headers = new LinkedHashMap<>();
    for (String header = line(); !header.isEmpty(); header = line()) {
      int colon = header.indexOf(':');
      if (colon <= 0) {
        throw new IOException("a header without a name");
      }
      headers
          .computeIfAbsent(
              header.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
          .add(header.substring(colon + 1).strip());
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int read = next(); read != '\n'; read = next()) {
      line.append((char) read);
    }
    int length = line.length();
    return length > 0 && line.charAt(length - 1) == '\r'
        ? line.substring(0, length - 1)
        : line.toString();
  }

  private int next() throws IOException {
    int read = stream.read();
    if (read < 0) {
      throw new EOFException("the answer ends too early");
    }
    if (++headBytes > MOST_HEAD_BYTES) {
      throw new IOException("the answer's headers are too long");
    }
    return read;
  }

  private void readBody(String method) throws IOException {
    if (method.equals("HEAD") || status == 204 || status == 304) {
      return;
    }
    String coding = value("transfer-encoding");
    String length = value("content-length");
    if (coding.equalsIgnoreCase("chunked")) {
      body = chunks();
    } else if (!coding.isEmpty()) {
      throw new IOException("the answer is in an unknown transfer encoding");
    } else if (length.isEmpty()) {
      body = upTo(mostBytes + 1);
      require(body.length);
    } else if (LENGTH.matcher(length).matches()) {
      body = exactly(Long.parseLong(length));
    } else {
      throw new IOException("the answer's length is no number");
    }
  }

  private String value(String header) {
    List<String> values = headers.getOrDefault(header, List.of());
    return values.isEmpty() ? "" : values.get(values.size() - 1);
  }

  private byte[] upTo(long bytes) throws IOException {
    return stream.readNBytes((int) Math.min(bytes, Integer.MAX_VALUE - 8));
  }

  private byte[] exactly(long bytes) throws IOException {
    require(bytes);
    byte[] read = upTo(bytes);
    if (read.length != bytes) {
      throw new EOFException("the answer ends too early");
    }
    return read;
  }

  private void require(long bytes) throws TooLargeException {
    if (bytes > mostBytes) {
      throw new TooLargeException(bytes);
    }
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (true) {
      headBytes = 0;
      Matcher size = CHUNK.matcher(line());
      if (!size.matches()) {
        throw new IOException("a chunk without a length");
      }
      long bytes = Long.parseLong(size.group(1), 16);
      if (bytes == 0) {
        return all.toByteArray();
      }
      require(all.size() + bytes);
      all.writeBytes(exactly(bytes));
      if (!line().isEmpty()) {
        throw new IOException("a chunk longer than it says");
      }
    }
  }
}
