package io.github.wasmudf.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.Guests;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RegistrationTest extends Sql {
  @ParameterizedTest
  @MethodSource("urls")
  void selectRegisters_onEveryConnection(String url) throws SQLException {
    try (Connection c = DriverManager.getConnection(url)) {
      assertThat(row(c, "SELECT WASM_REGISTER('p', " + literal("identity_bump") + ")"))
          .isEqualTo("1");
      assertThat(row(c, "SELECT WASM_TRANSFORM('p', 'a')")).isEqualTo("a");
      assertThat(row(c, "SELECT WASM_UNREGISTER('p')")).isEqualTo("1");
      closeSchema(c);
    }
  }

  private static void closeSchema(Connection c) throws SQLException {
    WasmSchema schema =
        WasmSchema.in(c.unwrap(org.apache.calcite.jdbc.CalciteConnection.class).getRootSchema());
    if (schema != null) {
      schema.close();
    }
  }

  @Test
  void versions_areSwitchedAndListed() throws SQLException {
    try (Connection c = ours()) {
      assertThat(row(c, "CALL WASM_REGISTER('p', " + literal("upper") + ")")).isEqualTo("1");
      assertThat(
              row(
                  c,
                  "CALL WASM_REGISTER('p', "
                      + literal("identity_bump")
                      + ", '{\"description\":\"d\"}')"))
          .isEqualTo("2");
      assertThat(row(c, "SELECT WASM_TRANSFORM('p', 'a')")).isEqualTo("a");
      assertThat(row(c, "CALL WASM_ACTIVATE('p', 1)")).isEqualTo("1");
      assertThat(row(c, "SELECT WASM_TRANSFORM('p', 'a')")).isEqualTo("A");
      assertThat(
              rows(
                  c,
                  "SELECT PLUGIN, VERSION, ACTIVE, ABI, BYTES > 0, CHAR_LENGTH(SHA256), SELF_NAME,"
                      + " OPTIONS FROM WASM.PLUGINS ORDER BY VERSION"))
          .containsExactly(
              "p|1|true|transform|true|64|upper|{}",
              "p|2|false|transform|true|64|null|{\"description\":\"d\"}");
      assertThat(row(c, "CALL WASM_UNREGISTER('p')")).isEqualTo("2");
      assertThat(failure(c, "SELECT WASM_TRANSFORM('p', 'a')")).startsWith("42883 38101");
    }
  }

  @Test
  void call_isDoneWhenExecuted_thoughNobodyReadsItsRow() throws SQLException {
    try (Connection c = ours();
        Statement statement = c.createStatement()) {
      statement.execute("CALL WASM_REGISTER('a', " + literal("upper") + ")");
      statement.executeUpdate("CALL WASM_REGISTER('b', " + literal("upper") + ")");
      try (PreparedStatement call = c.prepareStatement("CALL WASM_REGISTER(?, ?)")) {
        call.setString(1, "c");
        call.setBytes(2, Guests.plugin("upper"));
        call.execute();
        call.setString(1, "d");
        call.executeUpdate();
      }
      assertThat(rows(c, "SELECT PLUGIN, VERSION FROM WASM.PLUGINS ORDER BY PLUGIN"))
          .containsExactly("a|1", "b|1", "c|1", "d|1");
    }
  }

  @Test
  void changes_areMadeOncePerStatement() throws SQLException {
    try (Connection c = ours()) {
      String register = "WASM_REGISTER('p', " + literal("upper") + ")";
      assertThat(rows(c, "SELECT v, v + 1 FROM (SELECT " + register + " AS v) AS t WHERE v > 0"))
          .containsExactly("1|2");
      assertThat(rows(c, "SELECT VERSION FROM WASM.PLUGINS")).containsExactly("1");
    }
  }

  @Test
  void changes_areNotMadeByPreparingOrExplaining() throws SQLException {
    try (Connection c = ours()) {
      register(c, "upper");
      rows(c, "EXPLAIN PLAN FOR SELECT WASM_UNREGISTER('upper')");
      rows(c, "EXPLAIN PLAN FOR SELECT * FROM (VALUES 1) WHERE WASM_UNREGISTER('upper') = 1");
      c.prepareStatement("SELECT * FROM (VALUES 1) WHERE WASM_UNREGISTER('upper') = 1").close();
      c.prepareStatement("CALL WASM_UNREGISTER('upper')").close();
      rows(c, "EXPLAIN PLAN FOR SELECT * FROM (VALUES 1) WHERE WASM_TRANSFORM('none', 'a') = 'A'");
      assertThat(rows(c, "SELECT PLUGIN FROM WASM.PLUGINS")).containsExactly("upper");
    }
  }

  @Test
  void runningStatement_endsOnTheVersionItBeganWith() throws SQLException {
    try (Connection c = ours();
        Statement statement = c.createStatement()) {
      register(c, "p", Guests.plugin("upper"));
      try (var rows =
          statement.executeQuery(
              "SELECT WASM_TRANSFORM('p', v) FROM (VALUES ('a'), ('b')) AS t(v)")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(1)).isEqualTo("A");
        register(c, "p", Guests.echo());
        assertThat(rows(c, "SELECT WASM_TRANSFORM('p', 'x')")).containsExactly("x");
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(1)).isEqualTo("B");
      }
    }
  }

  @Test
  void policy_holdsFromTheNextStatementOn() throws SQLException {
    try (Connection c = withEngine("endive")) {
      register(c, "upper");
      row(c, "SELECT WASM_TRANSFORM('upper', 'a')");
      row(c, "CALL WASM_SET_POLICY('{\"engine\":\"wasmtime\"}')");
      row(c, "SELECT WASM_TRANSFORM('upper', 'a')");
      assertThat(row(c, "SELECT ENGINE FROM WASM.INSTANCES")).isEqualTo("wasmtime");
      assertThat(failure(c, "CALL WASM_SET_POLICY('{\"colour\":1}')")).startsWith("22W04");
    }
  }
}
