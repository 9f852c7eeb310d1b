package io.github.wasmudf.host;

import io.github.wasmudf.net.HostTls;
import io.github.wasmudf.net.MqttBroker;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a broker that messages are sent over, by MQTT 3.1.1, with a session that ends
 * with it. It subscribes to nothing, so nothing but answers comes back. One thread at a time; only
 * {@link #close} may come from another.
 */
final class MqttConnection implements AutoCloseable {
  private static final int CONNECT = 0x10;
  private static final int CONNECT_ANSWER = 0x20;
  private static final int PUBLISH_ONCE_OR_MORE = 0x32;
  private static final int PUBLISH_ANSWER = 0x40;
  private static final byte[] DISCONNECT = {(byte) 0xe0, 0};
  private static final int VERSION = 4;
  private static final int CLEAN = 2;
  private static final int WITH_PASSWORD = 0x40;
  private static final int WITH_USER = 0x80;
  private static final int ANSWER_BYTES = 2;
  private static final SecureRandom NAMES = new SecureRandom();
  private static final String[] REFUSALS = {
    "",
    "the protocol",
    "the client's name",
    "now: it is not available",
    "the user or the password",
    "the user"
  };

  private final MqttBroker broker;
  private @Nullable Socket socket;
  private boolean closed;
  private int messages;

  MqttConnection(MqttBroker broker) {
    this.broker = broker;
  }

  /** Connects. */
  void open(MqttLogin login, long deadline) throws IOException {
    Socket plain = taken(new Socket(Proxy.NO_PROXY));
    plain.connect(
        new InetSocketAddress(broker.host(), broker.port()), NetworkWork.millisLeft(deadline));
    plain.setTcpNoDelay(true);
    if (broker.tls()) {
      taken(secured(plain, deadline));
    }
    send(CONNECT, body(login), deadline);
    int refusal = answer(CONNECT_ANSWER)[1];
    if (refusal != 0) {
      throw new IOException(
          "the broker refused "
              + (refusal < REFUSALS.length && refusal > 0 ? REFUSALS[refusal] : "to connect"));
    }
  }

  private synchronized Socket taken(Socket made) throws IOException {
    if (closed) {
      made.close();
      throw new IOException("closed");
    }
    socket = made;
    return made;
  }

  private synchronized Socket socket() throws IOException {
    if (socket == null || closed) {
      throw new IOException("closed");
    }
    return socket;
  }

  private Socket secured(Socket plain, long deadline) throws IOException {
    SSLSocketFactory tls = (SSLSocketFactory) SSLSocketFactory.getDefault();
    plain.setSoTimeout(NetworkWork.millisLeft(deadline));
    return HostTls.over(plain, tls, broker.host(), broker.port());
  }

  private static byte[] body(MqttLogin login) throws IOException {
    byte[] name = new byte[7];
    NAMES.nextBytes(name);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    String user = login.user();
    String password = user == null ? null : login.password();
    writeText(out, "MQTT");
    out.write(VERSION);
    out.write(CLEAN | (user == null ? 0 : WITH_USER) | (password == null ? 0 : WITH_PASSWORD));
    // It need not be heard of in between.
    out.writeShort(0);
    writeText(out, "wasmudf-" + HexFormat.of().formatHex(name));
    if (user != null) {
      writeText(out, user);
    }
    if (password != null) {
      writeText(out, password);
    }
    return bytes.toByteArray();
  }

  private static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeShort(bytes.length);
    out.write(bytes);
  }

  /** Sends a message, and waits until the broker says that it has it. */
  void publish(String topic, byte[] message, long deadline) throws IOException {
    messages = messages % 0xffff + 1;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    writeText(out, topic);
    out.writeShort(messages);
    out.write(message);
    send(PUBLISH_ONCE_OR_MORE, bytes.toByteArray(), deadline);
    byte[] answer = answer(PUBLISH_ANSWER);
    if (((answer[0] & 0xff) << 8 | (answer[1] & 0xff)) != messages) {
      throw new IOException("the broker answered another message");
    }
  }

  private void send(int kind, byte[] body, long deadline) throws IOException {
    socket().setSoTimeout(NetworkWork.millisLeft(deadline));
    ByteArrayOutputStream packet = new ByteArrayOutputStream(body.length + 5);
    packet.write(kind);
    int left = body.length;
    do {
      packet.write(left % 128 | (left < 128 ? 0 : 128));
      left /= 128;
    } while (left > 0);
    packet.writeBytes(body);
    OutputStream out = socket().getOutputStream();
    out.write(packet.toByteArray());
    out.flush();
  }

  /** The two bytes of an answer of a kind. */
  private byte[] answer(int kind) throws IOException {
    DataInputStream in = new DataInputStream(socket().getInputStream());
    byte[] answer = new byte[ANSWER_BYTES];
    if (in.readUnsignedByte() != kind || in.readUnsignedByte() != ANSWER_BYTES) {
      throw new IOException("the broker answered something else than MQTT 3.1.1 has it");
    }
    in.readFully(answer);
    return answer;
  }

  /** Takes leave, without waiting for anything. */
  void leave() {
    try {
      socket().getOutputStream().write(DISCONNECT);
    } catch (IOException gone) {
      // Then the broker has noticed.
    } finally {
      close();
    }
  }

  /** Ends what is under way; from any thread. */
  @Override
  public synchronized void close() {
    closed = true;
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException broken) {
        // Then it is closed, too.
      }
    }
  }
}
