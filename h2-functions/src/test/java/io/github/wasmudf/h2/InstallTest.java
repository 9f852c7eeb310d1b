package io.github.wasmudf.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.Guests;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Future;
import org.h2.tools.DeleteDbFiles;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Databases of all kinds and settings. Where the engine makes no difference, one is enough. */
class InstallTest {
  @RegisterExtension final Background background = new Background();
  private final Path folder;

  InstallTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE",
        ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH",
        ";MODE=MySQL",
        ";MODE=MySQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE",
        ";MODE=MariaDB",
        ";MODE=Oracle",
        ";MODE=MSSQLServer",
        ";MODE=DB2",
        ";MODE=Derby",
        ";MODE=HSQLDB",
        ";MODE=STRICT",
        ";MODE=LEGACY",
        ";CASE_INSENSITIVE_IDENTIFIERS=TRUE",
        ";DATABASE_TO_UPPER=FALSE",
        ";IGNORECASE=TRUE",
        ";LAZY_QUERY_EXECUTION=1",
        ";OPTIMIZE_REUSE_RESULTS=0",
        ";QUERY_CACHE_SIZE=0",
        ";LOCK_MODE=0",
        ";LOCK_MODE=1",
        ";DEFAULT_LOCK_TIMEOUT=1",
        ";NON_KEYWORDS=VALUE,USER",
        ";TIME ZONE=America/New_York",
        ";OLD_INFORMATION_SCHEMA=TRUE"
      })
  void worksInAMode(String settings) throws SQLException {
    String url = "jdbc:h2:mem:" + UUID.randomUUID() + settings;
    try (Sql keeper = Sql.connect(url, "sa", "");
        Sql sql = Sql.connect(url + TestDatabase.INSTALL, "sa", "")) {
      assertThat(sql.register("p", Guests.constant("one"))).isEqualTo(1);
      assertThat(sql.register("p", Guests.constant("two"))).isEqualTo(2);
      assertThat(keeper.column("SELECT WASM_TRANSFORM('p', 'x') FROM SYSTEM_RANGE(1, 3)"))
          .containsExactly("two", "two", "two");
      assertThat(keeper.value("CALL WASM_ACTIVATE('p', 1)")).isEqualTo(1);
      assertThat(sql.value("SELECT WASM_TRANSFORM('p', 'x', '{}')")).isEqualTo("one");
      assertThat(sql.value("SELECT COUNT(*) FROM WASM.PLUGINS WHERE ACTIVE")).isEqualTo(1L);
      assertThat(sql.value("SELECT COUNT(*) FROM WASM.INSTANCES WHERE INSTANCES > 0"))
          .isEqualTo(2L);
      sql.run("CALL WASM_SET_POLICY('{\"limits\":{\"timeMillis\":1000}}')");
      sql.run("CALL WASM_SET_POLICY(NULL)");
      assertThat(sql.value("CALL WASM_UNREGISTER('p')")).isEqualTo(2);
      assertThat(keeper.sqlState("SELECT WASM_TRANSFORM('p', 'x')")).isEqualTo("42883");
    }
  }

  @RepeatedTest(20)
  void connectionsMayInstallAtOnce_whenItIsInstalledAlready() throws Exception {
    String url = "jdbc:h2:mem:" + UUID.randomUUID();
    try (Sql keeper = Sql.connect(url + TestDatabase.INSTALL, "sa", "")) {
      List<Future<?>> connections = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        String name = "p" + i;
        connections.add(
            background.start(
                () -> {
                  try (Sql sql = Sql.connect(url + TestDatabase.INSTALL, "sa", "")) {
                    sql.register(name, Guests.echo());
                    assertThat(sql.transform(name, name)).isEqualTo(name);
                  }
                }));
      }
      for (Future<?> connection : connections) {
        connection.get();
      }
      assertThat(keeper.value("SELECT COUNT(*) FROM WASM.PLUGINS")).isEqualTo(8L);
    }
  }

  @Test
  void userWithoutInit_connectsAndCalls_whenAnAdministratorHasInstalled() throws SQLException {
    String url = "jdbc:h2:mem:" + UUID.randomUUID();
    try (Sql admin = Sql.connect(url + TestDatabase.INSTALL, "sa", "")) {
      admin.register("p", Guests.echo());
      admin.run("CREATE USER ordinary PASSWORD 'x'");
      try (Sql user = Sql.connect(url, "ordinary", "x")) {
        assertThat(user.transform("p", "x")).isEqualTo("x");
        assertThat(user.value("SELECT PLUGIN FROM WASM.PLUGINS")).isEqualTo("p");
      }
    }
  }

  @Test
  void functionsArePublic_whenInstalledFromAConnectionWithAnotherSchema() throws SQLException {
    String url = "jdbc:h2:mem:" + UUID.randomUUID();
    try (Sql first = Sql.connect(url, "sa", "")) {
      first.run("CREATE SCHEMA app");
      first.run("SET SCHEMA app");
      first.run("RUNSCRIPT FROM 'classpath:/wasmudf/install.sql'");
      try (Sql second = Sql.connect(url + TestDatabase.INSTALL, "sa", "")) {
        second.register("p", Guests.echo());
        assertThat(second.transform("p", "x")).isEqualTo("x");
        assertThat(first.value("VALUES PUBLIC.WASM_TRANSFORM('p', 'x')")).isEqualTo("x");
        assertThat(first.value("SELECT COUNT(*) FROM WASM.INSTANCES")).isEqualTo(2L);
        assertThat(
                first.column(
                    "SELECT DISTINCT ROUTINE_SCHEMA FROM INFORMATION_SCHEMA.ROUTINES"
                        + " WHERE ROUTINE_NAME LIKE 'WASM%'"))
            .containsExactly("PUBLIC");
      }
    }
  }

  /** As it was before the table told what is in a module. */
  @ParameterizedTest
  @ValueSource(strings = {"", ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE"})
  void databaseOfAnEarlierVersion_getsWhatItLacks(String settings) throws SQLException {
    String url = "jdbc:h2:mem:" + UUID.randomUUID() + settings;
    try (Sql keeper = Sql.connect(url + TestDatabase.INSTALL, "sa", "")) {
      keeper.register("p", Guests.echo());
      keeper.run("DROP VIEW WASM.PLUGINS");
      keeper.run("ALTER TABLE WASM.PLUGIN DROP COLUMN EXPORTS, IMPORTS, PRODUCERS, LANGUAGES");
      keeper.run("CREATE VIEW WASM.PLUGINS AS SELECT PLUGIN, VERSION FROM WASM.PLUGIN");
      keeper.run("CREATE VIEW OURS AS SELECT PLUGIN FROM WASM.PLUGINS");
      for (int round = 0; round < 2; round++) {
        try (Sql sql = Sql.connect(url + TestDatabase.INSTALL, "sa", "")) {
          assertThat(sql.value("SELECT EXPORTS FROM WASM.PLUGINS")).isEqualTo("[]");
          assertThat(sql.value("SELECT PLUGIN FROM OURS")).isEqualTo("p");
          assertThat(sql.transform("p", "x")).isEqualTo("x");
        }
      }
      keeper.register("p", Guests.echo());
      assertThat(String.valueOf(keeper.value("SELECT EXPORTS FROM WASM.PLUGINS WHERE VERSION = 2")))
          .contains("func transform(i32, i32) -> i64");
    }
  }

  @Test
  void callsWork_whenTheDatabaseIsReadOnly() throws SQLException {
    String url = "jdbc:h2:file:" + folder.resolve("db");
    try (Sql sql = Sql.connect(url + TestDatabase.INSTALL, "sa", "")) {
      sql.register("p", Guests.echo());
    }
    try (Sql sql = Sql.connect(url + ";ACCESS_MODE_DATA=r", "sa", "")) {
      assertThat(sql.transform("p", "x")).isEqualTo("x");
      assertThat(sql.value("VALUES WASM_TRANSFORM_BLOB('p', 'x')")).isEqualTo(new byte[] {'x'});
      assertThat(sql.value("SELECT INSTANCES FROM WASM.INSTANCES")).isEqualTo(1);
      assertThat(sql.sqlState("CALL WASM_REGISTER('q', ?)", Guests.echo())).isEqualTo("90097");
    }
    DeleteDbFiles.execute(folder.toString(), "db", true);
  }

  @Test
  void callsWork_whenTheFileIsEncrypted() throws SQLException {
    String url = "jdbc:h2:file:" + folder.resolve("db") + ";CIPHER=AES";
    try (Sql sql = Sql.connect(url + TestDatabase.INSTALL, "sa", "file user")) {
      sql.register("p", Guests.plugin("upper"));
    }
    try (Sql sql = Sql.connect(url, "sa", "file user")) {
      assertThat(sql.transform("p", "x")).isEqualTo("X");
    }
  }

  @Test
  void callsWork_whenProcessesShareTheDatabase() throws SQLException {
    String url = "jdbc:h2:file:" + folder.resolve("db") + ";AUTO_SERVER=TRUE";
    try (Sql sql = Sql.connect(url + TestDatabase.INSTALL, "sa", "");
        Sql another = Sql.connect(url, "sa", "")) {
      sql.register("p", Guests.plugin("upper"));
      assertThat(another.transform("p", "x")).isEqualTo("X");
    }
  }

  @Test
  void databaseIsForgotten_whenItsLastConnectionCloses() throws Exception {
    String url = "jdbc:h2:mem:" + UUID.randomUUID();
    java.lang.ref.WeakReference<?> database;
    try (Sql sql = Sql.connect(url + TestDatabase.INSTALL, "sa", "")) {
      sql.register("p", Guests.echo());
      sql.transform("p", "x");
      var jdbc = sql.connection().unwrap(org.h2.jdbc.JdbcConnection.class);
      database =
          new java.lang.ref.WeakReference<>(
              ((org.h2.engine.SessionLocal) jdbc.getSession()).getDatabase());
    }
    for (int i = 0; i < 50 && database.get() != null; i++) {
      System.gc();
      Thread.sleep(20);
    }
    assertThat(database.get()).as("the closed database").isNull();
  }
}
