package io.github.wasmudf.h2;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.wasmudf.testing.Guests;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Extism plugins: what is kept where, what an error says, which export is meant. */
@OnEachEngine
class ExtismTest {
  private static final String KERNEL =
      """
      (import "extism:host/env" "alloc" (func $alloc (param i64) (result i64)))
      (import "extism:host/env" "store_u8" (func $store_u8 (param i64 i32)))
      (import "extism:host/env" "input_offset" (func $input_offset (result i64)))
      (import "extism:host/env" "input_length" (func $input_length (result i64)))
      (import "extism:host/env" "output_set" (func $output_set (param i64 i64)))
      (import "extism:host/env" "error_set" (func $error_set (param i64)))
      """;

  private static final String ECHO =
      "(call $output_set (call $input_offset) (call $input_length)) (i32.const 0)";

  @RegisterExtension final TestDatabase database;
  private Sql sql;

  ExtismTest(String engine) {
    database = TestDatabase.inMemory(engine);
  }

  @BeforeEach
  void connect() throws SQLException {
    sql = database.admin();
  }

  private static byte[] plugin(String inside) {
    return Guests.wat("(module " + KERNEL + inside + ")");
  }

  private static String export(String name, String body) {
    return "(func (export \"" + name + "\") (result i32) " + body + ")";
  }

  /** TinyGo's scheduler leaves exports behind, one of them of the type of those that are called. */
  @Test
  void partsOfTinyGosScheduler_areNotCalled() throws SQLException {
    sql.register(
        "go",
        plugin(
            export("asyncify_get_state", "(i32.const 0)")
                + "(func (export \"asyncify_stop_unwind\"))"
                + export("run", ECHO)));
    assertThat(sql.transform("go", "x")).isEqualTo("x");
    assertThat(sql.sqlState("VALUES WASM_CALL('go', 'asyncify_get_state', 'x')"))
        .isEqualTo("42883");
  }

  @Test
  void variables_areOfTheConnection() throws SQLException {
    sql.register("tour", Guests.plugin("extism_tour"));
    String count = "VALUES WASM_CALL('tour', 'count_vowels', 'aei')";
    assertThat(sql.value(count)).isEqualTo("{\"count\":3,\"total\":3}");
    try (Sql other = database.admin()) {
      assertThat(other.value(count)).isEqualTo("{\"count\":3,\"total\":3}");
    }
    assertThat(sql.value(count)).isEqualTo("{\"count\":3,\"total\":6}");
  }

  @Test
  void variables_ofOneVersion_areNotThoseOfAnother() throws SQLException {
    sql.register("tour", Guests.plugin("extism_tour"));
    String remember = "VALUES WASM_CALL('tour', 'remember', ?)";
    sql.value(remember, "first");
    sql.register("tour", Guests.plugin("extism_tour"), "{\"config\":{}}");
    assertThat(sql.value(remember, "second")).isEqualTo("");
    assertThat(sql.value(remember, "third")).isEqualTo("second");
  }

  @Test
  void variables_ofAFailedCall_areNotKept() throws SQLException {
    sql.register(
        "p",
        Guests.wat(
            """
            (module
              (import "extism:host/env" "alloc" (func $alloc (param i64) (result i64)))
              (import "extism:host/env" "store_u8" (func $store_u8 (param i64 i32)))
              (import "extism:host/env" "length" (func $length (param i64) (result i64)))
              (import "extism:host/env" "input_length" (func $input_length (result i64)))
              (import "extism:host/env" "output_set" (func $output_set (param i64 i64)))
              (import "extism:host/env" "var_get" (func $var_get (param i64) (result i64)))
              (import "extism:host/env" "var_set" (func $var_set (param i64 i64)))
              (func $key (result i64)
                (local $key i64)
                (local.set $key (call $alloc (i64.const 1)))
                (call $store_u8 (local.get $key) (i32.const 107))
                (local.get $key))
              ;; Answers the variable's bytes, makes it as long as the input, and fails if that is 2.
              (func (export "keep") (result i32)
                (local $before i64)
                (local.set $before (call $var_get (call $key)))
                (call $output_set (local.get $before) (call $length (local.get $before)))
                (call $var_set (call $key) (call $alloc (call $input_length)))
                (i64.eq (call $input_length) (i64.const 2))))
            """));
    String length = "VALUES LENGTH(WASM_TRANSFORM_BINARY('p', ?))";
    assertThat(sql.value(length, "abc")).isEqualTo(0L);
    assertThat(sql.sqlState(length, "ab")).isEqualTo("38W02");
    assertThat(sql.value(length, "x")).isEqualTo(3L);
    assertThat(sql.value(length, "x")).isEqualTo(1L);
  }

  @Test
  void error_isThePluginsOwnText_andLeavesTheInstance() throws SQLException {
    sql.register("tour", Guests.plugin("extism_tour"));
    sql.value("VALUES WASM_CALL('tour', 'greet', 'x')");
    Sql.Failure failure = sql.failure("VALUES WASM_CALL('tour', 'reject', 'cheese')");
    assertThat(failure.sqlState()).isEqualTo("38W02");
    assertThat(failure.message())
        .contains("plugin tour version 1: not acceptable: cheese")
        .doesNotContain("refused");
    assertThat(sql.failure("VALUES WASM_CALL('tour', 'exit_code', '')").message())
        .contains("Returned non-zero exit code: 7");
    assertThat(sql.value("SELECT CAST(SUM(INSTANCES) AS INTEGER) FROM WASM.INSTANCES"))
        .isEqualTo(1);
  }

  @Test
  void error_counts_evenWhereTheExportAnswersZero_andItsBytesAreShownSafely() throws SQLException {
    sql.register(
        "p",
        plugin(
            export(
                "run",
                """
                (local $e i64)
                (local.set $e (call $alloc (i64.const 3)))
                (call $store_u8 (local.get $e) (i32.const 27))
                (call $store_u8 (i64.add (local.get $e) (i64.const 1)) (i32.const 255))
                (call $store_u8 (i64.add (local.get $e) (i64.const 2)) (i32.const 88))
                (call $error_set (local.get $e))
                (i32.const 0)
                """)));
    Sql.Failure failure = sql.failure("VALUES WASM_TRANSFORM('p', 'x')");
    assertThat(failure.sqlState()).isEqualTo("38W02");
    assertThat(failure.message()).contains("?\uFFFDX");
  }

  @Test
  void output_largerThanItMayBe_isALimit() throws SQLException {
    sql.register("p", plugin(export("run", ECHO)), "{\"limits\":{\"resultBytes\":10}}");
    assertThat(sql.transform("p", "1234567890")).isEqualTo("1234567890");
    assertThat(sql.sqlState("VALUES WASM_TRANSFORM('p', '12345678901')")).isEqualTo("38W04");
    assertThat(sql.transform("p", "x")).isEqualTo("x");
  }

  @Test
  void input_ofAnySize_comesBack_upToTheMemoryLimit() throws SQLException {
    sql.register("p", plugin(export("run", ECHO)), "{\"limits\":{\"memoryBytes\":1048576}}");
    byte[] input = new byte[1_000_000];
    input[999_999] = 'x';
    assertThat(sql.value("VALUES WASM_TRANSFORM_BINARY('p', ?)", input)).isEqualTo(input);
    assertThat(sql.sqlState("VALUES WASM_TRANSFORM_BINARY('p', ?)", new byte[1_048_577]))
        .isEqualTo("38W04");
    assertThat(sql.value("VALUES WASM_TRANSFORM_BINARY('p', ?)", input)).isEqualTo(input);
  }

  @Test
  void onlyExport_isMeantByWasmTransform_whateverBeginsItsLife() throws SQLException {
    sql.register(
        "p",
        plugin(
            """
            (global $begun (mut i32) (i32.const 0))
            (func (export "_start") unreachable)
            (func (export "_initialize") unreachable)
            (func (export "__wasm_call_ctors")
              (global.set $begun (i32.add (global.get $begun) (i32.const 1))))
            (func (export "helper") (param i32) (result i32) (i32.const 0))
            """
                + export(
                    "run",
                    "(if (i32.ne (global.get $begun) (i32.const 1)) (then (unreachable)))"
                        + ECHO)));
    assertThat(sql.transform("p", "x")).isEqualTo("x");
    assertThat(sql.sqlState("VALUES WASM_CALL('p', '_start', 'x')")).isEqualTo("42883");
    assertThat(sql.sqlState("VALUES WASM_CALL('p', 'helper', 'x')")).isEqualTo("42883");
  }

  @Test
  void haskellsStart_isCalledAfterInitialize() throws SQLException {
    sql.register(
        "p",
        plugin(
            """
            (global $begun (mut i32) (i32.const 0))
            (func (export "_initialize") (global.set $begun (i32.const 1)))
            (func (export "hs_init") (param i32 i32)
              (global.set $begun (i32.add (global.get $begun) (i32.const 1))))
            """
                + export(
                    "run",
                    "(if (i32.ne (global.get $begun) (i32.const 2)) (then (unreachable)))"
                        + ECHO)));
    assertThat(sql.transform("p", "x")).isEqualTo("x");
  }

  @Test
  void exportWithoutACode_canBeCalled() throws SQLException {
    sql.register(
        "p",
        plugin(
            "(func (export \"quiet\") (call $output_set (call $input_offset) (call"
                + " $input_length)))"));
    assertThat(sql.transform("p", "x")).isEqualTo("x");
  }

  @Test
  void imports_decide_whereTheExportsOfTwoSystemsAreThere() throws SQLException {
    String both =
        """
        (memory (export "memory") 1)
        (func (export "alloc") (param i32) (result i32) (i32.const 1024))
        (func (export "transform") (param i32 i32) (result i64) (i64.const 0))
        """
            + export("run", ECHO);
    sql.register("p", plugin(both));
    assertThat(sql.value("SELECT ABI FROM WASM.PLUGINS")).isEqualTo("extism");
    assertThat(sql.transform("p", "x")).isEqualTo("x");
    assertThat(
            sql.sqlState("CALL WASM_REGISTER('q', ?, ?)", plugin(both), "{\"abi\":\"transform\"}"))
        .isEqualTo("22W03");
    assertThat(sql.failure("CALL WASM_REGISTER('q', ?)", Guests.wat("(module)")).message())
        .contains("for ABI transform", "for ABI extism", "an import from \"extism:host/env\"");
  }

  @Test
  void functionsOfAnotherHost_areRefused_unlessTheyMayTrap() throws SQLException {
    byte[] foreign =
        Guests.wat(
            "(module (import \"extism:host/user\" \"launch\" (func $launch (param i64) (result"
                + " i64)))"
                + KERNEL
                + export("run", ECHO)
                + export("go", "(drop (call $launch (i64.const 0))) (i32.const 0)")
                + ")");
    assertThat(sql.failure("CALL WASM_REGISTER('p', ?)", foreign).message())
        .contains("extism:host/user.launch");
    sql.register("p", foreign, "{\"unknown_imports\":\"trap\"}");
    assertThat(sql.value("VALUES WASM_CALL('p', 'run', 'x')")).isEqualTo("x");
    assertThat(sql.failure("VALUES WASM_CALL('p', 'go', 'x')").message())
        .contains("the import extism:host/user.launch");
  }

  @Test
  void rows_comeFromWhatTheOnlyExportAnswers() throws SQLException {
    sql.register("p", plugin(export("run", ECHO)));
    assertThat(
            sql.column(
                "SELECT a FROM WASM_TABLE('p', '[{\"a\":1},{\"a\":2}]',"
                    + " '{\"columns\":[{\"name\":\"a\",\"type\":\"INTEGER\"}]}')"))
        .containsExactly(1, 2);
  }

  @Test
  void manyRows_ofOneInstance_keepItsMemoryFlat() throws SQLException {
    sql.register("upper", Guests.plugin("extism_upper"));
    assertThat(
            sql.value(
                "SELECT COUNT(*) FROM SYSTEM_RANGE(1, 20000)"
                    + " WHERE WASM_TRANSFORM('upper', 'row ' || X) = 'ROW ' || X"))
        .isEqualTo(20_000L);
    assertThat(sql.value("SELECT MEMORY_BYTES FROM WASM.INSTANCES")).isEqualTo(65_536L);
  }

  /** Its input is a request; answers the body, the headers, or the status as its exit code. */
  private static final String FETCHING =
      """
      (import "extism:host/env" "length" (func $length (param i64) (result i64)))
      (import "extism:host/env" "http_request" (func $request (param i64 i64) (result i64)))
      (import "extism:host/env" "http_status_code" (func $status (result i32)))
      (import "extism:host/env" "http_headers" (func $headers (result i64)))
      (func $output (param $block i64)
        (call $output_set (local.get $block) (call $length (local.get $block))))
      (func $body (result i64)
        (local $body i64)
        (local.set $body (call $alloc (i64.const 2)))
        (call $store_u8 (local.get $body) (i32.const 104))
        (call $store_u8 (i64.add (local.get $body) (i64.const 1)) (i32.const 105))
        (local.get $body))
      (func (export "get") (result i32)
        (call $output (call $request (call $input_offset) (i64.const 0))) (i32.const 0))
      (func (export "post") (result i32)
        (call $output (call $request (call $input_offset) (call $body))) (i32.const 0))
      (func (export "status") (result i32)
        (drop (call $request (call $input_offset) (i64.const 0))) (call $status))
      (func (export "headers") (result i32)
        (drop (call $request (call $input_offset) (i64.const 0)))
        (drop (call $headers)) (call $output (call $headers)) (i32.const 0))
      (func (export "none") (result i32)
        (call $output (call $headers)) (call $status))
      (func (export "lie") (result i32)
        (drop (call $request (i64.const 0xffff_ffff_ffff) (i64.const -1))) (i32.const 0))
      """;

  private static byte[] fetching() {
    return plugin(FETCHING);
  }

  private @Nullable HttpServer server;

  private String serve() throws IOException {
    HttpServer made =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    made.createContext("/echo", ExtismTest::echo);
    made.createContext(
        "/away",
        exchange -> {
          exchange.getResponseHeaders().add("Location", "/echo");
          answer(exchange, 302, "moved");
        });
    made.createContext("/large", exchange -> answer(exchange, 200, "x".repeat(100_000)));
    made.start();
    server = made;
    return "localhost:" + made.getAddress().getPort();
  }

  @AfterEach
  void stopServing() {
    HttpServer serving = server;
    if (serving != null) {
      serving.stop(0);
    }
  }

  private static void echo(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().add("X-Host", "one");
    exchange.getResponseHeaders().add("X-Host", "two");
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String greeting = exchange.getRequestHeaders().getFirst("X-Guest");
    answer(exchange, 201, exchange.getRequestMethod() + " " + greeting + " " + body);
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** From the next connection on, which is there then. */
  private void allow(String granted) throws SQLException {
    String engine = "{\"engine\":\"" + database.engine() + "\",";
    sql.run("CALL WASM_SET_POLICY('" + engine + granted + "}')");
    sql = database.admin();
  }

  private void registerFetching(String host, String more) throws SQLException {
    String granted = "\"capabilities\":{\"http_internal\":[\"" + host + "\"]}";
    allow(granted);
    sql.register("p", fetching(), "{" + granted + more + "}");
  }

  private static String fetch(String export) {
    return "VALUES WASM_CALL('p', '" + export + "', ?)";
  }

  @Test
  @Timeout(60)
  void requests_toGrantedHosts_areAnswered() throws Exception {
    String host = serve();
    registerFetching(host, "");
    String echo = "{\"url\":\"http://" + host + "/echo\",\"headers\":{\"X-Guest\":\"me\"}";
    assertThat(sql.value(fetch("get"), echo + "}")).isEqualTo("GET me ");
    assertThat(sql.value(fetch("post"), echo + ",\"method\":\"put\"}")).isEqualTo("PUT me hi");
    assertThat((String) sql.value(fetch("headers"), echo + "}"))
        .contains("\"x-host\":\"one, two\"");
    assertThat(sql.failure(fetch("status"), echo + "}").message())
        .contains("Returned non-zero exit code: 201");
    // Nobody follows a redirection, not even to the same host.
    String away = "{\"url\":\"http://" + host + "/away\"}";
    assertThat(sql.value(fetch("get"), away)).isEqualTo("moved");
    assertThat(sql.failure(fetch("status"), away).message()).contains("exit code: 302");
  }

  @Test
  void requests_beforeTheFirst_haveNoStatusAndNoHeaders() throws Exception {
    sql.register("p", fetching());
    assertThat(sql.value(fetch("none"), "x")).isEqualTo("");
  }

  @Test
  @Timeout(60)
  void requests_thatMayNotBeMade_endTheCall_andTheNextIsAsGood() throws Exception {
    String host = serve();
    registerFetching(host, ",\"limits\":{\"resultBytes\":50000}");
    String[][] cases = {
      {"get", "{\"url\":\"http://localhost:1/\"}", "38W06", "not on its list"},
      {"get", "{\"url\":\"http://" + host + "/large\"}", "38W04", "limit 50,000"},
      {"get", "{\"url\":\"file:///etc/passwd\"}", "38W07", "no URL"},
      {"get", "{\"url\":\"http://" + host + "/echo\",\"method\":\"CONNECT\"}", "38W07", "method"},
      {
        "get",
        "{\"url\":\"http://" + host + "/echo\",\"headers\":{\"a\":\"b\\r\\nc: d\"}}",
        "38W07",
        "header"
      },
      {"get", "http://" + host, "22032", "the request"},
      {"get", "{}", "38W07", "no URL"},
      {"lie", "", "22032", "the request is empty"},
    };
    for (String[] each : cases) {
      Sql.Failure failure = sql.failure(fetch(each[0]), each[1]);
      assertThat(failure.sqlState()).as(failure.message()).isEqualTo(each[2]);
      assertThat(failure.message()).contains("plugin p version 1", each[3]);
    }
    assertThat(sql.value(fetch("get"), "{\"url\":\"http://" + host + "/echo\"}"))
        .isEqualTo("GET null ");
    sql.register("p", fetching());
    Sql.Failure failure = sql.failure(fetch("get"), "{\"url\":\"http://" + host + "/echo\"}");
    assertThat(failure.sqlState()).isEqualTo("38W06");
    assertThat(failure.message()).contains("capability \"http\"");
  }

  @Test
  @Timeout(60)
  void requests_toInternalAddresses_takeMoreThanAnyHost() throws Exception {
    String port = serve().substring("localhost".length());
    String granted = "\"capabilities\":{\"http\":[\"localhost" + port + "\"]}";
    allow(granted);
    sql.register("p", fetching(), "{" + granted + "}");
    Sql.Failure failure =
        sql.failure(fetch("get"), "{\"url\":\"http://localhost" + port + "/echo\"}");
    assertThat(failure.sqlState()).isEqualTo("38W06");
    assertThat(failure.message()).contains("internal address");
  }
}
