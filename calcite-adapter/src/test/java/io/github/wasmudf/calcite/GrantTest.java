package io.github.wasmudf.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.Guests;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/**
 * Who may call a plugin from Calcite, which has no users but knows whose a connection says it is.
 */
class GrantTest extends Sql {
  private static final String CALL = "SELECT WASM_TRANSFORM('p', 'a')";

  /** A connection that may not change plugins. */
  private static Connection reader(String catalog, String user) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    return DriverManager.getConnection(url(catalog) + ";wasm.readOnly=true", properties);
  }

  private static String url(String catalog) {
    return OURS + "wasm.jdbcUrl='" + catalog + "';wasm.jdbcUser=sa;wasm.jdbcPassword=''";
  }

  @Test
  void readOnlyConnection_mayCallWhatItsUserIsGranted() throws SQLException {
    String catalog = "jdbc:h2:mem:grants";
    try (Connection keep = DriverManager.getConnection(catalog, "sa", "");
        Connection owner = DriverManager.getConnection(url(catalog));
        Connection ann = readerAfter(owner, catalog, "Ann");
        Connection nobody = reader(catalog, "")) {
      assertThat(keep.isClosed()).isFalse();
      assertThat(row(ann, CALL)).isEqualTo("A");
      assertThat(row(nobody, CALL)).isEqualTo("A");
      assertThat(row(owner, "CALL WASM_REVOKE('p', 'public')")).isEqualTo("1");
      assertThat(failure(ann, CALL)).startsWith("42501").contains("WASM_GRANT('p', 'ANN')");
      assertThat(failure(ann, "SELECT WASM_TRANSFORM_BINARY('p', 'a')")).startsWith("42501");
      assertThat(failure(ann, "SELECT * FROM TABLE(WASM_TABLE('p', '[1]'))")).startsWith("42501");
      assertThat(row(owner, CALL)).isEqualTo("A");
      assertThat(row(owner, "CALL WASM_GRANT('p', 'ann')")).isEqualTo("1");
      assertThat(row(owner, "SELECT WASM_GRANT('p', 'ANN')")).isEqualTo("0");
      assertThat(row(ann, CALL)).isEqualTo("A");
      assertThat(failure(nobody, CALL)).startsWith("42501");
      assertThat(failure(ann, "CALL WASM_GRANT('p', 'PUBLIC')")).startsWith("42501");
      assertThat(failure(ann, "CALL WASM_REVOKE('p', 'ANN')")).startsWith("42501");
      assertThat(row(ann, "SELECT GRANTEES FROM WASM.PLUGINS")).isEqualTo("[\"ANN\"]");
    }
  }

  private static Connection readerAfter(Connection owner, String catalog, String user)
      throws SQLException {
    register(owner, "p", Guests.plugin("upper"));
    return reader(catalog, user);
  }

  @Test
  void owner_mayAlwaysCall() throws SQLException {
    try (Connection owner = ours()) {
      register(owner, "p", Guests.plugin("upper"));
      assertThat(row(owner, "CALL WASM_REVOKE('p', 'PUBLIC')")).isEqualTo("1");
      assertThat(row(owner, CALL)).isEqualTo("A");
      assertThat(row(owner, "SELECT GRANTEES FROM WASM.PLUGINS")).isEqualTo("[]");
      assertThat(failure(owner, "CALL WASM_GRANT('q', 'ANN')")).startsWith("42883");
      assertThat(failure(owner, "CALL WASM_GRANT('p', '')")).startsWith("22W04");
    }
  }
}
