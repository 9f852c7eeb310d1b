package io.github.wasmudf.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.Guests;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogTest extends Sql {
  private static final String INSTALL = ";INIT=RUNSCRIPT FROM 'classpath:/wasmudf/install.sql'";

  @Test
  void directory_isReadAndNotWritten(@TempDir Path directory) throws Exception {
    Path folder = Files.createDirectories(directory.resolve("p"));
    Files.write(folder.resolve("p.wasm"), Guests.plugin("upper"));
    try (Connection c = DriverManager.getConnection(OURS + "wasm.directory='" + directory + "'")) {
      assertThat(row(c, "SELECT WASM_TRANSFORM('p', 'a')")).isEqualTo("A");
      Files.write(folder.resolve("p.wasm"), Guests.echo());
      Files.writeString(folder.resolve("manifest.json"), "{\"description\":\"echo\"}");
      assertThat(row(c, "SELECT WASM_TRANSFORM('p', 'a')")).isEqualTo("a");
      Files.createDirectories(directory.resolve("q"));
      Files.writeString(directory.resolve("q").resolve("q.wasm"), "no module");
      assertThat(rows(c, "SELECT PLUGIN, VERSION, ACTIVE, ABI FROM WASM.PLUGINS ORDER BY PLUGIN"))
          .containsExactly("p|1|true|transform", "q|1|false|");
      assertThat(failure(c, "SELECT WASM_TRANSFORM('q', 'a')")).startsWith("22W01");
      assertThat(failure(c, "SELECT WASM_TRANSFORM('../p', 'a')")).startsWith("42883");
      assertThat(failure(c, "CALL WASM_REGISTER('r', " + literal("upper") + ")"))
          .startsWith("42501");
    }
  }

  @Test
  void oneH2File_servesH2AndCalciteAtOnce(@TempDir Path directory) throws SQLException {
    String url = "jdbc:h2:" + directory.resolve("plugins");
    try (Connection h2 = DriverManager.getConnection(url + INSTALL, "sa", "");
        Connection c = DriverManager.getConnection(jdbc(url))) {
      rows(h2, "CALL WASM_REGISTER('p', " + literal("upper") + ")");
      assertThat(row(c, "SELECT WASM_TRANSFORM('p', 'a')")).isEqualTo("A");
      rows(h2, "CALL WASM_REGISTER('p', " + literal("identity_bump") + ")");
      assertThat(row(c, "SELECT WASM_TRANSFORM('p', 'a')")).isEqualTo("a");
      rows(c, "CALL WASM_ACTIVATE('p', 1)");
      assertThat(row(h2, "SELECT WASM_TRANSFORM('p', 'a')")).isEqualTo("A");
      String columns = "SELECT PLUGIN, VERSION, SHA256, BYTES, SELF_NAME, OPTIONS, OWNER";
      assertThat(rows(c, columns + " FROM WASM.PLUGINS ORDER BY VERSION"))
          .isEqualTo(rows(h2, columns + " FROM WASM.PLUGINS ORDER BY VERSION"));
      register(c, "big", Guests.plugin("redact"));
      assertThat(row(h2, "SELECT WASM_TRANSFORM('big', 'a@b.de')")).isNotEmpty();
    }
  }

  private static String jdbc(String url) {
    return OURS + "wasm.jdbcUrl='" + url + "';wasm.jdbcUser=sa;wasm.jdbcPassword=''";
  }

  @Test
  void runningStatement_doesNotSeeWhatH2ChangesMeanwhile() throws SQLException {
    String url = "jdbc:h2:mem:meanwhile";
    try (Connection h2 = DriverManager.getConnection(url + INSTALL, "sa", "");
        Connection c = DriverManager.getConnection(jdbc(url));
        Statement statement = c.createStatement()) {
      rows(h2, "CALL WASM_REGISTER('p', " + literal("upper") + ")");
      try (var rows =
          statement.executeQuery(
              "SELECT WASM_TRANSFORM('p', v) FROM (VALUES ('a'), ('b')) AS t(v)")) {
        rows.next();
        assertThat(rows.getString(1)).isEqualTo("A");
        rows(h2, "CALL WASM_REGISTER('p', " + literal("identity_bump") + ")");
        rows.next();
        assertThat(rows.getString(1)).isEqualTo("B");
      }
      assertThat(row(c, "SELECT WASM_TRANSFORM('p', 'a')")).isEqualTo("a");
    }
  }

  @Test
  void calcite_createsTheTablesThatH2InstallsInto() throws SQLException {
    String url = "jdbc:h2:mem:calcitefirst;DB_CLOSE_DELAY=-1";
    try (Connection c = DriverManager.getConnection(jdbc(url))) {
      register(c, "upper");
      rows(c, "CALL WASM_SET_POLICY('{\"limits\":{\"timeMillis\":7000}}')");
      rows(c, "CALL WASM_SET_POLICY('{\"limits\":{\"timeMillis\":8000}}')");
    }
    try (Connection h2 = DriverManager.getConnection(url + INSTALL, "sa", "");
        Statement statement = h2.createStatement()) {
      assertThat(row(h2, "SELECT WASM_TRANSFORM('upper', 'a')")).isEqualTo("A");
      assertThat(row(h2, "SELECT SETTING FROM WASM.SETTING")).contains("8000");
      statement.execute("SHUTDOWN");
    }
  }

  @Test
  void lostDatabaseConnection_isMadeAnew() throws SQLException {
    String url = "jdbc:h2:mem:lost;DB_CLOSE_DELAY=-1";
    try (Connection c = DriverManager.getConnection(jdbc(url));
        Connection h2 = DriverManager.getConnection(url, "sa", "");
        Statement statement = h2.createStatement()) {
      register(c, "upper");
      statement.execute(
          "SELECT ABORT_SESSION(SESSION_ID) FROM INFORMATION_SCHEMA.SESSIONS"
              + " WHERE SESSION_ID <> SESSION_ID()");
      failure(c, "SELECT WASM_TRANSFORM('upper', 'a')");
      assertThat(row(c, "SELECT WASM_TRANSFORM('upper', 'a')")).isEqualTo("A");
      statement.execute("SHUTDOWN");
    }
  }

  /** Named in a connection string below. */
  public static final class Source {
    /** Found by its name. */
    public static final DataSource INSTANCE = source();

    private Source() {}

    private static DataSource source() {
      JdbcDataSource source = new JdbcDataSource();
      source.setURL("jdbc:h2:mem:source;DB_CLOSE_DELAY=-1");
      source.setUser("sa");
      return source;
    }
  }

  @Test
  void dataSource_isNamedByItsClass() throws SQLException {
    String url = OURS + "wasm.dataSource=" + Source.class.getName();
    try (Connection c = DriverManager.getConnection(url)) {
      register(c, "upper");
    }
    try (Connection c = DriverManager.getConnection(url)) {
      assertThat(row(c, "SELECT WASM_TRANSFORM('upper', 'a')")).isEqualTo("A");
    }
  }

  @Test
  void rightsOfTheDatabase_hold() throws SQLException {
    String url = "jdbc:h2:mem:rights";
    try (Connection h2 = DriverManager.getConnection(url + INSTALL, "sa", "");
        Statement statement = h2.createStatement()) {
      rows(h2, "CALL WASM_REGISTER('p', " + literal("upper") + ")");
      statement.execute("CREATE USER READER PASSWORD 'r'");
      statement.execute("GRANT SELECT ON SCHEMA WASM TO READER");
      try (Connection c =
          DriverManager.getConnection(
              OURS + "wasm.jdbcUrl='" + url + "';wasm.jdbcUser=READER;wasm.jdbcPassword=r")) {
        assertThat(row(c, "SELECT WASM_TRANSFORM('p', 'a')")).isEqualTo("A");
        assertThat(failure(c, "CALL WASM_UNREGISTER('p')")).startsWith("90096");
      }
    }
  }
}
