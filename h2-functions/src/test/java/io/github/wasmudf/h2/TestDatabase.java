package io.github.wasmudf.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.engine.Engines;
import io.github.wasmudf.testing.Guests;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.h2.tools.DeleteDbFiles;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A database of one test, installed as a user would, with its default engine chosen. Fails the test
 * that leaves an instance behind.
 */
final class TestDatabase implements BeforeEachCallback, AfterEachCallback {
  static final String INSTALL = ";INIT=RUNSCRIPT FROM 'classpath:/wasmudf/install.sql'";
  private static final String ADMINISTRATOR = "SA";
  private static final String USER = "ORDINARY";

  private final String engine;
  private final @Nullable Path folder;
  private final String settings;
  private final List<Sql> opened = new ArrayList<>();
  private String name = "";
  private long instancesBefore;

  private TestDatabase(String engine, @Nullable Path folder, String settings) {
    this.engine = engine;
    this.folder = folder;
    this.settings = settings;
  }

  /** A database in memory. */
  static TestDatabase inMemory(String engine) {
    return new TestDatabase(engine, null, "");
  }

  /** A database in memory with settings for its URL, beginning with a semicolon. */
  static TestDatabase inMemory(String engine, String settings) {
    return new TestDatabase(engine, null, settings);
  }

  /** A database in a file of a folder. */
  static TestDatabase inFile(String engine, Path folder) {
    return new TestDatabase(engine, folder, "");
  }

  /** The engines that work here. */
  static List<String> engines() throws SQLException {
    List<String> usable = new ArrayList<>();
    for (String engine : List.of("endive", "wasmtime")) {
      String url = "jdbc:h2:mem:" + UUID.randomUUID() + INSTALL;
      try (Sql sql = Sql.connect(url, ADMINISTRATOR, "")) {
        String options = "{\"engine\":\"" + engine + "\"}";
        Object valid = sql.value("SELECT VALID FROM WASM_VALIDATE(?, ?)", Guests.echo(), options);
        if (Boolean.TRUE.equals(valid)) {
          usable.add(engine);
        }
      }
    }
    return usable;
  }

  @Override
  public void beforeEach(ExtensionContext context) throws SQLException {
    open();
  }

  @Override
  public void afterEach(ExtensionContext context) throws SQLException {
    close();
  }

  /** Creates and installs it. */
  void open() throws SQLException {
    instancesBefore = Engines.installed().liveInstances();
    name = UUID.randomUUID().toString();
    try (Sql sql = Sql.connect(url() + INSTALL, ADMINISTRATOR, "")) {
      // In memory it ends with its last connection otherwise.
      sql.run("SET DB_CLOSE_DELAY " + (folder == null ? -1 : 0));
      sql.run("CALL WASM_SET_POLICY('{\"engine\":\"" + engine + "\"}')");
      sql.run("CREATE USER " + USER + " PASSWORD ''");
    }
  }

  /** Without anything that installs. */
  String url() {
    return folder == null
        ? "jdbc:h2:mem:" + name + settings
        : "jdbc:h2:file:" + folder.resolve(name) + settings;
  }

  /** The file without its suffix. */
  String fileName() {
    return name;
  }

  String engine() {
    return engine;
  }

  /** A new connection of an administrator; closed after the test. */
  Sql admin() throws SQLException {
    return connect(ADMINISTRATOR);
  }

  /** A new connection of an ordinary user; closed after the test. */
  Sql user() throws SQLException {
    return connect(USER);
  }

  private Sql connect(String user) throws SQLException {
    Sql sql = Sql.connect(url(), user, "");
    opened.add(sql);
    return sql;
  }

  /** Closes all connections, looks for leaks and removes the database. */
  void close() throws SQLException {
    for (Sql sql : opened) {
      sql.close();
    }
    try (Sql sql = Sql.connect(url(), ADMINISTRATOR, "")) {
      assertNoInstances(sql);
      sql.run("SHUTDOWN");
    }
    if (folder != null) {
      DeleteDbFiles.execute(folder.toString(), name, true);
    }
  }

  /**
   * Fails when anybody holds an instance; waits for those that a killed client had, and looks as a
   * user would, because that frees what connections left behind.
   */
  @SuppressWarnings("ThreadJoinLoop")
  void assertNoInstances(Sql sql) throws SQLException {
    List<?> held = sql.column("SELECT PLUGIN FROM WASM.INSTANCES");
    for (int i = 0; i < 3_000 && Engines.installed().liveInstances() > instancesBefore; i++) {
      try {
        Thread.sleep(20);
      } catch (InterruptedException interrupted) {
        throw new AssertionError(interrupted);
      }
      held = sql.column("SELECT PLUGIN FROM WASM.INSTANCES");
    }
    assertThat(held).isEmpty();
    assertThat(Engines.installed().liveInstances()).isEqualTo(instancesBefore);
  }
}
