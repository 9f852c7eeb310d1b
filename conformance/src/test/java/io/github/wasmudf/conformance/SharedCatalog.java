package io.github.wasmudf.conformance;

import io.github.wasmudf.engine.Engines;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;

/** One catalog of plugins that connections of several users have; an H2 database in memory. */
final class SharedCatalog implements AutoCloseable {
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final TestedDatabase database;
  private final String engine;
  private final String url = "jdbc:h2:mem:shared" + COUNT.incrementAndGet();
  private final Connection keeper;
  private final long instancesBefore = Engines.installed().liveInstances();

  SharedCatalog(TestedDatabase database, String engine) throws SQLException {
    this.database = database;
    this.engine = engine;
    this.keeper =
        DriverManager.getConnection(
            url + ";INIT=RUNSCRIPT FROM 'classpath:/wasmudf/install.sql'", "sa", "");
    run(keeper, "CALL WASM_SET_POLICY('{\"engine\":\"" + engine + "\"}')");
    run(keeper, "CREATE USER ANN PASSWORD ''");
    run(keeper, "CREATE USER BOB PASSWORD ''");
  }

  /** Registers a plugin; in H2, which both databases have their plugins from. */
  void register(String name, byte[] module) throws SQLException {
    try (PreparedStatement call = keeper.prepareStatement("CALL WASM_REGISTER(?, ?)")) {
      call.setString(1, name);
      call.setBytes(2, module);
      call.execute();
    }
  }

  /** Of the H2 database. */
  String url() {
    return url;
  }

  /** Does something as an administrator of H2. */
  void administer(String sql) throws SQLException {
    run(keeper, sql);
  }

  /** A connection of a user who is no administrator. */
  Connection connect(String user) throws SQLException {
    if (database == TestedDatabase.H2) {
      return DriverManager.getConnection(url, user, "");
    }
    Properties properties = new Properties();
    properties.setProperty("user", user);
    return DriverManager.getConnection(
        "jdbc:wasm-calcite:wasm.jdbcUrl='"
            + url
            + "';wasm.jdbcUser=sa;wasm.jdbcPassword='';wasm.readOnly=true;wasm.engine="
            + engine,
        properties);
  }

  static void run(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The one value of a query, or its SQLSTATE. */
  static String answer(Connection connection, String sql) {
    try (var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return String.valueOf(rows.getString(1));
    } catch (SQLException failed) {
      return String.valueOf(failed.getSQLState());
    }
  }

  /** Fails when a connection left an instance behind. */
  @Override
  public void close() throws SQLException {
    keeper.close();
    long left = Engines.installed().liveInstances() - instancesBefore;
    if (left != 0) {
      throw new AssertionError(left + " live instances are left");
    }
  }
}
