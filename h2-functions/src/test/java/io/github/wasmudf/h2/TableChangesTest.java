package io.github.wasmudf.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.Guests;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an administrator may do to our tables without asking us. */
@OnEachEngine
class TableChangesTest {
  private static final String INSTALL = "RUNSCRIPT FROM 'classpath:/wasmudf/install.sql'";

  @RegisterExtension final TestDatabase database;
  private Sql mine;
  private Sql other;

  TableChangesTest(String engine) {
    database = TestDatabase.inMemory(engine);
  }

  @BeforeEach
  void connect() throws SQLException {
    mine = database.admin();
    other = database.admin();
    mine.register("p", Guests.constant("one"));
    mine.register("p", Guests.constant("two"));
    assertThat(mine.transform("p", "")).isEqualTo("two");
    assertThat(other.transform("p", "")).isEqualTo("two");
  }

  private void assertBothAnswer(String text) throws SQLException {
    assertThat(mine.transform("p", "")).isEqualTo(text);
    assertThat(other.transform("p", "")).isEqualTo(text);
  }

  private void assertBothFail(String sqlState) {
    assertThat(mine.sqlState("VALUES WASM_TRANSFORM('p', '')")).isEqualTo(sqlState);
    assertThat(other.sqlState("VALUES WASM_TRANSFORM('p', '')")).isEqualTo(sqlState);
  }

  @Test
  void updateIsSeen() throws SQLException {
    mine.run("UPDATE WASM.PLUGIN SET ACTIVE = NOT ACTIVE");
    assertBothAnswer("one");
  }

  @Test
  void deleteIsSeen() throws SQLException {
    mine.run("DELETE FROM WASM.PLUGIN WHERE VERSION = 2");
    assertBothFail("42883");
    mine.run("CALL WASM_ACTIVATE('p', 1)");
    assertBothAnswer("one");
  }

  @Test
  void truncateIsSeen() throws SQLException {
    mine.run("TRUNCATE TABLE WASM.PLUGIN");
    assertBothFail("42883");
    mine.register("p", Guests.constant("new"));
    assertBothAnswer("new");
  }

  @Test
  void callsGoOn_whenTheTableIsAltered() throws SQLException {
    mine.run("ALTER TABLE WASM.PLUGIN ADD COLUMN NOTE VARCHAR BEFORE PLUGIN");
    assertBothAnswer("two");
    mine.register("p", Guests.constant("three"));
    assertBothAnswer("three");
  }

  @Test
  void copyOfARowIsAPlugin() throws SQLException {
    mine.run(
        "INSERT INTO WASM.PLUGIN SELECT 'copy', 1, TRUE, ABI, ENGINE, SHA256, BYTES, SELF_NAME,"
            + " SELF_VERSION, DESCRIPTION, OPTIONS, OWNER, REGISTERED_AT, GRANTEES, MODULE,"
            + " EXPORTS, IMPORTS, PRODUCERS, LANGUAGES FROM WASM.PLUGIN WHERE VERSION = 1");
    assertThat(other.transform("copy", "")).isEqualTo("one");
  }

  @Test
  void foreignModuleIsRefused_whenItIsNotTheOneOfTheDigest() throws SQLException {
    mine.run("UPDATE WASM.PLUGIN SET MODULE = ?, SHA256 = ?", Guests.echo(), "0".repeat(64));
    Sql.Failure failure = other.failure("VALUES WASM_TRANSFORM('p', '')");
    assertThat(failure.sqlState()).isEqualTo("22W01");
    assertThat(failure.message()).contains("plugin p version 2", "register it again");
  }

  @Test
  void brokenOptionsAreRefused_whenTheyWereWrittenByHand() throws SQLException {
    mine.run("UPDATE WASM.PLUGIN SET OPTIONS = '{\"x\":1}'");
    Sql.Failure failure = other.failure("VALUES WASM_TRANSFORM('p', '')");
    assertThat(failure.sqlState()).isEqualTo("22W04");
    assertThat(failure.message()).contains("plugin p version 2", "unknown key x");
  }

  @Test
  void brokenPolicyIsRefused_whenItWasWrittenByHand() throws SQLException {
    mine.run("UPDATE WASM.SETTING SET SETTING = 'nonsense'");
    assertBothAnswer("two");
    Sql late = database.admin();
    assertThat(late.sqlState("VALUES WASM_TRANSFORM('p', '')")).isEqualTo("22W04");
    // The way out must not need the policy that is broken.
    late.run("DELETE FROM WASM.SETTING");
    assertThat(late.transform("p", "")).isEqualTo("two");
  }

  @Test
  void startsAgain_whenTheSchemaIsDroppedAndInstalledAnew() throws SQLException {
    mine.run("DROP SCHEMA WASM CASCADE");
    Sql.Failure failure = other.failure("VALUES WASM_TRANSFORM('p', '')");
    assertThat(failure.sqlState()).isEqualTo("42883");
    assertThat(failure.message()).contains("not installed", "install.sql");
    assertBothFail("42883");
    mine.run(INSTALL);
    assertBothFail("42883");
    mine.register("p", Guests.constant("new"));
    assertBothAnswer("new");
  }

  @Test
  void startsAgain_whenAllObjectsAreDroppedAndInstalledAnew() throws SQLException {
    mine.run("DROP ALL OBJECTS");
    assertThat(other.sqlState("VALUES WASM_TRANSFORM('p', '')")).isEqualTo("90022");
    mine.run(INSTALL);
    assertBothFail("42883");
    mine.register("p", Guests.constant("new"));
    assertBothAnswer("new");
  }

  @Test
  void installingAgainKeepsEverything() throws SQLException {
    mine.run(INSTALL);
    mine.run(INSTALL);
    assertBothAnswer("two");
    assertThat(mine.value("SELECT COUNT(*) FROM WASM.PLUGINS")).isEqualTo(2L);
  }

  @Test
  void tableOfOurNameInAnotherSchemaIsNotOurs() throws SQLException {
    mine.run("CREATE TABLE PLUGIN (PLUGIN VARCHAR, ACTIVE BOOLEAN)");
    mine.run("INSERT INTO PLUGIN VALUES ('p', FALSE)");
    mine.run("CREATE LOCAL TEMPORARY TABLE SETTING (NAME VARCHAR)");
    assertBothAnswer("two");
    assertThat(mine.register("p", Guests.constant("three"))).isEqualTo(3);
    assertBothAnswer("three");
  }

  @Test
  void metadataCanBeRead_whenSessionsHaveCalled() throws SQLException {
    mine.run("SELECT * FROM INFORMATION_SCHEMA.TABLES");
    mine.run("SELECT * FROM INFORMATION_SCHEMA.COLUMNS");
    mine.run("SELECT * FROM INFORMATION_SCHEMA.TABLE_CONSTRAINTS");
    mine.run("SELECT * FROM INFORMATION_SCHEMA.INDEXES");
    DatabaseMetaData metaData = mine.connection().getMetaData();
    try (ResultSet columns = metaData.getColumns(null, null, null, null);
        ResultSet tables = metaData.getTables(null, null, null, null)) {
      assertThat(columns.next()).isTrue();
      assertThat(tables.next()).isTrue();
    }
    mine.run("ANALYZE");
    assertThat(String.join("\n", mine.column("SCRIPT").stream().map(String::valueOf).toList()))
        .doesNotContain("wasm-udf session");
    assertBothAnswer("two");
  }

  @Test
  void nextConnectionSweeps_whenTheHookCouldNotBeInstalled() throws SQLException {
    Sql late = database.admin();
    late.run("CREATE LOCAL TEMPORARY TABLE \"wasm-udf session\" (X INT)");
    late.transform("p", "");
    assertThat(late.value("SELECT COUNT(*) FROM \"wasm-udf session\"")).isEqualTo(0L);
    late.close();
    mine.close();
    other.close();
    try (Sql fresh = database.admin()) {
      database.assertNoInstances(fresh);
    }
  }

  @Test
  void hookCannotBeDropped() throws SQLException {
    assertThat(mine.sqlState("DROP TABLE \"wasm-udf session\"")).isEqualTo("90118");
    assertThat(mine.sqlState("ALTER TABLE \"wasm-udf session\" ADD COLUMN X INT")).isNotNull();
    assertBothAnswer("two");
  }
}
