package io.github.wasmudf.cli;

import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.calcite.avatica.remote.Driver.Serialization;
import org.apache.calcite.avatica.remote.LocalService;
import org.apache.calcite.avatica.server.AvaticaHandler;
import org.apache.calcite.avatica.server.HandlerFactory;
import org.apache.calcite.avatica.server.HttpServer;
import org.eclipse.jetty.server.ServerConnector;

/**
 * An Avatica server that runs until it is closed. Each client's connection is one of Calcite, with
 * plugins of its own unless the URL names a catalog.
 */
final class CalciteServer implements AutoCloseable {
  private final Http http;
  private final AtomicBoolean closed = new AtomicBoolean();

  private CalciteServer(Http http) {
    this.http = http;
  }

  /**
   * Listens from now on.
   *
   * @param url what each client's connection is opened with
   * @param port 0 for any that is free
   */
  static CalciteServer start(String url, String host, int port) throws SQLException, IOException {
    AvaticaHandler handler =
        new HandlerFactory()
            .getHandler(new LocalService(new ServedConnections(url)), Serialization.PROTOBUF);
    Http http = new Http(host, port, handler);
    try {
      http.start();
    } catch (RuntimeException e) {
      http.stop();
      throw new IOException("cannot listen on " + host + ":" + port + ": " + reason(e), e);
    }
    return new CalciteServer(http);
  }

  private static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  /** The URL that clients of Avatica use. */
  String clientUrl() {
    String host = http.host.contains(":") ? "[" + http.host + "]" : http.host;
    return "jdbc:avatica:remote:url=http://"
        + host
        + ":"
        + http.getPort()
        + ";serialization=PROTOBUF";
  }

  /** Harmless when called again. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      http.stop();
    }
  }

  /** Avatica's own listens on every address of the machine. */
  private static final class Http extends HttpServer {
    private final String host;

    Http(String host, int port, AvaticaHandler handler) {
      super(port, handler);
      this.host = host;
    }

    @Override
    protected ServerConnector getServerConnector() {
      ServerConnector connector = super.getServerConnector();
      connector.setHost(host);
      return connector;
    }
  }
}
