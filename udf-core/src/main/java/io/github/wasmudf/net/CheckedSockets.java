package io.github.wasmudf.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * TLS over sockets that look at the address before they connect to it: what a name server said
 * earlier, or says later, does not count. No proxy is used, because it would connect for us.
 */
public final class CheckedSockets extends SSLSocketFactory {
  private final SSLSocketFactory tls;
  private final Consumer<InetAddress> check;
  private @Nullable Socket open;
  private boolean closed;

  /**
   * Sockets for one connection after the other.
   *
   * @param tls makes TLS of a connected socket
   * @param check throws for an address that must not be reached
   */
  public CheckedSockets(SSLSocketFactory tls, Consumer<InetAddress> check) {
    this.tls = tls;
    this.check = check;
  }

  private final class CheckedSocket extends Socket {
    CheckedSocket() {
      super(Proxy.NO_PROXY);
    }

    @Override
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
      InetAddress address = ((InetSocketAddress) endpoint).getAddress();
      if (address != null) {
        check.accept(address);
      }
      super.connect(endpoint, timeout);
    }
  }

  /** Not connected yet; the JDK connects it, and then asks for TLS over it. */
  @Override
  public synchronized Socket createSocket() throws IOException {
    if (closed) {
      throw new SocketException("closed");
    }
    Socket socket = new CheckedSocket();
    open = socket;
    return socket;
  }

  @Override
  public Socket createSocket(Socket connected, String host, int port, boolean autoClose)
      throws IOException {
    return tls.createSocket(connected, host, port, autoClose);
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    throw new SocketException("only checked sockets");
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return createSocket(host, port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return createSocket(host.getHostName(), port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return createSocket(host, port);
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return tls.getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return tls.getSupportedCipherSuites();
  }

  /** Ends what is under way; from any thread. */
  public synchronized void close() {
    closed = true;
    if (open != null) {
      try {
        open.close();
      } catch (IOException broken) {
        // Then it is closed, too.
      }
    }
  }
}
