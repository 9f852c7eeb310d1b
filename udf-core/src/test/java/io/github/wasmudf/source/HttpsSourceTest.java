package io.github.wasmudf.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.net.PublicAddress;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Hosts: a real server on this machine, which is an internal address, and what must not reach it.
 */
class HttpsSourceTest {
  private static final byte[] MODULE = "a module".getBytes(StandardCharsets.UTF_8);
  private static final int MAX_BYTES = 100_000;
  private static final char[] PASSWORD = "password".toCharArray();
  private static final AtomicInteger REQUESTS = new AtomicInteger();
  private static final ExecutorService THREADS = Executors.newCachedThreadPool();

  private static HttpsServer server;
  private static SSLSocketFactory trusting;
  private static int port;

  @BeforeAll
  static void serve(@TempDir Path folder) throws Exception {
    SSLContext tls =
        contextOf(key(folder, "CN=localhost", "san=dns:localhost,ip:127.0.0.1,ip:::1"));
    trusting = tls.getSocketFactory();
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("localhost"), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.setExecutor(THREADS);
    server.createContext("/", HttpsSourceTest::answer);
    server.start();
    port = server.getAddress().getPort();
  }

  @AfterAll
  static void stop() {
    server.stop(0);
    THREADS.shutdownNow();
  }

  /** A key store with a fresh key of its own. */
  private static Path key(Path folder, String name, String extension) throws Exception {
    Path store = folder.resolve("key" + System.nanoTime());
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                name,
                "-ext",
                extension,
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(keytool.waitFor()).isZero();
    return store;
  }

  private static SSLContext contextOf(Path store) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream stream = Files.newInputStream(store)) {
      keys.load(stream, PASSWORD);
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(keys, PASSWORD);
    KeyStore certificates = KeyStore.getInstance("PKCS12");
    certificates.load(null, null);
    certificates.setCertificateEntry("server", keys.getCertificate("server"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(certificates);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static void answer(HttpExchange exchange) throws IOException {
    REQUESTS.incrementAndGet();
    String path = exchange.getRequestURI().getPath();
    try (exchange) {
      switch (path) {
        case "/module.wasm" -> send(exchange, MODULE);
        case "/zipped" -> {
          exchange.getResponseHeaders().set("Content-Encoding", "gzip");
          send(exchange, MODULE);
        }
        case "/here" -> redirect(exchange, "module.wasm");
        case "/loop" -> redirect(exchange, "/loop");
        case "/elsewhere" -> redirect(exchange, exchange.getRequestURI().getQuery());
        case "/nowhere" -> exchange.sendResponseHeaders(302, -1);
        case "/password" -> {
          exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"a\"");
          exchange.sendResponseHeaders(401, -1);
        }
        case "/large" -> exchange.sendResponseHeaders(200, 1L << 40);
        case "/endless" -> endless(exchange, 0);
        case "/slow" -> endless(exchange, 100);
        default -> exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  private static void send(HttpExchange exchange, byte[] bytes) throws IOException {
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static void redirect(HttpExchange exchange, String to) throws IOException {
    exchange.getResponseHeaders().set("Location", to);
    exchange.sendResponseHeaders(302, -1);
  }

  /** Sends without saying how much it will be, until the client has gone. */
  private static void endless(HttpExchange exchange, int pauseMillis) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    while (true) {
      exchange.getResponseBody().write(pauseMillis == 0 ? new byte[8_192] : new byte[1]);
      exchange.getResponseBody().flush();
      try {
        Thread.sleep(pauseMillis);
      } catch (InterruptedException stopped) {
        return;
      }
    }
  }

  private static ModuleSource source(String... internal) {
    return source(10_000, List.of(), List.of(internal));
  }

  private static ModuleSource source(int millis, List<String> hosts, List<String> internal) {
    return new ModuleSource(
        new AllowedPlaces(List.of(), List.of(), hosts, internal), MAX_BYTES, millis, trusting);
  }

  private static String here() {
    return "localhost:" + port;
  }

  private static void assertFails(ModuleSource source, String location, UdfError error) {
    assertThatCode(() -> source.read(location))
        .as(location)
        .isInstanceOfSatisfying(
            UdfException.class,
            failed -> assertThat(failed.error()).as(failed.getMessage()).isEqualTo(error));
  }

  /** Also nothing was asked of the server. */
  private static void assertUnheard(ModuleSource source, String location, UdfError error) {
    int before = REQUESTS.get();
    assertFails(source, location, error);
    assertThat(REQUESTS.get()).as(location).isEqualTo(before);
  }

  @Test
  void module_isRead_whenItsInternalHostIsAllowed() {
    assertThat(source(here()).read("https://" + here() + "/module.wasm")).isEqualTo(MODULE);
    assertThat(source(here()).read("HTTPS://LOCALHOST:" + port + "/module.wasm?a=b"))
        .isEqualTo(MODULE);
    assertThat(source(here()).read("https://" + here() + "/here")).isEqualTo(MODULE);
    assertThat(source(here()).read("https://" + here() + "/zipped")).isEqualTo(MODULE);
  }

  @Test
  void internalAddress_isNotReached_whenOnlyTheNameIsAllowed() {
    ModuleSource byName = source(10_000, List.of(here(), "127.0.0.1:" + port), List.of());
    assertUnheard(byName, "https://" + here() + "/module.wasm", UdfError.NOT_ALLOWED);
    assertUnheard(byName, "https://127.0.0.1:" + port + "/module.wasm", UdfError.NOT_ALLOWED);
    ModuleSource suffix = source(10_000, List.of("*.localhost:" + port), List.of());
    assertUnheard(suffix, "https://a.localhost:" + port + "/module.wasm", failureOf("a.localhost"));
  }

  /** Not every machine resolves names below localhost. */
  private static UdfError failureOf(String host) {
    try {
      InetAddress.getByName(host);
      return UdfError.NOT_ALLOWED;
    } catch (IOException unknown) {
      return UdfError.BAD_OPTION;
    }
  }

  @Test
  void otherHostsAndPorts_areNotReached() {
    ModuleSource source = source("localhost:1", "example.org:" + port);
    int before = REQUESTS.get();
    for (String host :
        List.of(
            "localhost",
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f000001",
            "0",
            "0.0.0.0",
            "localhost.",
            "[::1]",
            "[::]",
            "[::ffff:127.0.0.1]",
            "[0:0:0:0:0:0:0:1]")) {
      assertThatCode(() -> source.read("https://" + host + ":" + port + "/module.wasm"))
          .as(host)
          .isInstanceOfSatisfying(
              UdfException.class,
              failed -> assertThat(failed.error()).isIn(UdfError.NOT_ALLOWED, UdfError.BAD_OPTION));
    }
    assertThat(REQUESTS.get()).isEqualTo(before);
    assertUnheard(source(here()), "https://localhost/module.wasm", UdfError.NOT_ALLOWED);
  }

  @Test
  void ipv6Loopback_isNotReached_whenOnlyTheAddressIsAllowed() {
    ModuleSource source =
        source(10_000, List.of("[::1]:" + port, "[::ffff:127.0.0.1]:" + port), List.of());
    assertUnheard(source, "https://[::1]:" + port + "/module.wasm", UdfError.NOT_ALLOWED);
    assertUnheard(
        source, "https://[::ffff:127.0.0.1]:" + port + "/module.wasm", UdfError.NOT_ALLOWED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://user@localhost:%d/module.wasm",
        "https://example.org@localhost:%d/module.wasm",
        "https://localhost:%d/module.wasm#fragment",
        "https://local host:%d/",
        "https:localhost:%d/module.wasm",
        "https:///module.wasm",
        "https://localhost\\@example.org:%d/",
        "http://localhost:%d/module.wasm",
        "ftp://localhost:%d/module.wasm"
      })
  void oddLocations_areRefused(String location) {
    assertUnheard(source(here()), location.formatted(port), UdfError.BAD_OPTION);
  }

  @Test
  void redirections_goToAllowedHostsOnly() {
    String to = "https://" + here() + "/elsewhere?";
    assertFails(source(here()), to + "https://127.0.0.1:" + port + "/", UdfError.NOT_ALLOWED);
    assertFails(source(here()), to + "https://example.org/", UdfError.NOT_ALLOWED);
    assertFails(source(here()), to + "http://" + here() + "/module.wasm", UdfError.BAD_OPTION);
    assertFails(source(here()), to + "file:///etc/passwd", UdfError.BAD_OPTION);
    assertFails(source(here()), "https://" + here() + "/nowhere", UdfError.BAD_OPTION);
    assertFails(source(here()), "https://" + here() + "/loop", UdfError.BAD_OPTION);
    assertFails(
        source(10_000, List.of("127.0.0.1:" + port), List.of(here())),
        to + "https://127.0.0.1:" + port + "/module.wasm",
        UdfError.NOT_ALLOWED);
  }

  @Test
  void otherAnswers_areNoModule() {
    assertFails(source(here()), "https://" + here() + "/none", UdfError.BAD_OPTION);
    assertFails(source(here()), "https://" + here() + "/password", UdfError.BAD_OPTION);
  }

  @Test
  void size_isLimited_alsoWhenTheServerDoesNotSayIt() {
    assertFails(source(here()), "https://" + here() + "/large", UdfError.INVALID_MODULE);
    assertFails(source(here()), "https://" + here() + "/endless", UdfError.INVALID_MODULE);
  }

  @Test
  void time_isLimited_alsoWhenBytesKeepComing() throws IOException {
    ModuleSource hasty = source(700, List.of(), List.of(here()));
    assertFails(hasty, "https://" + here() + "/slow", UdfError.TIME_LIMIT);
    try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getByName("localhost"))) {
      String silent = "localhost:" + mute.getLocalPort();
      assertFails(
          source(300, List.of(), List.of(silent)), "https://" + silent + "/", UdfError.TIME_LIMIT);
    }
  }

  @Test
  void certificate_mustBeTheHosts(@TempDir Path folder) throws Exception {
    SSLContext tls = contextOf(key(folder, "CN=other", "san=dns:other.example"));
    HttpsServer other =
        HttpsServer.create(new InetSocketAddress(InetAddress.getByName("localhost"), 0), 0);
    other.setHttpsConfigurator(new HttpsConfigurator(tls));
    other.createContext("/", HttpsSourceTest::answer);
    other.start();
    try {
      String host = "localhost:" + other.getAddress().getPort();
      AllowedPlaces places = new AllowedPlaces(List.of(), List.of(), List.of(), List.of(host));
      ModuleSource wrongName = new ModuleSource(places, MAX_BYTES, 10_000, tls.getSocketFactory());
      assertUnheard(wrongName, "https://" + host + "/module.wasm", UdfError.BAD_OPTION);
      ModuleSource unknown = new ModuleSource(places, MAX_BYTES, 10_000, trusting);
      assertUnheard(unknown, "https://" + host + "/module.wasm", UdfError.BAD_OPTION);
    } finally {
      other.stop(0);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:10.0.0.1",
        "::10.0.0.1",
        "fe80::1",
        "fc00::1",
        "fd12::1",
        "fec0::1",
        "ff02::1",
        "2002:7f00:1::",
        "2001::1",
        "2001:db8::1",
        "64:ff9b::7f00:1"
      })
  void address_isInternal(String address) throws IOException {
    assertThat(PublicAddress.is(InetAddress.getByName(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1.1.1", "100.128.0.1", "172.32.0.1", "192.1.1.1", "2606:4700::1111"})
  void address_isPublic(String address) throws IOException {
    assertThat(PublicAddress.is(InetAddress.getByName(address))).isTrue();
  }
}
