package io.github.wasmudf.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.wasmudf.CancelSignal;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.net.NetworkHosts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CheckedHttpTest {
  private static final int MOST = 10_000;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch released = new CountDownLatch(1);
  private HttpServer server;
  private String host;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/echo", CheckedHttpTest::echo);
    server.createContext("/away", e -> answer(e, 302, "http://elsewhere.invalid/", "moved"));
    server.createContext("/large", e -> answer(e, 200, "", "x".repeat(MOST + 1)));
    server.createContext("/slow", this::waitAndAnswer);
    server.start();
    host = "localhost:" + server.getAddress().getPort();
  }

  @AfterEach
  void stop() {
    released.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  /** Answers in chunks. */
  private static void echo(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String head =
        exchange.getRequestMethod()
            + " "
            + exchange.getRequestURI()
            + " "
            + exchange.getRequestHeaders().get("X-Guest")
            + " "
            + exchange.getRequestHeaders().get("Host")
            + " ";
    exchange.getResponseHeaders().add("X-Host", "one");
    exchange.sendResponseHeaders(201, 0);
    exchange.getResponseBody().write(head.getBytes(StandardCharsets.UTF_8));
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static void answer(HttpExchange exchange, int status, String location, String text)
      throws IOException {
    exchange.getResponseHeaders().add("Location", location);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private void waitAndAnswer(HttpExchange exchange) throws IOException {
    try {
      released.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException ended) {
      return;
    }
    answer(exchange, 200, "", "late");
  }

  private HttpAccess allowing(String internal, String... hosts) {
    return new CheckedHttp(
        new NetworkHosts(List.of(hosts), internal.isEmpty() ? List.of() : List.of(internal)),
        MOST,
        new NetworkWork(CancelSignal.NEVER));
  }

  private static HttpAccess.Request get(String url) {
    return new HttpAccess.Request("GET", url, Map.of(), null);
  }

  private static long inSeconds(long seconds) {
    return System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
  }

  private static void assertFails(ThrowingCallable call, UdfError error, String words) {
    assertThatThrownBy(call)
        .hasMessageContaining(words)
        .extracting(failure -> ((UdfException) failure).error())
        .isEqualTo(error);
  }

  @Test
  void send_allowedHost_answersItsAnswer() {
    HttpAccess.Answer answer =
        allowing(host)
            .send(
                new HttpAccess.Request(
                    "PATCH",
                    "http://" + host + "/echo?q=1#part",
                    Map.of(
                        "X-Guest",
                        List.of("a", "b"),
                        "Host",
                        List.of("forged"),
                        "TE",
                        List.of("x")),
                    "body".getBytes(StandardCharsets.UTF_8)),
                inSeconds(30));

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.protocol()).isEqualTo("HTTP/1.1");
    assertThat(answer.headers()).containsEntry("x-host", List.of("one"));
    assertThat(new String(answer.body(), StandardCharsets.UTF_8))
        .isEqualTo("PATCH /echo?q=1 [a, b] [" + host + "] body");
  }

  @Test
  void send_whereTooManyAreUnderWay_isRefused_untilTheyEnd() throws InterruptedException {
    Semaphore room = new Semaphore(1);
    HttpAccess http =
        new CheckedHttp(
            new NetworkHosts(List.of(), List.of(host)),
            MOST,
            new NetworkWork(CancelSignal.NEVER, room));
    room.acquire();
    assertFails(
        () -> http.send(get("http://" + host + "/echo"), inSeconds(30)),
        UdfError.SERVICE_FAILED,
        "too many requests");
    room.release();

    assertThat(http.send(get("http://" + host + "/echo"), inSeconds(30)).reason())
        .isEqualTo("Created");
    assertThat(room.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void send_redirection_isAnAnswer() {
    HttpAccess.Answer answer = allowing(host).send(get("http://" + host + "/away"), inSeconds(30));

    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.headers()).containsEntry("location", List.of("http://elsewhere.invalid/"));
  }

  @Test
  void send_hostThatIsNotOnTheList_isNotGranted() {
    HttpAccess http = allowing("", "example.org", "*.example.net");

    assertFails(
        () -> http.send(get("http://" + host + "/echo"), inSeconds(30)),
        UdfError.NOT_GRANTED,
        "host localhost, port ");
    assertFails(
        () -> http.send(get("http://example.org.evil.invalid/"), inSeconds(30)),
        UdfError.NOT_GRANTED,
        "not on its list");
    assertFails(
        () -> http.send(get("https://example.org:8443/"), inSeconds(30)),
        UdfError.NOT_GRANTED,
        "port 8443");
  }

  @Test
  void send_nameOfAnInternalAddress_isNotGranted() {
    assertFails(
        () -> allowing("", host).send(get("http://" + host + "/echo"), inSeconds(30)),
        UdfError.NOT_GRANTED,
        "internal address 127.0.0.1");
  }

  @Test
  void send_whatIsNoRequest_fails() {
    HttpAccess http = allowing(host, "*");
    for (String url :
        List.of(
            "file:///etc/passwd",
            "http://user@" + host + "/",
            "//" + host + "/",
            "http:/echo",
            "http://" + host + "/a b",
            "http://" + host + "/\r\nX: y",
            "http://h/" + "x".repeat(9_000))) {
      assertFails(() -> http.send(get(url), inSeconds(30)), UdfError.SERVICE_FAILED, "URL");
    }
    String url = "http://" + host + "/echo";
    for (String method : List.of("CONNECT", "GET / HTTP/1.1\r\nX:", "get", "")) {
      HttpAccess.Request request = new HttpAccess.Request(method, url, Map.of(), null);
      assertFails(() -> http.send(request, inSeconds(30)), UdfError.SERVICE_FAILED, "method");
    }
    for (Map<String, List<String>> headers :
        List.of(
            Map.of("X", List.of("a\r\nY: b")),
            Map.of("X:", List.of("a")),
            Map.of("", List.of("")))) {
      HttpAccess.Request request = new HttpAccess.Request("GET", url, headers, null);
      assertFails(() -> http.send(request, inSeconds(30)), UdfError.SERVICE_FAILED, "header");
    }
  }

  @Test
  void send_largeAnswer_isALimit() {
    assertFails(
        () -> allowing(host).send(get("http://" + host + "/large"), inSeconds(30)),
        UdfError.MEMORY_LIMIT,
        "limit 10,000, current 0, requested 10,001");
  }

  @Test
  void send_slowAnswer_endsWithTheCallsTime() {
    assertFails(
        () ->
            allowing(host)
                .send(
                    get("http://" + host + "/slow"),
                    System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(200)),
        UdfError.TIME_LIMIT,
        "time");
  }

  @Test
  void send_cancelledStatement_ends() {
    HttpAccess http =
        new CheckedHttp(
            new NetworkHosts(List.of(), List.of(host)),
            MOST,
            new NetworkWork(() -> "the statement was cancelled"));

    assertFails(
        () -> http.send(get("http://" + host + "/slow"), inSeconds(30)),
        UdfError.CANCELLED,
        "the statement was cancelled");
  }

  @Test
  void send_nobodyThere_fails() {
    server.stop(0);

    assertFails(
        () -> allowing(host).send(get("http://" + host + "/echo"), inSeconds(30)),
        UdfError.SERVICE_FAILED,
        "request failed");
  }
}
