package io.github.wasmudf.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.Guests;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that plugins answer little by little, and table functions of names of their own. */
@Timeout(120)
class StreamedTableTest extends Sql {
  private static final String N = "'{\"columns\":[{\"name\":\"n\",\"type\":\"BIGINT\"}]}'";
  private static final String ROWS = "TABLE(WASM_TABLE('one', '', " + N + "))";

  private static String oneCursor(int perChunk, String inNext) {
    return Guests.counting("table", perChunk, inNext)
        .replace(
            "(global.get $open)\n",
            "(if (result i32) (global.get $live) (then (i32.const 0))"
                + " (else (global.set $live (i32.const 1)) (global.get $open)))\n")
        .replace("(global $at", "(global $live (mut i32) (i32.const 0)) (global $at")
        .replace(
            "(func (export \"table_close\") (param i32)",
            "(func (export \"table_close\") (param i32) (global.set $live (i32.const 0))");
  }

  private static void register(Connection connection, String name, String wat, String options)
      throws SQLException {
    register(connection, name, Guests.wat(wat), options);
  }

  private static void register(Connection connection, String name, byte[] module, String options)
      throws SQLException {
    try (PreparedStatement call = connection.prepareStatement("SELECT WASM_REGISTER(?, ?, ?)")) {
      call.setString(1, name);
      call.setBytes(2, module);
      call.setString(3, options);
      try (ResultSet row = call.executeQuery()) {
        assertThat(row.next()).isTrue();
      }
    }
  }

  /** With one instance, a second cursor is refused until the first is closed. */
  private static void registerOne(Connection connection, int perChunk) throws SQLException {
    register(connection, "one", oneCursor(perChunk, ""), "{\"limits\":{\"instances\":1}}");
  }

  private static void registerSeries(Connection connection) throws SQLException, IOException {
    String manifest = Files.readString(Guests.folder().resolve("series/manifest.json"));
    register(connection, "series", Guests.plugin("series"), manifest);
  }

  @ParameterizedTest
  @MethodSource("urls")
  void cursor_isClosed_whateverEndsItsRows(String url) throws SQLException {
    try (Connection c = DriverManager.getConnection(url)) {
      registerOne(c, 500);
      for (int i = 0; i < 10; i++) {
        assertThat(rows(c, "SELECT n FROM " + ROWS + " LIMIT 2")).containsExactly("0", "1");
      }
      assertThat(rows(c, "SELECT COUNT(*), SUM(n) FROM " + ROWS)).containsExactly("1500|1124250");
      assertThat(rows(c, "SELECT n FROM " + ROWS + " ORDER BY n DESC LIMIT 1"))
          .containsExactly("1499");
      try (Statement statement = c.createStatement()) {
        for (int i = 0; i < 3; i++) {
          try (ResultSet rows = statement.executeQuery("SELECT n FROM " + ROWS)) {
            assertThat(rows.next()).isTrue();
          }
        }
      }
      if (url.startsWith("jdbc:wasm-calcite:")) {
        assertThat(failure(c, "SELECT 1 / (n - 1) FROM " + ROWS)).startsWith("22012");
        assertThat(failure(c, "SELECT SUM(1 / (n - 1)) FROM " + ROWS)).startsWith("22012");
      }
      assertThat(rows(c, "SELECT n FROM " + ROWS + " LIMIT 1")).containsExactly("0");
      c.unwrap(org.apache.calcite.jdbc.CalciteConnection.class)
          .getRootSchema()
          .subSchemas()
          .get("WASM")
          .unwrap(WasmSchema.class)
          .close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void lateralRows_areOpenedOneAfterTheOther(String engine) throws SQLException {
    try (Connection c = withEngine(engine)) {
      registerOne(c, 2);
      String three = "(VALUES (1), (2), (3)) AS t(k)";
      assertThat(
              rows(
                  c,
                  "SELECT k, COUNT(*), SUM(n) FROM "
                      + three
                      + ", LATERAL TABLE(WASM_TABLE('one', CAST(k AS VARCHAR), "
                      + N
                      + ")) GROUP BY k ORDER BY k"))
          .containsExactly("1|6|15", "2|6|15", "3|6|15");
      assertThat(
              rows(
                  c,
                  "SELECT k FROM "
                      + three
                      + " WHERE EXISTS (SELECT 1 FROM TABLE(WASM_TABLE('one', '', "
                      + N
                      + ")) AS r WHERE r.n = t.k) ORDER BY k"))
          .containsExactly("1", "2", "3");
      assertThat(rows(c, "SELECT n FROM " + ROWS + " LIMIT 1")).containsExactly("0");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void endlessRows_endWithLimitAndWithCancel(String engine) throws Exception {
    try (Connection c = withEngine(engine)) {
      String endless = oneCursor(1_000, "(local.set $chunk (i32.const 0))");
      register(c, "one", endless, "{\"limits\":{\"instances\":1}}");
      assertThat(rows(c, "SELECT n FROM " + ROWS + " LIMIT 2")).containsExactly("0", "1");
      ExecutorService threads = Executors.newSingleThreadExecutor();
      try (Statement statement = c.createStatement()) {
        Future<String> ended =
            threads.submit(
                () -> {
                  try (ResultSet sum = statement.executeQuery("SELECT SUM(n) FROM " + ROWS)) {
                    return "answered " + sum.next();
                  } catch (SQLException failed) {
                    return String.valueOf(failed.getSQLState());
                  }
                });
        while (!ended.isDone()) {
          Thread.sleep(20);
          statement.cancel();
        }
        assertThat(ended.get()).isEqualTo("57014");
      } finally {
        threads.shutdown();
      }
      assertThat(rows(c, "SELECT n FROM " + ROWS + " LIMIT 2")).containsExactly("0", "1");
    }
  }

  @Test
  void resultSet_isReadToItsEnd_whateverBecomesOfThePlugin() throws SQLException {
    try (Connection c = ours()) {
      registerOne(c, 2);
      try (Statement statement = c.createStatement();
          ResultSet rows = statement.executeQuery("SELECT n FROM " + ROWS)) {
        assertThat(rows.next()).isTrue();
        for (int i = 0; i < 3; i++) {
          registerOne(c, 3 + i);
          assertThat(rows(c, "SELECT COUNT(*) FROM " + ROWS)).containsExactly("" + (9 + 3 * i));
        }
        rows(c, "CALL WASM_UNREGISTER('one')");
        for (long n = 1; n < 6; n++) {
          assertThat(rows.next()).isTrue();
          assertThat(rows.getLong(1)).isEqualTo(n);
        }
        assertThat(rows.next()).isFalse();
      }
    }
  }

  @Test
  void createdFunctions_haveNamesAndTypes() throws SQLException, IOException {
    try (Connection c = ours()) {
      registerSeries(c);
      String ten = "TABLE(series(1, 10, 3))";
      assertThat(rows(c, "SELECT * FROM " + ten)).containsExactly("1", "4", "7", "10");
      assertThat(rows(c, "SELECT n + 1 FROM " + ten + " WHERE n > 4 ORDER BY n DESC LIMIT 1"))
          .containsExactly("11");
      assertThat(rows(c, "SELECT n FROM " + ten + " UNION ALL SELECT n FROM " + ten + " LIMIT 5"))
          .containsExactly("1", "4", "7", "10", "1");
      assertThat(rows(c, "SELECT a.n FROM " + ten + " AS a JOIN " + ten + " AS b ON a.n = b.n + 3"))
          .containsExactlyInAnyOrder("4", "7", "10");
      assertThat(rows(c, "SELECT number, line FROM TABLE(lines('a" + "\n" + "b \"c\"'))"))
          .containsExactly("1|a", "2|b \"c\"");
      assertThat(
              rows(
                  c,
                  "SELECT k, n FROM (VALUES (2), (0), (1)) AS t(k),"
                      + " LATERAL TABLE(series(1, k, 1)) ORDER BY k, n"))
          .containsExactly("1|1", "2|1", "2|2");
      assertThat(rows(c, "SELECT n FROM TABLE(series(1, CAST(NULL AS BIGINT), 1))")).isEmpty();
      assertThat(failure(c, "SELECT n FROM TABLE(series(1, 2, 0))")).startsWith("38W02");
      try (PreparedStatement statement =
          c.prepareStatement("SELECT n FROM TABLE(series(1, ?, 1))")) {
        statement.setLong(1, 2);
        try (ResultSet rows = statement.executeQuery()) {
          assertThat(rows.next()).isTrue();
          assertThat(rows.next()).isTrue();
          assertThat(rows.next()).isFalse();
        }
      }
      rows(c, "CALL WASM_UNREGISTER('series')");
      assertThat(failure(c, "SELECT * FROM " + ten)).startsWith("42883");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void cursor_givesRowsToATableFunction(String engine) throws SQLException, IOException {
    try (Connection c = withEngine(engine)) {
      registerSeries(c);
      register(c, "echo", Guests.echo(), "{}");
      String from = "(VALUES (1, 2, 1), (5, 4, -1), (9, 1, 1)) AS t(a, b, c)";
      assertThat(
              rows(
                  c,
                  "SELECT SUM(n), COUNT(*) FROM TABLE(WASM_TABLE_ROWS('series',"
                      + " CURSOR(SELECT a, b, c FROM "
                      + from
                      + " WHERE a < 9), "
                      + N
                      + ")) WHERE n > 1"))
          .containsExactly("11|3");
      assertThat(
              rows(
                  c,
                  "SELECT * FROM TABLE(WASM_TABLE_ROWS('echo',"
                      + " CURSOR(SELECT a, 'x' || CAST(b AS VARCHAR) AS a, 1.5, NULLIF(c, 1),"
                      + " DATE '2026-11-27' FROM "
                      + from
                      + ")))"))
          .containsExactly(
              "1",
              "\"x2\"",
              "\"1.5\"",
              "null",
              "\"2026-11-27\"",
              "5",
              "\"x4\"",
              "\"1.5\"",
              "-1",
              "\"2026-11-27\"",
              "9",
              "\"x1\"",
              "\"1.5\"",
              "null",
              "\"2026-11-27\"");
      assertThat(
              rows(
                  c,
                  "SELECT v FROM TABLE(WASM_TABLE_ROWS('series',"
                      + " CURSOR(SELECT v FROM (VALUES ('[1,2]'), (NULL), ('[7,7]')) AS t(v)),"
                      + " '{\"columns\":[{\"name\":\"v\",\"type\":\"INTEGER\"}]}'))"))
          .containsExactly("1", "2", "7");
    }
  }
}
