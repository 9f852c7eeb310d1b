package io.github.wasmudf.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.RunningGuests;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** H2 closes its file for everybody when it meets a thread's interrupt; it must not meet ours. */
@OnEachEngine
class InterruptTest {
  @RegisterExtension final TestDatabase database;
  @RegisterExtension final Background background = new Background();
  private Sql sql;

  InterruptTest(String engine, @TempDir Path folder) {
    database = TestDatabase.inFile(engine, folder);
  }

  @BeforeEach
  void register() throws SQLException {
    sql = database.admin();
    sql.register("p", TestGuests.naughty());
    sql.run("CREATE TABLE t (x VARCHAR)");
  }

  private void assertUndamaged(int rows) throws SQLException {
    assertThat(sql.value("SELECT COUNT(*) FROM t")).isEqualTo((long) rows);
    sql.run("INSERT INTO t VALUES (SPACE(100000))");
    sql.run("CHECKPOINT SYNC");
    for (Sql open : new Sql[] {sql, database.admin()}) {
      assertThat(open.transform("p", "x")).isEqualTo("x");
      open.close();
    }
    sql = database.admin();
    assertThat(sql.value("SELECT COUNT(*) FROM t")).isEqualTo(rows + 1L);
    assertThat(sql.transform("p", "x")).isEqualTo("x");
  }

  @Test
  void fileIsFine_whenTimeLimitsEndedCalls() throws SQLException {
    sql.register("p", TestGuests.naughty(), "{\"limits\":{\"timeMillis\":200}}");
    for (int i = 0; i < 5; i++) {
      assertThat(sql.sqlState("INSERT INTO t VALUES (WASM_TRANSFORM('p', '#'))"))
          .isEqualTo("38W03");
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
      sql.run("INSERT INTO t VALUES (WASM_TRANSFORM('p', SPACE(100000)))");
      sql.run("CHECKPOINT SYNC");
    }
    assertUndamaged(5);
  }

  @Test
  void fileIsFine_whenTheThreadWasInterruptedBeforeTheFirstCall() throws Exception {
    // A new session, so that the call has to read the module out of the file.
    database.close();
    database.open();
    register();
    sql.run("CHECKPOINT SYNC");
    Sql late = database.admin();
    Future<Object> answer =
        background.call(
            () -> {
              Thread.currentThread().interrupt();
              Object text = late.transform("p", "x");
              assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
              return text;
            });
    assertThat(answer.get()).isEqualTo("x");
    assertUndamaged(0);
  }

  @Test
  void fileIsFine_whenAnInterruptedThreadReadsTheModule() throws Exception {
    // Larger than what H2 keeps in memory, so that the file has to be read. (The SQL of the same
    // reading, SELECT MODULE FROM WASM.PLUGIN, closes the file in this situation.)
    sql.register("large", TestGuests.withRandomData(4 << 20));
    sql.run("UPDATE WASM.PLUGIN SET OPTIONS = '{\"limits\":{\"timeMillis\":4321}}'");
    sql.close();
    Sql late = database.admin();
    sql = late;
    Future<Object> answer =
        background.call(
            () -> {
              try (var call =
                  late.connection().prepareStatement("VALUES WASM_TRANSFORM('large', 'x')")) {
                Thread.currentThread().interrupt();
                try (var rows = call.executeQuery()) {
                  assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
                  rows.next();
                  return rows.getString(1);
                }
              }
            });
    assertThat(answer.get()).isEqualTo("x");
    assertUndamaged(0);
  }

  @Test
  void fileIsFine_whenAnInterruptedThreadPassesALargeObject() throws Exception {
    sql.run("CREATE TABLE large (x BLOB, y CLOB)");
    // The first byte asks for nothing: chance would now and then order this plugin to do harm.
    sql.run("INSERT INTO large VALUES (X'00' || SECURE_RAND(3999999), SPACE(4000000))");
    sql.close();
    Sql late = database.admin();
    sql = late;
    late.run("SET WRITE_DELAY 0");
    Future<Object> length =
        background.call(
            () -> {
              try (var call =
                  late.connection()
                      .prepareStatement(
                          "SELECT LENGTH(WASM_TRANSFORM_BINARY('p', 'x')"
                              + " || WASM_TRANSFORM_BINARY('p', x)"
                              + " || WASM_TRANSFORM_BINARY('p', y)) FROM large")) {
                Thread.currentThread().interrupt();
                try (var rows = call.executeQuery()) {
                  assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
                  rows.next();
                  return rows.getObject(1);
                }
              }
            });
    assertThat(length.get()).isEqualTo(8_000_001L);
    assertUndamaged(0);
  }

  @Test
  void fileIsFine_whenTheThreadIsInterruptedDuringTheCall() throws Exception {
    sql.register("p", TestGuests.naughty(), "{\"limits\":{\"timeMillis\":1000}}");
    AtomicReference<Thread> thread = new AtomicReference<>();
    Sql busy = database.admin();
    for (int i = 0; i < 3; i++) {
      thread.set(null);
      Future<String> state =
          background.call(
              () -> {
                thread.set(Thread.currentThread());
                String outcome = busy.sqlState("INSERT INTO t VALUES (WASM_TRANSFORM('p', '#'))");
                Thread.interrupted();
                return outcome;
              });
      while (thread.get() == null) {
        Thread.onSpinWait();
      }
      // Not before: what H2 makes of an interrupt in its own code is its own affair.
      RunningGuests.awaitIn(thread.get());
      thread.get().interrupt();
      assertThat(state.get()).isIn("38W03", "57014");
    }
    assertUndamaged(0);
  }
}
