package io.github.wasmudf.h2;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.github.wasmudf.testing.Guests;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Guests of w3bstream that send requests, as Go's library would write and read them. */
@OnEachEngine
class W3bstreamHttpTest {
  /** Hands its input over as a request, and answers the answer. */
  private static final byte[] GUEST =
      Guests.w3bstream(
          """
          (import "env" "ws_api_call" (func $send (param i32 i32 i32 i32) (result i32)))
          """,
          """
          (func (export "start") (param $rid i32) (result i32)
            (drop (call $get (local.get $rid) (i32.const 8) (i32.const 12)))
            (if (call $send (i32.load (i32.const 8)) (i32.load (i32.const 12))
                  (i32.const 16) (i32.const 20))
              (then (return (i32.const -1))))
            (call $set (local.get $rid) (i32.load (i32.const 16)) (i32.load (i32.const 20))))
          """);

  @RegisterExtension final TestDatabase database;
  private HttpServer server;
  private Sql sql;

  W3bstreamHttpTest(String engine) {
    database = TestDatabase.inMemory(engine);
  }

  @BeforeEach
  void connect() throws SQLException, IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          exchange.getResponseHeaders().set("content-type", "text/plain");
          exchange.getResponseHeaders().set("x-b3-traceid", "7");
          exchange.sendResponseHeaders(body.length == 0 ? 404 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    sql = database.admin();
    String granted = "{\"capabilities\":{\"http_internal\":[\"" + host() + "\"]}}";
    sql.run("CALL WASM_SET_POLICY('" + granted + "')");
    sql = database.admin();
    sql.register("p", GUEST, granted);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private String host() {
    return "localhost:" + server.getAddress().getPort();
  }

  @Test
  void answer_isSpelledAsGoDoes() throws SQLException {
    String body = Base64.getEncoder().encodeToString("hello".getBytes(StandardCharsets.UTF_8));
    assertThat(
            sql.transform(
                "p",
                "{\"Method\":\"POST\",\"Url\":\"http://"
                    + host()
                    + "/\",\"Body\":\""
                    + body
                    + "\"}"))
        .asString()
        .startsWith("{\"Status\":\"200 OK\",\"StatusCode\":200,\"Proto\":\"HTTP/1.1\",\"Header\":{")
        .contains("\"Content-Type\":[\"text/plain\"]")
        .contains("\"X-B3-Traceid\":[\"7\"]")
        .endsWith("\"Body\":\"" + body + "\"}");
    assertThat(sql.transform("p", "{\"Url\":\"http://" + host() + "/none\"}"))
        .asString()
        .startsWith("{\"Status\":\"404 Not Found\",\"StatusCode\":404,");
  }
}
