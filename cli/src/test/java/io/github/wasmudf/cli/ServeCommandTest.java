package io.github.wasmudf.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class ServeCommandTest {
  private static CalciteServer start() throws SQLException, IOException {
    return CalciteServer.start("jdbc:wasm-calcite:", "localhost", 0);
  }

  private static void register(Connection connection) throws SQLException {
    try (PreparedStatement call = connection.prepareStatement("CALL WASM_REGISTER('u', ?)")) {
      call.setBytes(1, DemoPlugins.ofCheckout().bytes("upper"));
      try (ResultSet version = call.executeQuery()) {
        version.next();
        assertThat(version.getInt(1)).isEqualTo(1);
      }
    }
  }

  @Test
  void clientRegistersAndCallsBothOverloads() throws Exception {
    try (CalciteServer server = start();
        Connection connection = DriverManager.getConnection(server.clientUrl())) {
      register(connection);
      try (Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery(
                  "SELECT WASM_TRANSFORM('u', 'grüße, 世界'), WASM_TRANSFORM('u', X'6162')")) {
        row.next();
        assertThat(row.getString(1)).isEqualTo("GRÜSSE, 世界");
        assertThat(row.getBytes(2)).containsExactly('A', 'B');
      }
    }
  }

  @Test
  void clientsShareNothing() throws Exception {
    try (CalciteServer server = start();
        Connection one = DriverManager.getConnection(server.clientUrl());
        Connection other = DriverManager.getConnection(server.clientUrl());
        Statement statement = other.createStatement()) {
      register(one);
      try (ResultSet plugins = statement.executeQuery("SELECT plugin FROM WASM.PLUGINS")) {
        assertThat(plugins.next()).isFalse();
      }
    }
  }

  @Test
  void clientLearnsTheState() throws Exception {
    try (CalciteServer server = start();
        Connection connection = DriverManager.getConnection(server.clientUrl());
        Statement statement = connection.createStatement()) {
      for (String[] sql :
          new String[][] {
            {"42883", "SELECT WASM_TRANSFORM('missing', 'a')"},
            {"42883", "CALL WASM_UNREGISTER('missing')"},
            {"42S02", "SELECT * FROM missing"},
          }) {
        assertThatThrownBy(() -> statement.executeQuery(sql[1]))
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(sql[0]))
            .hasMessageContaining("missing");
        assertThatThrownBy(() -> connection.prepareStatement(sql[1]).executeQuery())
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(sql[0]));
      }
    }
  }

  @Test
  void clientReadsNoFiles() throws Exception {
    Properties properties = new Properties();
    properties.setProperty("wasm.directory", DemoPlugins.ofCheckout().folder().toString());
    try (CalciteServer server = start();
        Connection connection = DriverManager.getConnection(server.clientUrl(), properties);
        Statement statement = connection.createStatement()) {
      try (ResultSet plugins = statement.executeQuery("SELECT plugin FROM WASM.PLUGINS")) {
        assertThat(plugins.next()).isFalse();
      }
      assertThatThrownBy(() -> statement.executeQuery("SELECT FILE_READ('pom.xml')"))
          .hasMessageContaining("FILE_READ");
    }
  }

  @Test
  void onlyThisMachineIsListenedTo() throws Exception {
    try (CalciteServer server = start()) {
      int port = Integer.parseInt(server.clientUrl().replaceAll(".*localhost:(\\d+);.*", "$1"));
      // Taken on one address only: the others are free.
      try (ServerSocket other = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.2"))) {
        assertThat(other.isBound()).isTrue();
      }
    }
  }

  @Test
  void portThatIsTakenIsSaid() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
      Run run = Run.of("serve", "--calcite", "--port", Integer.toString(taken.getLocalPort()));
      assertThat(run.status()).isEqualTo(1);
      assertThat(run.err()).startsWith("wasm-udf: cannot listen on localhost:").hasLineCount(1);
    }
  }

  @Test
  void whatIsServedMustBeSaid() {
    Run run = Run.of("serve");
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("--calcite");
  }
}
