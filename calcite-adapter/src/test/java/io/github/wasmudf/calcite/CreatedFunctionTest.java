package io.github.wasmudf.calcite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.wasmudf.testing.Guests;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.apache.calcite.jdbc.CalciteConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Functions of their own names, from every kind of catalog and on every kind of connection. */
class CreatedFunctionTest extends Sql {
  private static final String INSTALL = ";INIT=RUNSCRIPT FROM 'classpath:/wasmudf/install.sql'";
  private static final String SHOUT =
      "{\"functions\":[{\"name\":\"shout\",\"kind\":\"scalar\",\"args\":[{\"name\":\"t\","
          + "\"type\":\"VARCHAR\"}],\"returns\":\"VARCHAR\"}]}";

  @Test
  void functionsOfAnotherConnection_areThereWithTheNextStatement(@TempDir Path directory)
      throws SQLException {
    String url = "jdbc:h2:" + directory.resolve("plugins");
    String calcite = OURS + "wasm.jdbcUrl='" + url + "';wasm.jdbcUser=sa;wasm.jdbcPassword=''";
    try (Connection h2 = DriverManager.getConnection(url + INSTALL, "sa", "");
        Connection c = DriverManager.getConnection(calcite)) {
      assertThat(failure(c, "SELECT shout('a')")).startsWith("42");
      rows(h2, "CALL WASM_REGISTER('p', " + literal("upper") + ", '" + SHOUT + "')");
      assertThat(row(c, "SELECT shout('a')")).isEqualTo("A");
      String functions =
          "SELECT FUNCTION_NAME, PLUGIN, EXPORT, KIND, SIGNATURE FROM WASM.FUNCTIONS";
      assertThat(rows(c, functions)).isEqualTo(rows(h2, functions)).hasSize(1);
      rows(h2, "CALL WASM_DROP_FUNCTION('shout')");
      assertThat(failure(c, "SELECT shout('a')")).startsWith("42");
      rows(c, "CALL WASM_CREATE_FUNCTION('cry', 'p', 'shout')");
      assertThat(row(c, "SELECT cry('a')")).isEqualTo("A");
      assertThat(failure(h2, "CALL WASM_UNREGISTER('p')")).startsWith("2BP01");
    }
  }

  @Test
  void preparedStatement_endsWithTheFunctionThatItWasPreparedWith() throws SQLException {
    try (Connection c = ours()) {
      register(c, "upper");
      rows(c, "CALL WASM_CREATE_FUNCTION('f', 'upper', 'transform')");
      try (PreparedStatement prepared =
          c.prepareStatement("SELECT f(x) FROM (VALUES ('a')) AS t(x)")) {
        assertThat(first(prepared)).isEqualTo("A");
        rows(c, "CALL WASM_REGISTER('upper', " + literal("identity_bump") + ")");
        assertThat(first(prepared)).isEqualTo("a");
        rows(c, "CALL WASM_DROP_FUNCTION('f')");
        assertThatExceptionOfType(SQLException.class)
            .isThrownBy(() -> first(prepared))
            .returns("42883", SQLException::getSQLState);
        rows(c, "CALL WASM_CREATE_FUNCTION('f', 'upper', 'transform', '{\"returns\":\"DATE\"}')");
        assertThatExceptionOfType(SQLException.class).isThrownBy(() -> first(prepared));
      }
    }
  }

  private static String first(PreparedStatement prepared) throws SQLException {
    try (ResultSet rows = prepared.executeQuery()) {
      rows.next();
      return row(rows);
    }
  }

  @Test
  void folders_haveTheFunctionsOfTheirManifests(@TempDir Path directory) throws Exception {
    for (String plugin : new String[] {"p", "q"}) {
      Path folder = Files.createDirectories(directory.resolve(plugin));
      Files.write(folder.resolve(plugin + ".wasm"), Guests.plugin("upper"));
      Files.writeString(folder.resolve("manifest.json"), SHOUT);
    }
    try (Connection c = DriverManager.getConnection(OURS + "wasm.directory='" + directory + "'")) {
      assertThat(row(c, "SELECT shout('a')")).isEqualTo("A");
      assertThat(rows(c, "SELECT FUNCTION_NAME, PLUGIN FROM WASM.FUNCTIONS"))
          .containsExactly("SHOUT|p");
      Files.writeString(
          directory.resolve("p").resolve("manifest.json"), SHOUT.replace("shout", "cry"));
      assertThat(row(c, "SELECT shout('a') || cry('b')")).isEqualTo("AB");
      assertThat(failure(c, "CALL WASM_CREATE_FUNCTION('f', 'p', 'transform')"))
          .startsWith("42501");
      Files.writeString(directory.resolve("p").resolve("manifest.json"), "{");
      assertThat(rows(c, "SELECT FUNCTION_NAME FROM WASM.FUNCTIONS")).containsExactly("SHOUT");
    }
  }

  @Test
  void calcitesOwnConnection_hasThemInTheSchema() throws SQLException {
    try (Connection c =
        DriverManager.getConnection(
            ORDINARY + "parserFactory=io.github.wasmudf.calcite.WasmParserFactory")) {
      rows(c, "SELECT WASM_REGISTER('upper', " + literal("upper") + ")");
      rows(c, "SELECT WASM_CREATE_FUNCTION('f', 'upper', 'transform')");
      assertThat(row(c, "SELECT WASM.f('a')")).isEqualTo("A");
      rows(c, "SELECT WASM_DROP_FUNCTION('f')");
      assertThat(failure(c, "SELECT WASM.f('a')")).isNotEmpty();
      // Calcite's own driver tells nobody when a connection closes.
      c.unwrap(CalciteConnection.class)
          .getRootSchema()
          .subSchemas()
          .get("WASM")
          .unwrap(WasmSchema.class)
          .close();
    }
  }

  @Test
  void readOnlyConnection_createsNothingAndCallsWhatItMay(@TempDir Path directory)
      throws SQLException {
    String url = "jdbc:h2:" + directory.resolve("plugins");
    String calcite =
        OURS
            + "wasm.jdbcUrl='"
            + url
            + "';wasm.jdbcUser=sa;wasm.jdbcPassword='';wasm.readOnly=true";
    try (Connection h2 = DriverManager.getConnection(url + INSTALL, "sa", "");
        Connection c = DriverManager.getConnection(calcite)) {
      rows(h2, "CALL WASM_REGISTER('p', " + literal("upper") + ", '" + SHOUT + "')");
      assertThat(row(c, "SELECT shout('a')")).isEqualTo("A");
      assertThat(failure(c, "CALL WASM_DROP_FUNCTION('shout')")).startsWith("42501");
      rows(h2, "CALL WASM_REVOKE('p', 'PUBLIC')");
      assertThat(failure(c, "SELECT shout('a')")).startsWith("42501");
    }
  }

  @Test
  void callsAreEvaluatedOnceAndNamedWhenTheyFail() throws SQLException {
    try (Connection c = ours()) {
      register(c, "id", Guests.echo());
      rows(
          c,
          "CALL WASM_CREATE_FUNCTION('n', 'id', 'transform',"
              + " '{\"args\":[{\"name\":\"t\",\"type\":\"VARCHAR\"}],\"returns\":\"INTEGER\"}')");
      assertThat(row(c, "SELECT SUM(n(x)) FROM (VALUES ('1'), ('2')) AS t(x)")).isEqualTo("3");
      assertThat(failure(c, "SELECT n('x')")).startsWith("22032").contains("function N(VARCHAR)");
      assertThat(row(c, "SELECT CALLS, \"ROWS\", ERRORS FROM WASM.STATS WHERE FUNCTION_NAME = 'N'"))
          .isEqualTo("3|2|1");
    }
  }
}
