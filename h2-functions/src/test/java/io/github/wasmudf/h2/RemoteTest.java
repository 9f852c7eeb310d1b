package io.github.wasmudf.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.ChildJvm;
import io.github.wasmudf.testing.Guests;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Clients in JVMs of their own, with nothing of ours on their class path, over H2's TCP server. */
@OnEachEngine
class RemoteTest {
  private static final String CLIENT =
      """
      import java.io.*;
      import java.nio.charset.StandardCharsets;
      import java.nio.file.*;
      import java.sql.*;

      public class Client {
        static Connection connection;

        public static void main(String[] arguments) throws Exception {
          try {
            Class.forName("io.github.wasmudf.UdfError");
            throw new AssertionError("ours is on the class path");
          } catch (ClassNotFoundException expected) {
          }
          connection = DriverManager.getConnection(arguments[0], "SA", "");
          PrintStream out = new PrintStream(System.out, true, "UTF-8");
          if (arguments[1].equals("hold")) {
            for (String plugin : new String[] {"a", "b", "c"}) {
              value("VALUES WASM_TRANSFORM('" + plugin + "', 'x')");
            }
            out.println("ready");
            if (arguments.length > 2) {
              value("SELECT COUNT(*) FROM SYSTEM_RANGE(1, 1000000000)"
                  + " WHERE WASM_TRANSFORM('a', X) IS NULL");
            }
            Thread.sleep(60_000);
          }
          try (PreparedStatement call =
              connection.prepareStatement("CALL WASM_REGISTER(?, ?)")) {
            call.setString(1, "up");
            call.setBinaryStream(2, new FileInputStream(arguments[1]));
            call.execute();
            call.setString(1, "naughty");
            call.setBinaryStream(2, new FileInputStream(arguments[2]));
            call.execute();
          }
          out.println(value("VALUES WASM_TRANSFORM('up', 'grüße, 世界')"));
          out.println(value("VALUES WASM_TRANSFORM('up', NULL)"));
          Blob blob = (Blob) value("VALUES WASM_TRANSFORM_BLOB('naughty', X'00ff41')");
          out.println(blob.length() + " " + blob.getBytes(2, 1)[0]);
          Clob clob = (Clob) value("VALUES WASM_TRANSFORM_CLOB('naughty', SPACE(500000) || 'ä')");
          out.println(clob.length() + " " + clob.getSubString(500001, 1));
          try (PreparedStatement call =
              connection.prepareStatement("VALUES WASM_TRANSFORM_BLOB('naughty', ?)")) {
            byte[] large = new byte[10 << 20];
            large[large.length - 1] = 7;
            call.setBinaryStream(1, new ByteArrayInputStream(large));
            try (ResultSet rows = call.executeQuery()) {
              rows.next();
              byte[] back = rows.getBlob(1).getBinaryStream().readAllBytes();
              out.println(java.util.Arrays.equals(back, large));
            }
          }
          for (String input : new String[] {"!", "$", "%", "&"}) {
            try {
              value("VALUES WASM_TRANSFORM('naughty', '" + input + "')");
            } catch (SQLException failed) {
              out.println(failed.getSQLState() + " " + failed.getErrorCode() + " "
                  + failed.getMessage().contains("plugin naughty version 1"));
            }
          }
          out.println(value("VALUES WASM_TRANSFORM('naughty', 'end')"));
          connection.close();
        }

        static Object value(String sql) throws SQLException {
          try (Statement statement = connection.createStatement()) {
            ResultSet rows = statement.executeQuery(sql);
            rows.next();
            Object value = rows.getObject(1);
            return value;
          }
        }
      }
      """;

  @RegisterExtension final TestDatabase database;
  private final Path folder;
  private Server server;

  RemoteTest(String engine, @TempDir Path folder) {
    database = TestDatabase.inMemory(engine);
    this.folder = folder;
  }

  @BeforeEach
  void startServer() throws SQLException {
    server = Server.createTcpServer("-tcpPort", "0").start();
  }

  @AfterEach
  void stopServer() {
    server.stop();
  }

  private String remoteUrl() {
    return database.url().replace("jdbc:h2:", "jdbc:h2:tcp://localhost:" + server.getPort() + "/");
  }

  @Test
  void clientRegistersAndCalls_whenItHasNothingOfOurs() throws Exception {
    Path naughty = Files.write(folder.resolve("naughty.wasm"), TestGuests.naughty());
    try (ChildJvm client =
        ChildJvm.withOnly(
            org.h2.Driver.class,
            folder,
            "Client",
            CLIENT,
            remoteUrl(),
            Guests.pluginFile("upper").toString(),
            naughty.toString())) {
      assertThat(client.lines())
          .containsExactly(
              "GRÜSSE, 世界",
              "null",
              "3 -1",
              "500001 ä",
              "true",
              "38W01 38108 true",
              "38W02 38109 true",
              "38W05 38112 true",
              "22021 38114 true",
              "end");
    }
  }

  @Test
  void instancesAreFreed_whenTheClientIsKilled() throws Exception {
    registerThree();
    try (ChildJvm client =
            ChildJvm.withOnly(org.h2.Driver.class, folder, "Client", CLIENT, remoteUrl(), "hold");
        Sql sql = database.admin()) {
      client.await("ready");
      assertThat(sql.value("SELECT COUNT(*) FROM WASM.INSTANCES")).isEqualTo(3L);
      client.kill();
      database.assertNoInstances(sql);
    }
  }

  @Test
  void instancesAreFreed_whenTheClientIsKilledDuringALongStatement() throws Exception {
    registerThree();
    try (ChildJvm client =
            ChildJvm.withOnly(
                org.h2.Driver.class, folder, "Client", CLIENT, remoteUrl(), "hold", "busy");
        Sql sql = database.admin()) {
      client.await("ready");
      Thread.sleep(300);
      assertThat(sql.value("SELECT COUNT(*) FROM WASM.INSTANCES")).isEqualTo(3L);
      client.kill();
      Thread.sleep(300);
      // H2 learns of the lost client when it has an answer for it; an operator ends the statement.
      sql.run("CALL ABORT_SESSION((SELECT MIN(SESSION_ID) FROM WASM.INSTANCES))");
      database.assertNoInstances(sql);
    }
  }

  private void registerThree() throws SQLException {
    Sql sql = database.admin();
    for (String name : new String[] {"a", "b", "c"}) {
      sql.register(name, Guests.plugin("upper"));
    }
    sql.close();
  }
}
