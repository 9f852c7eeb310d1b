package io.github.wasmudf.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.ChildJvm;
import io.github.wasmudf.testing.Guests;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.h2.tools.Restore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Plugins outlive connections, processes, scripts and backups. */
@OnEachEngine
class DurabilityTest {
  @RegisterExtension final TestDatabase database;
  private final Path folder;
  private Sql sql;

  DurabilityTest(String engine, @TempDir Path folder) {
    database = TestDatabase.inFile(engine, folder);
    this.folder = folder;
  }

  @BeforeEach
  void register() throws SQLException {
    sql = database.admin();
    sql.register("upper", Guests.constant("old"));
    sql.register("upper", Guests.plugin("upper"));
    sql.run(
        "CREATE TABLE t (a VARCHAR, b VARCHAR AS WASM_TRANSFORM('upper', a),"
            + " CHECK (WASM_TRANSFORM('upper', a) <> 'BAD'))");
    sql.run("CALL WASM_CREATE_FUNCTION('shout', 'upper', 'transform', '{\"deterministic\":true}')");
    sql.run("CREATE TABLE s (a VARCHAR, b VARCHAR AS shout(a), CHECK (shout(a) <> 'BAD'))");
    sql.run("CREATE INDEX j ON s (b)");
    sql.run("CREATE VIEW w AS SELECT shout(a) u FROM s");
    sql.run("INSERT INTO s (a) VALUES ('maß')");
    sql.register("merge", Guests.plugin("json_merge"));
    sql.run("CALL WASM_CREATE_FUNCTION('merged', 'merge', 'agg', '{\"kind\":\"aggregate\"}')");
    sql.run("CREATE VIEW m AS SELECT merged(JSON_OBJECT(KEY a VALUE 1)) d FROM s");
    sql.run("CREATE INDEX i ON t (b)");
    sql.run("CREATE VIEW v AS SELECT WASM_TRANSFORM('upper', a) u FROM t");
    sql.run("INSERT INTO t (a) VALUES ('straße')");
    sql.connection().setAutoCommit(false);
    sql.register("ghost", Guests.echo());
    sql.connection().rollback();
    sql.connection().setAutoCommit(true);
  }

  /** Another JVM opens the database of its argument. */
  static final class Reader {
    private Reader() {}

    /** Prints what it finds. */
    public static void main(String[] arguments) throws SQLException {
      try (Sql sql = Sql.connect(arguments[0], "SA", "")) {
        System.out.println(sql.value("SELECT a FROM t WHERE b = 'STRASSE'"));
        sql.run("INSERT INTO t (a) VALUES ('second')");
        System.out.println(sql.sqlState("INSERT INTO t (a) VALUES ('bad')"));
        System.out.println(sql.column("SELECT u FROM v ORDER BY u"));
        System.out.println(sql.transform("upper", "x"));
        System.out.println(sql.sqlState("VALUES WASM_TRANSFORM('ghost', 'x')"));
        System.out.println(sql.value("SELECT ENGINE FROM WASM.INSTANCES"));
      }
    }
  }

  @Test
  void anotherJvmCalls_whenItOpensTheFile() throws Exception {
    sql.close();
    try (ChildJvm reader = ChildJvm.ofTests(Reader.class, database.url())) {
      assertThat(reader.lines())
          .endsWith("straße", "23513", "[SECOND, STRASSE]", "X", "42883", database.engine());
    }
    assertThat(database.admin().value("SELECT COUNT(*) FROM t")).isEqualTo(2L);
  }

  /** Another JVM uses functions that were created in the database of its argument. */
  static final class Caller {
    private Caller() {}

    /** Prints what it finds. */
    public static void main(String[] arguments) throws SQLException {
      System.out.println(ModuleLayer.boot().findModule("java.compiler").isPresent());
      try (Sql sql = Sql.connect(arguments[0], "SA", "")) {
        sql.run("INSERT INTO s (a) VALUES ('second')");
        System.out.println(sql.column("SELECT u FROM w WHERE u = shout(u) ORDER BY u"));
        System.out.println(sql.value("SELECT a FROM s WHERE b = 'MASS'"));
        System.out.println(sql.sqlState("INSERT INTO s (a) VALUES ('bad')"));
        System.out.println(sql.value("SELECT d FROM m"));
      }
    }
  }

  @Test
  void aJvmWithoutACompilerCalls_whatWasCreated() throws Exception {
    sql.close();
    List<String> options = List.of("--limit-modules=java.sql,java.management,jdk.unsupported");
    try (ChildJvm caller = ChildJvm.ofTests(options, Caller.class, database.url())) {
      assertThat(caller.lines())
          .endsWith("false", "[MASS, SECOND]", "maß", "23513", "{\"maß\":1,\"second\":1}");
    }
  }

  private void assertComplete(Sql copy) throws SQLException {
    assertThat(copy.transform("upper", "straße")).isEqualTo("STRASSE");
    assertThat(copy.column("SELECT VERSION FROM WASM.PLUGINS WHERE PLUGIN = 'upper' ORDER BY 1"))
        .containsExactly(1, 2);
    assertThat(copy.value("SELECT u FROM v")).isEqualTo("STRASSE");
    assertThat(copy.value("SELECT u || shout('x') FROM w")).isEqualTo("MASSX");
    assertThat(copy.value("SELECT d FROM m")).isEqualTo("{\"maß\":1}");
    assertThat(copy.value("SELECT merged(d) FROM m")).isEqualTo("{\"maß\":1}");
    assertThat(copy.sqlState("INSERT INTO s (a) VALUES ('bad')")).isEqualTo("23513");
    assertThat(copy.sqlState("INSERT INTO t (a) VALUES ('bad')")).isEqualTo("23513");
    assertThat(copy.value("CALL WASM_ACTIVATE('upper', 1)")).isEqualTo(1);
    assertThat(copy.transform("upper", "x")).isEqualTo("old");
    assertThat(copy.sqlState("VALUES WASM_TRANSFORM('ghost', 'x')")).isEqualTo("42883");
    assertThat(copy.register("upper", Guests.echo())).isEqualTo(3);
    assertThat(copy.value("SELECT ENGINE FROM WASM.PLUGINS WHERE ACTIVE AND PLUGIN = 'upper'"))
        .isEqualTo(database.engine());
  }

  @Test
  void scriptRunsInANewDatabase() throws SQLException {
    Path script = folder.resolve("script.sql");
    sql.run("SCRIPT TO '" + script + "'");
    try (Sql copy = Sql.connect("jdbc:h2:mem:script-" + database.fileName(), "SA", "")) {
      copy.run("RUNSCRIPT FROM '" + script + "'");
      assertComplete(copy);
    }
  }

  @Test
  void scriptRunsInADatabaseWhereWeAreInstalled() throws SQLException {
    Path script = folder.resolve("script.sql");
    sql.run("SCRIPT DROP TO '" + script + "'");
    String url = "jdbc:h2:mem:script-" + database.fileName();
    try (Sql copy = Sql.connect(url + TestDatabase.INSTALL, "SA", "")) {
      copy.run("RUNSCRIPT FROM '" + script + "'");
      assertComplete(copy);
    }
  }

  @Test
  void backupIsRestored() throws SQLException {
    Path backup = folder.resolve("backup.zip");
    sql.run("BACKUP TO '" + backup + "'");
    Restore.execute(backup.toString(), folder.toString(), "restored");
    try (Sql copy = Sql.connect("jdbc:h2:file:" + folder.resolve("restored"), "SA", "")) {
      assertComplete(copy);
    }
  }

  @Test
  void pluginsSurvive_whenTheDatabaseIsCompactedAndReopened() throws SQLException {
    sql.transform("upper", "x");
    sql.run("SHUTDOWN COMPACT");
    try (Sql copy = database.admin()) {
      assertComplete(copy);
    }
  }
}
