package io.github.wasmudf.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.Guests;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Who may call a plugin, by users, roles, and in every form of a call. */
@OnEachEngine
class GrantTest {
  private static final String CALL = "VALUES WASM_TRANSFORM('p', 'a')";

  @RegisterExtension final TestDatabase database;
  private Sql admin;
  private Sql user;

  GrantTest(String engine) {
    database = TestDatabase.inMemory(engine);
  }

  @BeforeEach
  void connect() throws SQLException {
    admin = database.admin();
    user = database.user();
    admin.register("p", Guests.plugin("upper"));
    admin.register("free", Guests.plugin("upper"));
  }

  private void forAdministratorsOnly() throws SQLException {
    assertThat(admin.value("CALL WASM_REVOKE('p', 'public')")).isEqualTo(1);
  }

  @Test
  void everybodyMayCall_whenThePluginIsNew() throws SQLException {
    assertThat(user.value(CALL)).isEqualTo("A");
    assertThat(user.value("SELECT GRANTEES FROM WASM.PLUGINS WHERE PLUGIN = 'p'"))
        .isEqualTo("[\"PUBLIC\"]");
  }

  @Test
  void refusal_namesPluginAndUserAndWhatToDo() throws SQLException {
    forAdministratorsOnly();
    Sql.Failure failure = user.failure(CALL);
    assertThat(failure.sqlState()).isEqualTo("42501");
    assertThat(failure.message())
        .contains("plugin p version 1", "user ORDINARY", "CALL WASM_GRANT('p', 'ORDINARY')");
    assertThat(user.value("VALUES WASM_TRANSFORM('free', 'a')")).isEqualTo("A");
    assertThat(admin.value(CALL)).isEqualTo("A");
  }

  @Test
  void everyFormOfCall_isRefused() throws SQLException {
    admin.run("CREATE TABLE words (word VARCHAR)");
    admin.run("INSERT INTO words VALUES ('a')");
    admin.run("CREATE TABLE noisy_words (id INT, word VARCHAR)");
    admin.run("CREATE VIEW loud AS SELECT WASM_TRANSFORM('p', word) word FROM words");
    admin.run("CREATE VIEW louder AS SELECT word || '!' word FROM loud");
    admin.run("CREATE VIEW loud_rows AS SELECT * FROM WASM_TABLE('p', '[1]')");
    admin.run("GRANT ALL ON words, noisy_words, loud, louder, loud_rows TO ORDINARY");
    admin.run(
        "CREATE TRIGGER noisy BEFORE INSERT ON noisy_words FOR EACH ROW CALL '"
            + PlacesTest.Loud.class.getName()
            + "'");
    admin.register("upper", Guests.plugin("upper"));
    admin.run("CALL WASM_REVOKE('upper', 'PUBLIC')");
    assertThat(user.value("SELECT word FROM louder")).isEqualTo("A!");
    try (PreparedStatement prepared =
        user.connection().prepareStatement("SELECT WASM_TRANSFORM(?, 'a')")) {
      prepared.setString(1, "p");
      prepared.executeQuery().close();
      forAdministratorsOnly();
      for (String sql :
          List.of(
              CALL,
              "VALUES WASM_TRANSFORM_BINARY('p', 'a')",
              "VALUES WASM_TRANSFORM_BLOB('p', 'a')",
              "VALUES WASM_TRANSFORM_CLOB('p', 'a')",
              "VALUES WASM_TRANSFORM('p', 'a', '{}')",
              "SELECT * FROM WASM_TABLE('p', '[1]')",
              "SELECT word FROM loud",
              "SELECT word FROM louder",
              "SELECT * FROM loud_rows",
              "VALUES WASM_TRANSFORM('free', WASM_TRANSFORM('p', 'a'))",
              "SELECT * FROM WASM_TABLE('free', WASM_TRANSFORM('p', '[1]'))",
              "SELECT word FROM words WHERE WASM_TRANSFORM('p', word) = 'A'",
              "UPDATE words SET word = WASM_TRANSFORM('p', word)",
              "MERGE INTO words KEY (word) VALUES (WASM_TRANSFORM('p', 'a'))")) {
        assertThat(user.failure(sql)).as(sql).extracting(Sql.Failure::sqlState).isEqualTo("42501");
      }
      assertThat(stateOf(prepared)).isEqualTo("42501");
      assertThat(user.sqlState("INSERT INTO noisy_words VALUES (1, 'b')")).isEqualTo("42501");
    }
    assertThat(admin.column("SELECT word FROM louder")).containsExactly("A!");
    assertThat(user.column("SELECT word FROM words")).containsExactly("a");
  }

  private static String stateOf(PreparedStatement statement) {
    try (ResultSet rows = statement.executeQuery()) {
      rows.next();
      return "ok";
    } catch (SQLException failed) {
      return failed.getSQLState();
    }
  }

  @Test
  void rightsOfTheCallerCount_notThoseOfAViewsOwner() throws SQLException {
    admin.run("CREATE VIEW loud AS SELECT WASM_TRANSFORM('p', 'a') word");
    admin.run("GRANT SELECT ON loud TO PUBLIC");
    forAdministratorsOnly();
    assertThat(user.sqlState("SELECT word FROM loud")).isEqualTo("42501");
    admin.run("CALL WASM_GRANT('p', 'ordinary')");
    assertThat(user.value("SELECT word FROM loud")).isEqualTo("A");
  }

  @Test
  void grantAndRevoke_answerWhetherTheyChangedAnything() throws SQLException {
    forAdministratorsOnly();
    assertThat(admin.value("CALL WASM_REVOKE('p', 'PUBLIC')")).isEqualTo(0);
    assertThat(admin.value("CALL WASM_GRANT('p', 'Ordinary')")).isEqualTo(1);
    assertThat(admin.value("CALL WASM_GRANT('p', 'ORDINARY')")).isEqualTo(0);
    assertThat(user.value(CALL)).isEqualTo("A");
    assertThat(admin.value("CALL WASM_REVOKE('p', 'ORDINARY')")).isEqualTo(1);
    assertThat(user.sqlState(CALL)).isEqualTo("42501");
    assertThat(admin.value("CALL WASM_GRANT('p', 'PUBLIC')")).isEqualTo(1);
    assertThat(user.value(CALL)).isEqualTo("A");
  }

  @Test
  void unknownNames_areRefused() throws SQLException {
    assertThat(admin.sqlState("CALL WASM_GRANT('q', 'ORDINARY')")).isEqualTo("42883");
    assertThat(admin.sqlState("CALL WASM_REVOKE('q', 'ORDINARY')")).isEqualTo("42883");
    assertThat(admin.sqlState("CALL WASM_GRANT('p', 'nobody')")).isEqualTo("22W04");
    assertThat(admin.sqlState("CALL WASM_REVOKE('p', 'nobody')")).isEqualTo("22W04");
    assertThat(admin.sqlState("CALL WASM_GRANT('p', NULL)")).isEqualTo("22W04");
    assertThat(admin.sqlState("CALL WASM_GRANT(NULL, 'ORDINARY')")).isEqualTo("22W04");
    admin.run("CREATE ROLE gone");
    admin.run("CALL WASM_GRANT('p', 'gone')");
    admin.run("DROP ROLE gone");
    assertThat(admin.value("CALL WASM_REVOKE('p', 'gone')")).isEqualTo(1);
  }

  @Test
  void rolesCount_alsoThroughRolesAndPublic() throws SQLException {
    forAdministratorsOnly();
    admin.run("CREATE ROLE inner_role");
    admin.run("CREATE ROLE outer_role");
    admin.run("CALL WASM_GRANT('p', 'inner_role')");
    assertThat(user.sqlState(CALL)).isEqualTo("42501");
    admin.run("GRANT outer_role TO ORDINARY");
    assertThat(user.sqlState(CALL)).isEqualTo("42501");
    admin.run("GRANT inner_role TO outer_role");
    assertThat(user.value(CALL)).isEqualTo("A");
    admin.run("REVOKE inner_role FROM outer_role");
    assertThat(user.sqlState(CALL)).isEqualTo("42501");
    admin.run("GRANT inner_role TO PUBLIC");
    assertThat(user.value(CALL)).isEqualTo("A");
    admin.run("DROP ROLE inner_role");
    assertThat(user.sqlState(CALL)).isEqualTo("42501");
    assertThat(user.value("VALUES WASM_TRANSFORM('free', 'a')")).isEqualTo("A");
  }

  @Test
  void newAdministratorMay_formerOneMayNot() throws SQLException {
    forAdministratorsOnly();
    assertThat(user.sqlState(CALL)).isEqualTo("42501");
    admin.run("ALTER USER ORDINARY ADMIN TRUE");
    assertThat(user.value(CALL)).isEqualTo("A");
    assertThat(user.value("CALL WASM_REVOKE('free', 'PUBLIC')")).isEqualTo(1);
    admin.run("ALTER USER ORDINARY ADMIN FALSE");
    assertThat(user.sqlState(CALL)).isEqualTo("42501");
    assertThat(user.sqlState("CALL WASM_GRANT('free', 'PUBLIC')")).isEqualTo("42501");
  }

  @Test
  void changeIsTransactional() throws SQLException {
    assertThat(user.value(CALL)).isEqualTo("A");
    admin.connection().setAutoCommit(false);
    forAdministratorsOnly();
    assertThat(user.value(CALL)).isEqualTo("A");
    admin.connection().rollback();
    assertThat(user.value(CALL)).isEqualTo("A");
    forAdministratorsOnly();
    admin.connection().commit();
    assertThat(user.sqlState(CALL)).isEqualTo("42501");
  }

  @Test
  void runningStatement_endsWithTheRightsItBeganWith() throws SQLException {
    user.run("SET LAZY_QUERY_EXECUTION 1");
    try (PreparedStatement statement =
            user.connection()
                .prepareStatement("SELECT WASM_TRANSFORM('p', 'a' || X) FROM SYSTEM_RANGE(1, 9)");
        ResultSet rows = statement.executeQuery()) {
      rows.next();
      forAdministratorsOnly();
      int count = 1;
      while (rows.next()) {
        assertThat(rows.getString(1)).startsWith("A");
        count++;
      }
      assertThat(count).isEqualTo(9);
    }
    assertThat(user.sqlState(CALL)).isEqualTo("42501");
  }

  @Test
  void grantsOutliveVersions_andEndWithThePlugin() throws SQLException {
    forAdministratorsOnly();
    admin.run("CALL WASM_GRANT('p', 'ORDINARY')");
    admin.register("p", Guests.constant("two"));
    assertThat(user.value(CALL)).isEqualTo("two");
    admin.run("CALL WASM_REVOKE('p', 'ORDINARY')");
    admin.run("CALL WASM_ACTIVATE('p', 1)");
    assertThat(user.sqlState(CALL)).isEqualTo("42501");
    admin.run("CALL WASM_UNREGISTER('p')");
    assertThat(user.sqlState(CALL)).isEqualTo("42883");
    admin.register("p", Guests.constant("anew"));
    assertThat(user.value(CALL)).isEqualTo("anew");
  }

  @Test
  void grantsTravelWithScript(@TempDir Path folder) throws SQLException {
    admin.run("CALL WASM_REVOKE('p', 'PUBLIC')");
    Path script = folder.resolve("script.sql");
    admin.run("SCRIPT TO '" + script + "'");
    assertThat(Files.exists(script)).isTrue();
    String url = "jdbc:h2:mem:restored" + database.engine();
    try (Sql other = Sql.connect(url, "ADMIN", "")) {
      other.run("RUNSCRIPT FROM '" + script + "'");
      assertThat(other.value(CALL)).isEqualTo("A");
      try (Sql same = Sql.connect(url, "ORDINARY", "")) {
        assertThat(same.sqlState(CALL)).isEqualTo("42501");
        assertThat(same.value("VALUES WASM_TRANSFORM('free', 'a')")).isEqualTo("A");
      }
    }
  }

  @Test
  void proceduresAreForAdministrators_howeverTheyAreCalled() throws SQLException {
    String module = "X'" + java.util.HexFormat.of().formatHex(Guests.constant("evil")) + "'";
    admin.run("CREATE VIEW tempting AS SELECT WASM_UNREGISTER('p') n");
    admin.run("CREATE VIEW granting AS SELECT WASM_GRANT('p', 'ORDINARY') n");
    admin.run("GRANT SELECT ON tempting, granting TO PUBLIC");
    // Asking for a view's columns must not have run it.
    assertThat(admin.value("SELECT COUNT(*) FROM WASM.PLUGINS WHERE PLUGIN = 'p'")).isEqualTo(1L);
    for (String sql :
        List.of(
            "CALL WASM_REGISTER('p', " + module + ")",
            "SELECT WASM_REGISTER('p', " + module + ", '{}')",
            "CALL WASM_ACTIVATE('p', 1)",
            "CALL WASM_UNREGISTER('p')",
            "CALL WASM_GRANT('p', 'ORDINARY')",
            "CALL WASM_REVOKE('p', 'PUBLIC')",
            "CALL WASM_SET_POLICY(NULL)",
            "SELECT * FROM WASM_VALIDATE(" + module + ")",
            "SELECT n FROM tempting",
            "SELECT n FROM granting",
            "VALUES WASM_TRANSFORM('p', WASM_UNREGISTER('p'))",
            "SELECT X FROM SYSTEM_RANGE(1, 2) WHERE WASM_UNREGISTER('p') > 0")) {
      assertThat(user.failure(sql)).as(sql).extracting(Sql.Failure::sqlState).isEqualTo("42501");
    }
    for (String sql :
        List.of(
            "SELECT * FROM WASM.PLUGIN",
            "UPDATE WASM.PLUGIN SET GRANTEES = '[\"ORDINARY\"]'",
            "DELETE FROM WASM.PLUGIN",
            "UPDATE WASM.PLUGINS SET GRANTEES = '[\"ORDINARY\"]'",
            "DELETE FROM WASM.SETTING",
            "CREATE ALIAS mine FOR 'io.github.wasmudf.h2.WasmAdministration.grant'")) {
      assertThat(user.failure(sql).sqlState()).as(sql).isIn("42501", "90096", "90040");
    }
    assertThat(user.value(CALL)).isEqualTo("A");
    assertThat(admin.value("SELECT COUNT(*) FROM WASM.PLUGINS")).isEqualTo(2L);
  }
}
