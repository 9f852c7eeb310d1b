package io.github.wasmudf.conformance.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.conformance.AttackTable;
import io.github.wasmudf.conformance.TestedDatabase;
import io.github.wasmudf.testing.Guests;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A guest that recurses without end on threads of every size: an error of its call, no more. */
class SmallStackTest {
  private static final int[] KIBIBYTES = {256, 288, 320, 384, 448, 512, 640, 768, 1_024, 4_096};

  private static final String RECURSION =
      """
      (module
        (memory (export "memory") 1)
        (func (export "alloc") (param i32) (result i32) (i32.const 1024))
        (func $deeper (param i64 i64 i64) (result i64)
          (i64.add (local.get 0)
            (call $deeper (i64.add (local.get 0) (i64.const 1)) (local.get 0) (local.get 1))))
        (func (export "transform") (param i32 i32) (result i64)
          (call $deeper (i64.const 1) (i64.const 2) (i64.const 3))))
      """;

  @ParameterizedTest
  @CsvSource({"H2, endive", "H2, wasmtime", "CALCITE, endive", "CALCITE, wasmtime"})
  void recursion_onAThreadOfAnySize_isAnErrorOfItsCall(TestedDatabase database, String engine)
      throws Exception {
    try (Connection connection = database.open(engine)) {
      register(connection, "recursion", Guests.wat(RECURSION));
      register(connection, "upper", Guests.plugin("upper"));
      // Planning needs more stack than calling does; what is asked here is the call.
      try (PreparedStatement recursion = prepare(connection, "recursion");
          PreparedStatement upper = prepare(connection, "upper")) {
        for (int size : KIBIBYTES) {
          assertThat(onThread(size, recursion)).as("%d KiB", size).isEqualTo("38W01");
          assertThat(onThread(size, upper)).as("%d KiB", size).isIn("X", "38W01");
          assertThat(onThread(8_192, upper)).as("after %d KiB", size).isEqualTo("X");
        }
      }
    }
    AttackTable.record(
        "Limits",
        "endless recursion on threads of 256 KiB to 4 MiB",
        database,
        engine,
        KIBIBYTES.length,
        "38W01");
  }

  private static void register(Connection connection, String name, byte[] module)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("CALL WASM_REGISTER(?, ?)")) {
      statement.setString(1, name);
      statement.setBytes(2, module);
      statement.execute();
    }
  }

  private static PreparedStatement prepare(Connection connection, String plugin)
      throws SQLException {
    return connection.prepareStatement(
        "SELECT WASM_TRANSFORM('" + plugin + "', t.c) FROM (SELECT 'x' AS c) AS t");
  }

  /** The value, or the SQLSTATE. */
  private static String onThread(int kibibytes, PreparedStatement statement) throws Exception {
    AtomicReference<String> outcome = new AtomicReference<>("nothing");
    Thread thread =
        new Thread(
            null,
            () -> {
              try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                outcome.set(rows.getString(1));
              } catch (SQLException failed) {
                outcome.set(failed.getSQLState());
              }
            },
            "small-stack",
            (long) kibibytes << 10);
    thread.start();
    thread.join();
    return String.valueOf(outcome.get());
  }
}
