package io.github.wasmudf.h2;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Guests of w3bstream that ask a node of a chain, which is a JSON-RPC server of ours. */
@OnEachEngine
class W3bstreamChainTest {
  @RegisterExtension final TestDatabase database;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private HttpServer node;
  private Sql sql;

  W3bstreamChainTest(String engine) {
    database = TestDatabase.inMemory(engine);
  }

  @BeforeEach
  void connect() throws SQLException, IOException {
    node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    node.createContext("/", this::answer);
    node.start();
    sql = database.admin();
  }

  @AfterEach
  void stop() {
    node.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    asked.add(request);
    String answer =
        request.contains("eth_call")
            ? "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0x7961\"}"
            : request.contains("\"0x5\"")
                ? "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0xabcd\"}"
                : "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"message\":\"too poor\"}}";
    byte[] body = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private String host() {
    return "localhost:" + node.getAddress().getPort();
  }

  private void register(String capabilities) throws SQLException {
    sql.register(
        "p", ChainGuest.module(), ChainGuest.options(host(), "0x11", "0x22", capabilities));
  }

  private void grant() throws SQLException {
    String host = "\"http_internal\":[\"" + host() + "\"]";
    sql.run("CALL WASM_SET_POLICY('{\"capabilities\":{" + host + "}}')");
    sql = database.admin();
    register(host);
  }

  @Test
  void contract_isCalled_andAnswersBytes() throws SQLException {
    grant();
    assertThat(sql.value("VALUES WASM_CALL('p', 'call', '{\"to\":\"0xAb\",\"data\":\"0102\"}')"))
        .isEqualTo("ya");
    assertThat(asked)
        .containsExactly(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_call\",\"params\":"
                + "[{\"to\":\"0xAb\",\"data\":\"0x0102\"},\"latest\"]}");
  }

  @Test
  void transaction_isTheNodesToSign_forTheAccountOfTheConfiguration() throws SQLException {
    grant();
    String transaction = "{\"to\":\"0xab\",\"value\":\"5\",\"data\":\"\"}";
    assertThat(sql.value("VALUES WASM_CALL('p', 'send', ?)", transaction)).isEqualTo("0xabcd");
    assertThat(
            sql.value(
                "VALUES WASM_CALL('p', 'send_as', ?)",
                transaction.replace("{", "{\"operatorName\":\"boss\",")))
        .isEqualTo("0xabcd");
    assertThat(asked.get(0))
        .contains("\"eth_sendTransaction\"")
        .contains("{\"from\":\"0x11\",\"to\":\"0xab\",\"value\":\"0x5\",\"data\":\"0x\"}");
    assertThat(asked.get(1)).contains("\"from\":\"0x22\"");
  }

  @Test
  void refusalOfTheNode_isTheErrorOfTheHandlerThatGivesUp() throws SQLException {
    grant();
    Sql.Failure failure =
        sql.failure(
            "VALUES WASM_CALL('p', 'send', '{\"to\":\"0xab\",\"value\":\"6\",\"data\":\"\"}')");
    assertThat(failure.sqlState()).isEqualTo("38W07");
    assertThat(failure.message()).contains("-1 (Failed)").contains("too poor");
    assertThat(
            sql.failure("VALUES WASM_CALL('p', 'send', '{\"to\":\"zz\",\"data\":\"\"}')").message())
        .contains("\"to\" is not in hexadecimal digits");
  }

  @Test
  void node_thatIsNotGranted_isNotAsked() throws SQLException {
    register("");
    assertThat(sql.sqlState("VALUES WASM_CALL('p', 'call', '{\"to\":\"0xab\",\"data\":\"\"}')"))
        .isEqualTo("38W06");
    assertThat(asked).isEmpty();
  }

  @Test
  void withoutANode_thereIsNone() throws SQLException {
    sql.register("p", ChainGuest.module());
    Sql.Failure failure =
        sql.failure("VALUES WASM_CALL('p', 'call', '{\"to\":\"0xab\",\"data\":\"\"}')");
    assertThat(failure.sqlState()).isEqualTo("38W06");
    assertThat(failure.message()).contains("ws_call_contract");
  }
}
