package io.github.wasmudf.calcite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wasmudf.UdfException;
import io.github.wasmudf.testing.Guests;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.calcite.jdbc.CalciteConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionTest extends Sql {
  @Test
  void closing_freesTheInstances() throws SQLException {
    try (Connection c = ours()) {
      register(c, "upper");
      row(c, "SELECT WASM_TRANSFORM('upper', 'a')");
      assertThat(newInstances()).isEqualTo(1);
    }
    assertThat(newInstances()).isZero();
  }

  @Test
  void closingTheSchema_freesTheInstancesOfAnOrdinaryConnection() throws SQLException {
    try (Connection c = DriverManager.getConnection(ORDINARY)) {
      rows(c, "SELECT WASM_REGISTER('p', " + literal("identity_bump") + ")");
      rows(c, "SELECT WASM_TRANSFORM('p', 'a')");
      c.unwrap(CalciteConnection.class)
          .getRootSchema()
          .subSchemas()
          .get("WASM")
          .unwrap(WasmSchema.class)
          .close();
      assertThat(newInstances()).isZero();
      assertThat(failure(c, "SELECT WASM_TRANSFORM('p', 'a')")).startsWith("42883");
    }
  }

  @Test
  @SuppressWarnings("ThreadPriorityCheck") // a collection takes some tries
  void aConnectionThatNobodyClosed_isFreedWhenCollected() throws Exception {
    leak();
    for (int i = 0; newInstances() > 0 && i < 100; i++) {
      System.gc();
      Thread.sleep(50);
    }
    assertThat(newInstances()).isZero();
  }

  private static void leak() throws SQLException {
    @SuppressWarnings("resource") // that is the point
    Connection c = DriverManager.getConnection(ORDINARY);
    rows(c, "SELECT WASM_REGISTER('p', " + literal("identity_bump") + ")");
    rows(c, "SELECT WASM_TRANSFORM('p', 'a')");
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void eightConnectionsAtOnce_haveInstancesOfTheirOwn(String engine) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Connection> connections = new ArrayList<>();
    try {
      for (int i = 0; i < 8; i++) {
        connections.add(withEngine(engine));
      }
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        answers.add(threads.submit(asking(connections.get(i), i)));
      }
      for (int i = 0; i < 8; i++) {
        assertThat(answers.get(i).get()).isEqualTo("2000|ROW " + i);
      }
      assertThat(newInstances()).isEqualTo(8);
    } finally {
      threads.shutdown();
      for (Connection connection : connections) {
        connection.close();
      }
    }
    assertThat(newInstances()).isZero();
  }

  private static Callable<String> asking(Connection c, int i) {
    return () -> {
      register(c, "p", Guests.plugin("upper"));
      String two = "(VALUES (1), (2)) AS ";
      return row(
          c,
          "SELECT COUNT(*), MAX(u) FROM (SELECT WASM_TRANSFORM('p', 'row "
              + i
              + "') AS u FROM (VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10)) AS a,"
              + " (VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10)) AS b,"
              + " (VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10)) AS c, "
              + two
              + "d)");
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "wasm.colour=red|22W04|unknown operand colour; known here: batch, catalog, dataSource, directory",
        "wasm.catalog=paper|22W04|catalog must be one of directory, jdbc, memory",
        "wasm.catalog=jdbc|22W04|operand jdbcUrl is missing",
        "wasm.catalog=memory;wasm.directory=x|22W04|directory does not go with catalog memory",
        "wasm.directory=no/such/place|22W04|is no directory",
        "wasm.engine=steam|22W04|engine must be one of",
        "wasm.policy='{\"limits\":{\"x\":1}}'|22W04|unknown key limits.x",
        "wasm.readOnly=maybe|22W04|readOnly must be true or false",
      })
  void operands_areChecked(String operands, String state, String message) {
    assertThatThrownBy(() -> DriverManager.getConnection(OURS + operands))
        .isInstanceOfSatisfying(
            SQLException.class, failed -> assertThat(failed.getSQLState()).isEqualTo(state))
        .hasMessageContaining(message);
  }

  @Test
  void operandsOfAnOrdinaryConnection_areChecked() {
    assertThatThrownBy(() -> DriverManager.getConnection(ORDINARY + "schema.colour=red"))
        .hasRootCauseInstanceOf(UdfException.class)
        .hasStackTraceContaining("unknown operand colour");
  }

  @Test
  void model_bringsTheSchemaAndKeepsItsOwnDefault() throws SQLException {
    String model =
        "inline:{\"version\":\"1.0\",\"defaultSchema\":\"MINE\",\"schemas\":["
            + "{\"name\":\"MINE\",\"tables\":[{\"name\":\"V\",\"type\":\"view\","
            + "\"sql\":\"SELECT 'a' AS C FROM (VALUES 0)\"}]},"
            + "{\"name\":\"PLUGS\",\"type\":\"custom\",\"factory\":\""
            + WasmSchemaFactory.class.getName()
            + "\",\"operand\":{\"policy\":{\"engine\":\"endive\"},\"readOnly\":false}}]}";
    for (String prefix : List.of("jdbc:calcite:", OURS)) {
      java.util.Properties properties = new java.util.Properties();
      properties.setProperty("model", model);
      try (Connection c = DriverManager.getConnection(prefix, properties)) {
        rows(c, "SELECT WASM_REGISTER('p', " + literal("identity_bump") + ")");
        assertThat(row(c, "SELECT WASM_TRANSFORM('p', C) FROM V")).isEqualTo("a");
        assertThat(rows(c, "SELECT ENGINE FROM WASM.PLUGINS")).containsExactly("endive");
        assertThat(rows(c, "SELECT ENGINE FROM PLUGS.PLUGINS")).containsExactly("endive");
        rows(c, "SELECT WASM_UNREGISTER('p')");
        c.unwrap(CalciteConnection.class)
            .getRootSchema()
            .subSchemas()
            .get("PLUGS")
            .unwrap(WasmSchema.class)
            .close();
      }
    }
  }

  @Test
  void readOnlySchema_refusesChanges() throws SQLException {
    try (Connection c = DriverManager.getConnection(OURS + "wasm.readOnly=true")) {
      assertThat(failure(c, "CALL WASM_UNREGISTER('p')")).startsWith("42501");
    }
  }
}
