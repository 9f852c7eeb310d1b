package io.github.wasmudf.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.Guests;
import java.sql.SQLException;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What can go wrong, its SQLSTATE and its words. After each error the connection, its open
 * transaction, the same plugin and another one are used again.
 */
@OnEachEngine
class ErrorsTest {
  private static final byte[] NO_MAGIC =
      "this is not WebAssembly".getBytes(java.nio.charset.StandardCharsets.UTF_8);

  @RegisterExtension final TestDatabase database;
  private Sql sql;

  ErrorsTest(String engine) {
    database = TestDatabase.inMemory(engine);
  }

  @BeforeEach
  void beginTransaction() throws SQLException {
    sql = database.admin();
    sql.register("naughty", TestGuests.naughty());
    sql.register("naughty", TestGuests.naughty(), "{\"config\":{}}");
    sql.register("hasty", TestGuests.naughty(), "{\"limits\":{\"timeMillis\":100}}");
    sql.register("other", Guests.echo());
    sql.run("CREATE TABLE t (x INT)");
    sql.connection().setAutoCommit(false);
    sql.run("INSERT INTO t VALUES (42)");
    sql.transform("naughty", "used");
  }

  @AfterEach
  void everythingGoesOn() throws SQLException {
    assertThat(sql.value("SELECT x FROM t")).isEqualTo(42);
    assertThat(sql.transform("naughty", "again")).isEqualTo("again");
    assertThat(sql.transform("other", "too")).isEqualTo("too");
    sql.connection().commit();
    assertThat(database.admin().value("SELECT x FROM t")).isEqualTo(42);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "naughty version 2 | !trap    | 38W01 | 38108 | unreachable",
        "naughty version 2 | ^stack   | 38W01 | 38108 | stack",
        "naughty version 2 | $refuse  | 38W02 | 38109 | refused",
        "hasty version 1   | #spin    | 38W03 | 38110 | limit 100",
        "naughty version 2 | %pointer | 38W05 | 38112 | outside",
        "naughty version 2 | &text    | 22021 | 38114 | UTF-8",
      })
  void guestsFaults(String version, String input, String sqlState, int code, String words)
      throws SQLException {
    String plugin = version.split(" ", 2)[0];
    for (int i = 0; i < 3; i++) {
      Sql.Failure failure = sql.failure("VALUES WASM_TRANSFORM(?, ?)", plugin, input);
      assertThat(failure.sqlState()).isEqualTo(sqlState);
      assertThat(failure.code()).isEqualTo(code);
      assertThat(failure.message()).contains("plugin " + version, words);
    }
    assertThat(sql.transform(plugin, "then")).isEqualTo("then");
  }

  @Test
  void failingRow_failsTheStatementOnly() throws SQLException {
    sql.run("CREATE TABLE source (id INT, word VARCHAR)");
    sql.connection().setAutoCommit(false);
    sql.run(
        "INSERT INTO source SELECT X, CASE X WHEN 500 THEN '!' ELSE 'w' END"
            + " FROM SYSTEM_RANGE(1, 1000)");
    String insert = "INSERT INTO t SELECT LENGTH(WASM_TRANSFORM('naughty', word)) FROM source";
    assertThat(sql.sqlState(insert)).isEqualTo("38W01");
    assertThat(sql.value("SELECT COUNT(*) FROM t")).isEqualTo(1L);
    sql.run(insert + " WHERE id <> 500");
    assertThat(sql.value("SELECT COUNT(*) FROM t")).isEqualTo(1000L);
    sql.run("DELETE FROM t WHERE x = 1");
  }

  @Test
  void bytesThatAreNotText_areFineAsBytes() throws SQLException {
    assertThat(sql.value("VALUES WASM_TRANSFORM_BINARY('naughty', '&text')"))
        .isEqualTo(new byte[] {'o', 'k', (byte) 0xff, (byte) 0xfe});
  }

  @Test
  void memoryLimit_stopsGrowing() throws SQLException {
    long limit = 4 << 20;
    sql.register("grow", TestGuests.naughty(), "{\"limits\":{\"memoryBytes\":" + limit + "}}");
    assertThat(sql.transform("grow", "*grow")).isEqualTo("*grow");
    Sql.Failure failure = sql.failure("VALUES WASM_TRANSFORM('grow', ?)", "x".repeat(5 << 20));
    assertThat(failure.sqlState()).isIn("38W02", "38W04");
    assertThat(failure.message()).contains("plugin grow version 1");
    assertThat(sql.transform("grow", "x".repeat(3 << 20))).isEqualTo("x".repeat(3 << 20));
    sql.run("CALL WASM_UNREGISTER('grow')");
  }

  @Test
  void resultLimit_isChecked() throws SQLException {
    sql.register("large", TestGuests.naughty(), "{\"limits\":{\"resultBytes\":1000}}");
    assertThat(sql.transform("large", "x".repeat(1000))).isEqualTo("x".repeat(1000));
    Sql.Failure failure = sql.failure("VALUES WASM_TRANSFORM('large', ?)", "x".repeat(1001));
    assertThat(failure.sqlState()).isEqualTo("38W04");
    assertThat(failure.message())
        .contains("plugin large version 1", "limit 1,000", "requested 1,001");
    assertThat(sql.transform("large", "small")).isEqualTo("small");
  }

  @Test
  void inputLargerThanMemory_isRefused() {
    Sql.Failure failure =
        sql.failure("VALUES WASM_TRANSFORM_BINARY('naughty', ?)", new byte[70 << 20]);
    assertThat(failure.sqlState()).isIn("38W02", "38W04");
    assertThat(failure.message()).contains("plugin naughty version 2");
    Sql.Failure stream =
        sql.failure(
            "VALUES WASM_TRANSFORM_BLOB('naughty', ?)",
            new java.io.ByteArrayInputStream(new byte[70 << 20]));
    assertThat(stream.sqlState()).isEqualTo("38W04");
    assertThat(stream.message()).contains("plugin naughty version 2", "limit 67,108,864");
  }

  @Test
  void modulesThatAreNone_areRefused() {
    byte[] component = {0, 'a', 's', 'm', 0x0d, 0, 1, 0};
    byte[] truncated = Arrays.copyOf(Guests.echo(), 40);
    assertRefused("22W01", NO_MAGIC, "WebAssembly");
    assertRefused("22W01", new byte[0], "");
    assertRefused("22W01", new byte[] {0, 'a', 's', 'm'}, "");
    assertRefused("22W01", truncated, "");
    assertRefused("22W01", component, "component");
  }

  @Test
  void modulesThatAreNoPlugins_areRefused() {
    assertRefused("22W02", Guests.wat("(module)"), "memory", "alloc", "transform");
    assertRefused(
        "22W02",
        Guests.wat(
            """
            (module (memory (export "memory") 1)
              (func (export "alloc") (param i64) (result i32) (i32.const 0))
              (func (export "transform") (param i32 i32) (result i64) (i64.const 0)))
            """),
        "alloc",
        "(i64) -> i32",
        "(i32) -> i32");
    assertRefused(
        "22W03",
        Guests.wat(
            """
            (module (import "env" "log" (func (param i32))) (memory (export "memory") 1)
              (func (export "alloc") (param i32) (result i32) (i32.const 0))
              (func (export "transform") (param i32 i32) (result i64) (i64.const 0)))
            """),
        "env",
        "log");
    assertRefused(
        "22W03",
        Guests.wat(
            """
            (module
              (import "wasi_snapshot_preview1" "fd_write" (func (param i64) (result i32)))
              (memory (export "memory") 1)
              (func (export "alloc") (param i32) (result i32) (i32.const 0))
              (func (export "transform") (param i32 i32) (result i64) (i64.const 0)))
            """),
        "fd_write");
  }

  @Test
  void modulesThatWantTooMuch_areRefused() {
    assertRefused(
        "38W04",
        Guests.wat(
            """
            (module (memory (export "memory") 2000)
              (func (export "alloc") (param i32) (result i32) (i32.const 0))
              (func (export "transform") (param i32 i32) (result i64) (i64.const 0)))
            """),
        "limit 1,024",
        "requested 2,000");
  }

  @Test
  void modulesWhoseDescriptionFails_areRefused() {
    String parts =
        """
        (module (memory (export "memory") 1)
          (func (export "alloc") (param i32) (result i32) (i32.const 0))
          (func (export "transform") (param i32 i32) (result i64) (i64.const 0))
          %s)
        """;
    assertRefused(
        "38W01",
        Guests.wat(parts.formatted("(func (export \"plugin_version\") (result i32) unreachable)")),
        "unreachable");
    assertRefused(
        "38W01", Guests.wat(parts.formatted("(func $s unreachable) (start $s)")), "unreachable");
    assertRefused(
        "38W05",
        Guests.wat(parts.formatted("(func (export \"plugin_name\") (result i64) (i64.const -1))")),
        "outside");
    assertRefused(
        "38W03",
        Guests.wat(parts.formatted("(func (export \"_initialize\") (loop $l (br $l)))")),
        "limit 100");
  }

  private void assertRefused(String sqlState, byte[] module, String... words) {
    String options = sqlState.equals("38W03") ? "{\"limits\":{\"timeMillis\":100}}" : "{}";
    Sql.Failure failure = sql.failure("CALL WASM_REGISTER('new', ?, ?)", module, options);
    assertThat(failure.sqlState()).as(failure.message()).isEqualTo(sqlState);
    assertThat(failure.message()).contains(words).contains("plugin new");
    assertThat(failure.code()).isBetween(38101, 38117);
    assertThat(sql.sqlState("VALUES WASM_TRANSFORM('new', 'x')")).isEqualTo("42883");
    try {
      assertThat(sql.value("SELECT SQLSTATE FROM WASM_VALIDATE(?, ?)", module, options))
          .isEqualTo(sqlState);
      assertThat(sql.value("SELECT VALID FROM WASM_VALIDATE(?, ?)", module, options))
          .isEqualTo(false);
      assertThat(sql.value("SELECT COUNT(*) FROM WASM.PLUGINS WHERE PLUGIN = 'new'")).isEqualTo(0L);
    } catch (SQLException failed) {
      throw new AssertionError(failed);
    }
  }

  @Test
  void largeModule_isRefused() throws SQLException {
    Sql.Failure failure =
        sql.failure(
            "CALL WASM_REGISTER('new', ?)",
            new java.io.ByteArrayInputStream(new byte[(32 << 20) + 1]));
    assertThat(failure.sqlState()).isEqualTo("22W01");
    assertThat(failure.message()).contains("plugin new", "module size", "limit 33,554,432");
  }

  @Test
  void messageOfAGuest_isBounded() {
    Sql.Failure failure =
        sql.failure(
            "CALL WASM_REGISTER('new', ?)",
            Guests.wat(
                "(module (import \"env\" \""
                    + "x".repeat(5000)
                    + "\\n\\1b[31m\" (func))"
                    + "(memory (export \"memory\") 1)"
                    + "(func (export \"alloc\") (param i32) (result i32) (i32.const 0))"
                    + "(func (export \"transform\") (param i32 i32) (result i64) (i64.const 0)))"));
    assertThat(failure.sqlState()).isEqualTo("22W03");
    assertThat(failure.message().length()).isLessThan(2_500);
    assertThat(failure.message()).doesNotContain("\u001b");
  }
}
