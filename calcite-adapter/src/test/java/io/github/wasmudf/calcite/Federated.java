package io.github.wasmudf.calcite;

import io.github.wasmudf.testing.Guests;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.calcite.adapter.jdbc.JdbcSchema;
import org.apache.calcite.jdbc.CalciteConnection;
import org.apache.calcite.schema.SchemaPlus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An H2 database of the test's own, as schema {@code H} of Calcite's connections. */
abstract class Federated extends Sql {
  private static final String INSTALL = ";INIT=RUNSCRIPT FROM 'classpath:/wasmudf/install.sql'";
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private String url = "";
  private Connection h2;

  @BeforeEach
  void openDatabase() throws SQLException {
    url = "jdbc:h2:mem:federated" + DATABASES.incrementAndGet();
    h2 = DriverManager.getConnection(url, "sa", "");
  }

  @AfterEach
  void closeDatabase() throws SQLException {
    // Calcite's JdbcSchema has a pool of connections, and never closes it.
    h2("SHUTDOWN");
    h2.close();
  }

  Connection h2() {
    return h2;
  }

  /** The same database with wasm-udf's functions in it. */
  Connection h2WithPlugins() throws SQLException {
    return DriverManager.getConnection(url + INSTALL, "sa", "");
  }

  void h2(String... sql) throws SQLException {
    try (Statement statement = h2.createStatement()) {
      for (String one : sql) {
        statement.execute(one);
      }
    }
  }

  /** A connection to Calcite that has the database. */
  Connection calcite(String calciteUrl) throws SQLException {
    Connection connection = DriverManager.getConnection(calciteUrl);
    SchemaPlus root = root(connection);
    var source = JdbcSchema.dataSource(url, "org.h2.Driver", "sa", "");
    root.add("H", JdbcSchema.create(root, "H", source, null, "PUBLIC"));
    return connection;
  }

  static SchemaPlus root(Connection connection) throws SQLException {
    return connection.unwrap(CalciteConnection.class).getRootSchema();
  }

  /** Frees what an ordinary connection holds; ours does that when it closes. */
  static void release(Connection connection) throws SQLException {
    root(connection).subSchemas().get("WASM").unwrap(WasmSchema.class).close();
  }

  /** Registers a module; on an ordinary connection, too. */
  static void add(Connection connection, String name, byte[] module) throws SQLException {
    add(connection, name, module, "{}");
  }

  static void add(Connection connection, String name, byte[] module, String options)
      throws SQLException {
    try (var call =
        connection.prepareStatement("SELECT WASM_REGISTER(?, CAST(? AS VARBINARY), ?)")) {
      call.setString(1, name);
      call.setBytes(2, module);
      call.setString(3, options);
      call.executeQuery().next();
    }
  }

  static String plan(Connection connection, String sql) throws SQLException {
    return row(connection, "EXPLAIN PLAN FOR " + sql);
  }

  /** Registers {@code counting}, which answers its input; see {@link #calls}. */
  static void addCounting(Connection connection) throws SQLException {
    addCounting(connection, "endive");
  }

  /** On one engine for good: what it has counted would not follow it to another. */
  static void addCounting(Connection connection, String engine) throws SQLException {
    add(
        connection,
        "counting",
        Guests.wat(
            """
            (module
              (memory (export "memory") 1)
              (global $calls (mut i32) (i32.const 0))
              (func (export "alloc") (param i32) (result i32) (i32.const 1024))
              (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
                (if (i32.and
                      (i32.eq (local.get $len) (i32.const 1))
                      (i32.eq (i32.load8_u (local.get $ptr)) (i32.const 63)))
                  (then
                    (i32.store8 (i32.const 64)
                      (i32.shr_u (global.get $calls) (i32.const 8)))
                    (i32.store8 (i32.const 65) (global.get $calls))
                    (global.set $calls (i32.const 0))
                    (return (i64.or (i64.shl (i64.const 64) (i64.const 32)) (i64.const 2)))))
                (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
                (i64.or
                  (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
                  (i64.extend_i32_u (local.get $len)))))
            """),
        "{\"engine\":\"" + engine + "\"}");
  }

  /** How often {@code counting} has been called since this was asked last. */
  static int calls(Connection connection) throws SQLException {
    String bytes = row(connection, "SELECT WASM_TRANSFORM_BINARY('counting', '?')");
    return Integer.parseInt(bytes.substring(2, 6), 16);
  }
}
