package io.github.wasmudf.net;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** TLS with the host that was meant, and no other. */
public final class HostTls {
  private HostTls() {}

  /**
   * Shakes hands over a connected socket; closing what comes of it closes that, too.
   *
   * @param host whose certificate it must be
   * @throws IOException for any other, and for what else goes wrong
   */
  public static SSLSocket over(Socket connected, SSLSocketFactory tls, String host, int port)
      throws IOException {
    SSLSocket secure = (SSLSocket) tls.createSocket(connected, host, port, true);
    SSLParameters parameters = secure.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secure.setSSLParameters(parameters);
    secure.startHandshake();
    return secure;
  }
}
