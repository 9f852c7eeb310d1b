package io.github.wasmudf.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.Guests;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.concurrent.Future;
import org.h2.engine.Constants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which connection sees which version, and when. */
@OnEachEngine
class VisibilityTest {
  private static final byte[] ONE = Guests.constant("one");
  private static final byte[] TWO = Guests.constant("two");
  private static final byte[] THREE = Guests.constant("three");

  @RegisterExtension final TestDatabase database;
  @RegisterExtension final Background background = new Background();
  private Sql mine;
  private Sql other;

  VisibilityTest(String engine) {
    database = TestDatabase.inMemory(engine);
  }

  @BeforeEach
  void connect() throws SQLException {
    mine = database.admin();
    other = database.admin();
  }

  @Test
  void neverThere_whenRolledBack() throws SQLException {
    mine.connection().setAutoCommit(false);
    mine.register("p", ONE);
    assertThat(mine.transform("p", "")).isEqualTo("one");
    assertThat(other.sqlState("VALUES WASM_TRANSFORM('p', '')")).isEqualTo("42883");
    assertThat(other.value("SELECT COUNT(*) FROM WASM.PLUGINS")).isEqualTo(0L);
    mine.connection().rollback();
    assertThat(mine.sqlState("VALUES WASM_TRANSFORM('p', '')")).isEqualTo("42883");
    assertThat(other.sqlState("VALUES WASM_TRANSFORM('p', '')")).isEqualTo("42883");
    assertThat(mine.register("p", TWO)).isEqualTo(1);
    mine.connection().commit();
    assertThat(other.transform("p", "")).isEqualTo("two");
  }

  @Test
  void versionBefore_whenNewVersionIsRolledBack() throws SQLException {
    mine.register("p", ONE);
    mine.transform("p", "");
    mine.connection().setAutoCommit(false);
    mine.register("p", TWO);
    assertThat(mine.transform("p", "")).isEqualTo("two");
    assertThat(other.transform("p", "")).isEqualTo("one");
    mine.connection().rollback();
    assertThat(mine.transform("p", "")).isEqualTo("one");
    mine.run("CALL WASM_UNREGISTER('p')");
    assertThat(mine.sqlState("VALUES WASM_TRANSFORM('p', '')")).isEqualTo("42883");
    mine.connection().rollback();
    assertThat(mine.transform("p", "")).isEqualTo("one");
  }

  @Test
  void versionOfTheSavepoint_whenRolledBackToIt() throws SQLException {
    mine.connection().setAutoCommit(false);
    mine.register("p", ONE);
    mine.transform("p", "");
    Savepoint savepoint = mine.connection().setSavepoint();
    mine.register("p", TWO);
    mine.register("q", TWO);
    assertThat(mine.transform("p", "")).isEqualTo("two");
    mine.connection().rollback(savepoint);
    assertThat(mine.transform("p", "")).isEqualTo("one");
    assertThat(mine.sqlState("VALUES WASM_TRANSFORM('q', '')")).isEqualTo("42883");
    mine.connection().commit();
    assertThat(other.transform("p", "")).isEqualTo("one");
    assertThat(mine.transform("p", "")).isEqualTo("one");
  }

  @Test
  void nextStatement_sees_whatAnotherConnectionCommitted() throws SQLException {
    assertThat(mine.sqlState("VALUES WASM_TRANSFORM('p', '')")).isEqualTo("42883");
    other.register("p", ONE);
    assertThat(mine.transform("p", "")).isEqualTo("one");
    other.register("p", TWO);
    assertThat(mine.transform("p", "")).isEqualTo("two");
    other.run("CALL WASM_ACTIVATE('p', 1)");
    assertThat(mine.transform("p", "")).isEqualTo("one");
    other.run("CALL WASM_UNREGISTER('p')");
    assertThat(mine.sqlState("VALUES WASM_TRANSFORM('p', '')")).isEqualTo("42883");
  }

  @Test
  void openTransaction_sees_whatAnotherConnectionCommitted_atReadCommitted() throws SQLException {
    mine.run("CREATE TABLE t (x INT)");
    mine.connection().setAutoCommit(false);
    mine.run("INSERT INTO t VALUES (1)");
    other.register("p", ONE);
    assertThat(mine.transform("p", "")).isEqualTo("one");
    other.register("p", TWO);
    assertThat(mine.transform("p", "")).isEqualTo("two");
    mine.connection().rollback();
    assertThat(mine.transform("p", "")).isEqualTo("two");
  }

  @Test
  void runningStatement_endsOnItsVersion_whenAnotherConnectionCommits() throws Exception {
    other.register("p", Guests.constant("old"));
    mine.run(Pause.CREATE_ALIAS);
    Pause.arm();
    Future<?> select =
        background.start(
            () ->
                assertThat(
                        mine.column(
                            "SELECT DISTINCT WASM_TRANSFORM('p', X) FROM SYSTEM_RANGE(1, 2000)"
                                + " WHERE X <> 1000 OR pause() = 0"))
                    .containsExactly("old"));
    Pause.awaitEntered();
    assertThat(other.value("SELECT COUNT(*) FROM WASM.INSTANCES")).as("in use").isEqualTo(1L);
    other.register("p", Guests.constant("new"));
    assertThat(other.transform("p", "")).isEqualTo("new");
    Pause.release();
    select.get();
    assertThat(mine.transform("p", "")).isEqualTo("new");
  }

  @Test
  void runningStatement_endsOnItsVersion_whenAnotherConnectionUnregisters() throws Exception {
    other.register("p", ONE);
    mine.run(Pause.CREATE_ALIAS);
    Pause.arm();
    Future<Object> row =
        background.call(
            () ->
                mine.value("SELECT WASM_TRANSFORM('p', '') || pause() || WASM_TRANSFORM('p', '')"));
    Pause.awaitEntered();
    other.run("CALL WASM_UNREGISTER('p')");
    Pause.release();
    assertThat(row.get()).isEqualTo("one0one");
    assertThat(mine.sqlState("VALUES WASM_TRANSFORM('p', '')")).isEqualTo("42883");
  }

  @Test
  void statement_neverGoesBehindItsBeginning_whenACommitComesBeforeItsFirstCall() throws Exception {
    other.register("p", ONE);
    mine.run(Pause.CREATE_ALIAS);
    mine.transform("p", "");
    other.register("p", TWO);
    Pause.arm();
    Future<Object> row =
        background.call(() -> mine.value("SELECT pause() || WASM_TRANSFORM('p', '')"));
    Pause.awaitEntered();
    other.register("p", THREE);
    Pause.release();
    assertThat(row.get()).isIn("0two", "0three");
    assertThat(mine.transform("p", "")).isEqualTo("three");
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        Connection.TRANSACTION_REPEATABLE_READ,
        Connection.TRANSACTION_SERIALIZABLE,
        Constants.TRANSACTION_SNAPSHOT
      })
  void transaction_keepsItsVersion_whenReadsRepeat(int isolation) throws SQLException {
    other.register("p", ONE);
    mine.connection().setTransactionIsolation(isolation);
    mine.connection().setAutoCommit(false);
    assertThat(mine.transform("p", "")).isEqualTo("one");
    assertThat(mine.value("SELECT VERSION FROM WASM.PLUGINS WHERE ACTIVE")).isEqualTo(1);
    other.register("p", TWO);
    assertThat(mine.transform("p", "")).isEqualTo("one");
    assertThat(mine.value("SELECT VERSION FROM WASM.PLUGINS WHERE ACTIVE")).isEqualTo(1);
    mine.connection().commit();
    assertThat(mine.transform("p", "")).isEqualTo("two");
    mine.register("p", THREE);
    assertThat(mine.transform("p", "")).isEqualTo("three");
    mine.connection().rollback();
    assertThat(mine.transform("p", "")).isEqualTo("two");
  }

  @Test
  void oneStatement_registersAndCalls() throws SQLException {
    assertThat(
            mine.value(
                "SELECT WASM_REGISTER('p', ?) || WASM_TRANSFORM('p', '')"
                    + " || WASM_REGISTER('p', ?) || WASM_TRANSFORM('p', '')",
                ONE,
                TWO))
        .isEqualTo("1one2two");
  }
}
