package io.github.wasmudf.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.Guests;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls of plugins that another database, an H2 with the same plugin, makes instead. */
class PushDownTest extends Federated {
  private static final String PUSHING = OURS + "wasm.pushDown=true";
  private static final String UPPER =
      "SELECT ID, WASM_TRANSFORM('p', NAME) FROM H.T WHERE WASM_TRANSFORM('p', NAME) <> 'B'";

  @BeforeEach
  void fill() throws SQLException {
    h2(
        "CREATE TABLE T (ID INT, NAME VARCHAR(20), V VARBINARY(20), C CHAR(3))",
        "INSERT INTO T VALUES (1, 'a', X'61', 'x'), (2, 'b', X'62', 'y'), (3, NULL, NULL, NULL),"
            + " (4, 'grüße ''', X'c3a4', 'z')",
        "RUNSCRIPT FROM 'classpath:/wasmudf/install.sql'");
    registerInH2("upper", "{}");
  }

  private void registerInH2(String plugin, String options) throws SQLException {
    try (PreparedStatement call = h2().prepareStatement("CALL WASM_REGISTER('p', ?, ?)")) {
      call.setBytes(1, Guests.plugin(plugin));
      call.setString(2, options);
      call.execute();
    }
  }

  private Connection pushing() throws SQLException {
    Connection connection = calcite(PUSHING);
    register(connection, "p", Guests.plugin("upper"));
    return connection;
  }

  private static boolean isPushed(Connection c, String sql) throws SQLException {
    return plan(c, sql).contains("CheckedCalls");
  }

  @Test
  void callsInSelectAndWhere_areMadeByH2() throws SQLException {
    try (Connection c = pushing()) {
      assertThat(plan(c, UPPER))
          .containsPattern("CheckedCalls.*plugins=\\[\\[p [0-9a-f]{64}")
          .containsPattern("JdbcProject.*WASM_TRANSFORM\\(.*'p', ")
          .containsPattern("JdbcFilter.*WASM_TRANSFORM\\(.*'p', ");
      assertThat(rows(c, UPPER)).containsExactlyInAnyOrder("1|A", "4|GRÜSSE '");
      String instances = "SELECT SUM(INSTANCES) FROM WASM.INSTANCES";
      assertThat(row(c, instances)).isEqualTo("0");
      assertThat(row(h2(), instances)).isNotEqualTo("0").isNotEqualTo("null");
    }
  }

  @Test
  void bytesParametersAndNestedCalls_areTheSame() throws SQLException {
    try (Connection c = pushing();
        Connection local = calcite(OURS)) {
      register(local, "p", Guests.plugin("upper"));
      for (String sql :
          List.of(
              "SELECT ID, WASM_TRANSFORM('p', V) FROM H.T",
              "SELECT WASM_TRANSFORM_BINARY('p', V), WASM_TRANSFORM_BINARY('p', NAME) FROM H.T",
              "SELECT WASM_TRANSFORM('p', WASM_TRANSFORM('p', NAME)) FROM H.T",
              "SELECT WASM_TRANSFORM('p', NAME, '{\"a\":\"it''s\"}') FROM H.T",
              "SELECT V FROM H.T WHERE WASM_TRANSFORM('p', V) = X'41'",
              "SELECT COUNT(*), MAX(WASM_TRANSFORM('p', NAME)) FROM H.T",
              "SELECT CHAR_LENGTH(WASM_TRANSFORM('p', NAME)) + ID FROM H.T",
              "SELECT ID FROM H.T WHERE WASM_TRANSFORM('p', NAME) IS NULL OR ID = 1",
              "SELECT ID FROM H.T WHERE WASM_TRANSFORM('p', NAME) IN ('A', '世界', 'B') AND ID < 2",
              "SELECT WASM_TRANSFORM('p', NAME) FROM H.T ORDER BY 1",
              // H2 itself ends early here.
              "SELECT WASM_TRANSFORM('p', NAME) FROM H.T LIMIT 4")) {
        assertThat(plan(c, sql)).as(sql).contains("CheckedCalls");
        assertThat(rows(c, sql)).as(sql).containsExactlyInAnyOrderElementsOf(rows(local, sql));
        assertThat(isPushed(local, sql)).as(sql).isFalse();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Ends early: H2 would call the plugin for every row.
        "SELECT ID FROM H.T WHERE WASM_TRANSFORM('p', NAME) <> 'x' LIMIT 2",
        // Sorted in H2, whose rows would be those of a query around it.
        "SELECT WASM_TRANSFORM('p', NAME) FROM H.T ORDER BY ID",
        // Only for some rows.
        "SELECT CASE WHEN ID = 1 THEN WASM_TRANSFORM('p', NAME) END FROM H.T",
        // What Calcite makes of the value may not be what H2 makes of it.
        "SELECT WASM_TRANSFORM('p', NAME || 'x') FROM H.T",
        "SELECT WASM_TRANSFORM('p', C) FROM H.T",
        "SELECT WASM_TRANSFORM('p', ID) FROM H.T",
        // No name that is known before.
        "SELECT WASM_TRANSFORM(NAME, NAME) FROM H.T WHERE ID > 5",
        // A plugin that H2 has not.
        "SELECT WASM_TRANSFORM('q', NAME) FROM H.T",
      })
  void whatMayDiffer_staysInCalcite(String sql) throws SQLException {
    try (Connection c = pushing()) {
      register(c, "q", Guests.plugin("upper"));
      assertThat(plan(c, sql)).doesNotContain("CheckedCalls");
      assertThat(rows(c, sql)).isNotNull();
    }
  }

  @Test
  void anotherModuleOptionsOrPolicy_staysInCalcite() throws SQLException {
    try (Connection c = pushing()) {
      assertThat(isPushed(c, UPPER)).isTrue();
      registerInH2("identity_bump", "{}");
      assertThat(isPushed(c, UPPER)).isFalse();
      registerInH2("upper", "{\"description\":\"other\"}");
      assertThat(isPushed(c, UPPER)).isFalse();
      registerInH2("upper", "{}");
      assertThat(isPushed(c, UPPER)).isTrue();
      rows(h2(), "CALL WASM_SET_POLICY('{\"limits\":{\"timeMillis\":77}}')");
      assertThat(isPushed(c, UPPER)).isFalse();
      rows(c, "CALL WASM_SET_POLICY('{\"limits\":{\"timeMillis\":77}}')");
      assertThat(isPushed(c, UPPER)).isTrue();
      h2("DROP SCHEMA WASM CASCADE");
      assertThat(isPushed(c, UPPER)).isFalse();
    }
  }

  @Test
  void changeAfterPlanning_isNeverAnsweredByAnotherVersion() throws SQLException {
    try (Connection c = pushing();
        PreparedStatement planned = c.prepareStatement(UPPER)) {
      assertThat(rows(planned)).containsExactlyInAnyOrder("1|A", "4|GRÜSSE '");
      registerInH2("identity_bump", "{}");
      assertThat(rows(planned)).containsExactlyInAnyOrder("1|A", "4|GRÜSSE '");
      register(c, "p", Guests.plugin("identity_bump"));
      assertThat(rows(planned)).containsExactlyInAnyOrder("1|a", "2|b", "4|grüße '");
      registerInH2("upper", "{}");
      assertThat(rows(planned)).containsExactlyInAnyOrder("1|a", "2|b", "4|grüße '");
      register(c, "p", Guests.plugin("upper"));
      assertThat(rows(planned)).containsExactlyInAnyOrder("1|A", "4|GRÜSSE '");
      rows(h2(), "CALL WASM_UNREGISTER('p')");
      assertThat(rows(planned)).containsExactlyInAnyOrder("1|A", "4|GRÜSSE '");
    }
  }

  private static List<String> rows(PreparedStatement statement) throws SQLException {
    List<String> list = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        list.add(row(rows));
      }
    }
    return list;
  }

  @Test
  void changesAtTheSameTime_areNeverSeen() throws Exception {
    h2("INSERT INTO T SELECT X, 'r' || X, NULL, NULL FROM SYSTEM_RANGE(5, 300)");
    registerInH2("identity_bump", "{}");
    AtomicBoolean done = new AtomicBoolean();
    AtomicInteger changes = new AtomicInteger();
    try (Connection c = pushing();
        Connection other = h2WithPlugins()) {
      rows(other, "CALL WASM_ACTIVATE('p', 1)");
      try (PreparedStatement planned =
          c.prepareStatement("SELECT ID, WASM_TRANSFORM('p', NAME) FROM H.T WHERE ID > 4")) {
        CompletableFuture<Void> changing =
            CompletableFuture.runAsync(() -> activateInTurn(other, changes, done));
        try {
          for (int i = 0; i < 150 || (changes.get() <= 10 && !changing.isDone()); i++) {
            assertThat(rows(planned)).hasSize(296).allMatch(row -> row.contains("|R"));
          }
        } finally {
          done.set(true);
        }
        changing.get();
      }
    }
  }

  private static void activateInTurn(Connection h2, AtomicInteger changes, AtomicBoolean done) {
    try {
      while (!done.get()) {
        rows(h2, "CALL WASM_ACTIVATE('p', " + (1 + changes.getAndIncrement() % 2) + ")");
      }
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  @Test
  void whatH2CannotDo_calciteDoes() throws SQLException {
    try (Connection c = pushing();
        PreparedStatement planned = c.prepareStatement(UPPER)) {
      h2("DROP ALIAS PUBLIC.WASM_TRANSFORM");
      assertThat(rows(planned)).containsExactlyInAnyOrder("1|A", "4|GRÜSSE '");
    }
  }

  @Test
  void failure_isThatOfThePlugin() throws SQLException {
    registerInH2("json_pretty", "{}");
    try (Connection c = calcite(PUSHING)) {
      register(c, "p", Guests.plugin("json_pretty"));
      assertThat(isPushed(c, UPPER)).isTrue();
      assertThat(failure(c, UPPER)).startsWith("38W02").contains("plugin p version 1");
      assertThat(failure(c, "SELECT MAX(WASM_TRANSFORM('p', NAME)) FROM H.T")).startsWith("38W02");
      assertThat(rows(c, "SELECT ID FROM H.T WHERE ID = 2")).containsExactly("2");
    }
  }
}
