package io.github.wasmudf.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.Guests;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Administrators who change the same plugin at once. */
@OnEachEngine
class ConcurrentChangesTest {
  @RegisterExtension final TestDatabase database;
  @RegisterExtension final Background background = new Background();
  private Sql mine;
  private Sql other;

  ConcurrentChangesTest(String engine) {
    database = TestDatabase.inMemory(engine);
  }

  @BeforeEach
  void connect() throws SQLException {
    mine = database.admin();
    other = database.admin();
    mine.run("SET LOCK_TIMEOUT 10000");
    other.run("SET LOCK_TIMEOUT 10000");
  }

  @Test
  void allGetTheirVersion_whenEightRegisterTheSameNewName() throws Exception {
    int count = 8;
    CyclicBarrier barrier = new CyclicBarrier(count);
    List<Future<Integer>> versions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] module = Guests.constant("text " + i);
      Sql sql = database.admin();
      sql.run("SET LOCK_TIMEOUT 20000");
      versions.add(
          background.call(
              () -> {
                barrier.await();
                return sql.register("p", module);
              }));
    }
    List<Integer> got = new ArrayList<>();
    for (Future<Integer> version : versions) {
      got.add(version.get());
    }
    assertThat(got)
        .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, count).boxed().toList());
    assertThat(mine.column("SELECT VERSION FROM WASM.PLUGINS WHERE ACTIVE")).hasSize(1);
  }

  @Test
  void nextVersion_whenTheFirstIsRegisteredInAnOpenTransaction() throws Exception {
    mine.connection().setAutoCommit(false);
    mine.register("p", Guests.constant("one"));
    Future<Integer> version = background.call(() -> other.register("p", Guests.constant("two")));
    Thread.sleep(200);
    assertThat(version.isDone()).isFalse();
    mine.connection().commit();
    assertThat(version.get()).isEqualTo(2);
    assertThat(mine.transform("p", "")).isEqualTo("two");
    assertThat(mine.column("SELECT VERSION FROM WASM.PLUGINS WHERE ACTIVE")).containsExactly(2);
  }

  @Test
  void firstVersion_whenTheOtherTransactionRollsBack() throws Exception {
    mine.connection().setAutoCommit(false);
    mine.register("p", Guests.constant("one"));
    Future<Integer> version = background.call(() -> other.register("p", Guests.constant("two")));
    Thread.sleep(200);
    mine.connection().rollback();
    assertThat(version.get()).isEqualTo(1);
    assertThat(mine.transform("p", "")).isEqualTo("two");
  }

  @Test
  void oneVersionIsActive_whenOneActivatesAndAnotherRegisters() throws Exception {
    mine.register("p", Guests.constant("one"));
    mine.register("p", Guests.constant("two"));
    mine.connection().setAutoCommit(false);
    mine.run("CALL WASM_ACTIVATE('p', 1)");
    Future<Integer> version = background.call(() -> other.register("p", Guests.constant("three")));
    Thread.sleep(200);
    mine.connection().commit();
    assertThat(version.get()).isEqualTo(3);
    assertThat(mine.column("SELECT VERSION FROM WASM.PLUGINS WHERE ACTIVE")).containsExactly(3);
    assertThat(mine.transform("p", "")).isEqualTo("three");
  }

  @Test
  void lastOneWins_whenTwoActivateDifferentVersions() throws Exception {
    mine.register("p", Guests.constant("one"));
    mine.register("p", Guests.constant("two"));
    mine.register("p", Guests.constant("three"));
    mine.run("CALL WASM_ACTIVATE('p', 2)");
    mine.connection().setAutoCommit(false);
    mine.run("CALL WASM_ACTIVATE('p', 1)");
    Future<?> activated = background.start(() -> other.run("CALL WASM_ACTIVATE('p', 3)"));
    Thread.sleep(200);
    mine.connection().commit();
    activated.get();
    assertThat(mine.column("SELECT VERSION FROM WASM.PLUGINS WHERE ACTIVE")).containsExactly(3);
    assertThat(mine.transform("p", "")).isEqualTo("three");
  }

  @Test
  void serializationFailure_whenASnapshotCannotSeeTheNewestVersion() throws SQLException {
    mine.connection().setTransactionIsolation(org.h2.engine.Constants.TRANSACTION_SNAPSHOT);
    mine.connection().setAutoCommit(false);
    assertThat(mine.value("SELECT COUNT(*) FROM WASM.PLUGINS")).isEqualTo(0L);
    other.register("p", Guests.constant("one"));
    assertThat(mine.sqlState("CALL WASM_REGISTER('p', ?)", Guests.constant("two")))
        .isIn("40001", "23505");
    mine.connection().rollback();
    assertThat(mine.register("p", Guests.constant("two"))).isEqualTo(2);
    mine.connection().commit();
  }
}
