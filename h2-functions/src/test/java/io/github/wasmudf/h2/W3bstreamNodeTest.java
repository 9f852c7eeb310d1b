package io.github.wasmudf.h2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The same as {@link W3bstreamChainTest} with a node of Ethereum that others wrote, on this
 * machine. It comes from npm, which not every machine has: profile {@code chain}.
 */
@EnabledIfSystemProperty(named = "wasmudf.chain", matches = "true")
@OnEachEngine
class W3bstreamNodeTest {
  private static final String VERSION = "7.9.2";

  /** The first two of the accounts that the node always begins with. */
  private static final String FIRST = "0x90f8bf6a479f320ead074411a4b0e7944ea8c9c1";

  private static final String SECOND = "0xffcf8fdee72ac11b5c542428b35eef5769c409f0";

  /** A contract that every chain has: it answers what it is given. */
  private static final String IDENTITY = "0x0000000000000000000000000000000000000004";

  private static final String NOBODY = "0x00000000000000000000000000000000000abcde";
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static @Nullable Process node;
  private static String host = "";

  @RegisterExtension final TestDatabase database;
  private Sql sql;

  W3bstreamNodeTest(String engine) {
    database = TestDatabase.inMemory(engine);
  }

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    Path folder = Files.createDirectories(Path.of("target", "ganache").toAbsolutePath());
    Path program = folder.resolve("node_modules/ganache/dist/node/cli.js");
    if (!Files.exists(program)) {
      Process install =
          process(folder, "npm", "install", "--no-audit", "--no-fund", "ganache@" + VERSION);
      assertThat(install.waitFor(5, TimeUnit.MINUTES)).isTrue();
      assertThat(install.exitValue()).isZero();
    }
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    host = "localhost:" + port;
    node =
        process(
            folder,
            "node",
            program.toString(),
            "--wallet.deterministic",
            "--server.host=127.0.0.1",
            "--server.port=" + port);
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (!isUp()) {
      assertThat(System.nanoTime()).as("the node has started").isLessThan(end);
      Thread.sleep(100);
    }
  }

  private static Process process(Path folder, String... command) throws IOException {
    File output = folder.resolve("output.txt").toFile();
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(output))
        .start();
  }

  private static boolean isUp() throws IOException, InterruptedException {
    try {
      return ask("eth_chainId", "[]").contains("result");
    } catch (ConnectException notYet) {
      return false;
    }
  }

  /** What the node says, asked by the test itself. */
  private static String ask(String method, String parameters)
      throws IOException, InterruptedException {
    String body =
        """
        {"jsonrpc": "2.0", "id": 1, "method": "%s", "params": %s}
        """
            .formatted(method, parameters);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + host + "/"))
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    return CLIENT.send(request, BodyHandlers.ofString()).body();
  }

  @AfterAll
  static void stop() {
    Process running = node;
    if (running != null) {
      running.destroyForcibly();
    }
  }

  @BeforeEach
  void register() throws SQLException {
    String grant = "\"http_internal\": [\"" + host + "\"]";
    try (Sql admin = database.admin()) {
      admin.run("CALL WASM_SET_POLICY('{\"capabilities\":{" + grant + "}}')");
    }
    sql = database.admin();
    sql.register("p", ChainGuest.module(), ChainGuest.options(host, FIRST, SECOND, grant));
  }

  /** What the node knows of the transaction that a guest has sent. */
  private String sent(String export, String transaction) throws Exception {
    String hash = (String) sql.value("VALUES WASM_CALL('p', '" + export + "', ?)", transaction);
    assertThat(hash).matches("0x[0-9a-f]{64}");
    return ask("eth_getTransactionByHash", "[\"" + hash + "\"]");
  }

  private static long balance() throws IOException, InterruptedException {
    String answer = ask("eth_getBalance", "[\"" + NOBODY + "\",\"latest\"]");
    return Long.parseLong(answer.replaceAll("(?s).*\"result\":\"0x([0-9a-f]+)\".*", "$1"), 16);
  }

  @Test
  void contract_isCalled_andAnswersBytes() throws SQLException {
    String call = "{\"to\":\"" + IDENTITY + "\",\"data\":\"0x677275c39f\"}";
    assertThat(sql.value("VALUES WASM_CALL('p', 'call', ?)", call)).isEqualTo("gruß");
  }

  @Test
  void transaction_isSent_fromTheAccountThatIsMeant() throws Exception {
    long before = balance();
    String transaction = "{\"to\":\"" + NOBODY + "\",\"value\":\"5\",\"data\":\"0x0102\"}";
    assertThat(sent("send", transaction))
        .contains(FIRST, NOBODY, "\"value\":\"0x5\"", "\"input\":\"0x0102\"");
    String another = transaction.replace("{", "{\"operatorName\":\"boss\",");
    assertThat(sent("send_as", another)).contains(SECOND, NOBODY);
    assertThat(balance() - before).isEqualTo(10);
  }

  @Test
  void transaction_thatTheAccountCannotPay_isRefused() throws SQLException {
    String transaction =
        "{\"to\":\"" + NOBODY + "\",\"value\":\"1000000000000000000000000\",\"data\":\"\"}";
    Sql.Failure failure = sql.failure("VALUES WASM_CALL('p', 'send', '" + transaction + "')");
    assertThat(failure.sqlState()).isEqualTo("38W07");
    assertThat(failure.message()).contains("-1 (Failed)").contains("funds");
  }
}
