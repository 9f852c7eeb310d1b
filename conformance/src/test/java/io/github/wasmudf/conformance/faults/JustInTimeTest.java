package io.github.wasmudf.conformance.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.conformance.OnEachEngine;
import io.github.wasmudf.conformance.TestedDatabase;
import io.github.wasmudf.testing.Guests;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Calls that end about when their time limit does, from many connections to one file. The engine
 * that interrupts a thread to end a call must never let the interrupt reach H2, which closes its
 * file for everybody when it meets one: the file has what was committed, nothing else, and no
 * thread is left interrupted.
 */
@OnEachEngine
class JustInTimeTest {
  private static final int CONNECTIONS = 16;
  private static final int TURNS_PER_BYTE = 20_000;
  private static final String INSERT =
      "INSERT INTO t VALUES (?, ?, LENGTH(WASM_TRANSFORM('spin', SPACE(?))))";

  private final String engine;
  private final String url;

  JustInTimeTest(String engine, @TempDir Path folder) {
    this.engine = engine;
    this.url = Sql.file(folder, "just_in_time");
  }

  /** Takes as long as its input is long, then answers it. */
  private static byte[] spin() {
    return Guests.transform(
        """
        (local $i i32)
        (local.set $i (i32.mul (i32.add (local.get $len) (i32.const 1)) (i32.const %d)))
        (loop $again
          (br_if $again (local.tee $i (i32.sub (local.get $i) (i32.const 1)))))
        (i64.or
          (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
          (i64.extend_i32_u (local.get $len)))
        """
            .formatted(TURNS_PER_BYTE));
  }

  /** One connection's calls. */
  private static final class Caller {
    final Set<Integer> committed = new HashSet<>();
    private final int id;
    private final Random random;
    private int length = 100;
    private int late;

    Caller(int id) {
      this.id = id;
      this.random = new Random(id);
    }

    int run(String url, int calls) throws SQLException {
      try (Sql sql = Sql.connect(url)) {
        for (int number = 0; number < calls; number++) {
          call(sql, number);
          assertThat(Thread.currentThread().isInterrupted()).as("interrupt left behind").isFalse();
          if (number % 50 == 0) {
            sql.run("CHECKPOINT SYNC");
          }
        }
      }
      return late;
    }

    /**
     * Finds the limit, then goes a little further when it was in time, and a little back when it
     * was late.
     */
    private void call(Sql sql, int number) throws SQLException {
      int step = 1 + random.nextInt(1 + length / 8);
      try {
        sql.run(INSERT, id, number, length);
        committed.add(number);
        length = Math.min(30_000, late == 0 ? 2 * length : length + step);
      } catch (SQLException failed) {
        assertThat(failed.getSQLState()).as(failed.toString()).isEqualTo("38W03");
        late++;
        length = Math.max(0, length - step);
      }
    }
  }

  @Test
  void fileHasWhatWasCommitted_whenCallsEndAboutWhenTheirTimeDoes() throws Exception {
    int calls = Scale.of(40, 6250);
    List<Caller> callers = new ArrayList<>();
    try (Sql sql = Sql.install(url, engine)) {
      sql.run("CREATE TABLE t (caller INTEGER, number INTEGER, length INTEGER)");
      sql.register("spin", spin(), "{\"limits\":{\"timeMillis\":10}}");
      int late = run(callers, calls);
      assertThat(late).isBetween(1, CONNECTIONS * calls - 1);
    }
    assertFile(callers);
    Scale.record(
        "calls that end about when their time limit does, on one file",
        TestedDatabase.H2,
        engine,
        (long) CONNECTIONS * calls,
        "in time, or 38W03; nothing lost");
  }

  private int run(List<Caller> callers, int calls) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
    List<Future<Integer>> ends = new ArrayList<>();
    for (int id = 0; id < CONNECTIONS; id++) {
      Caller caller = new Caller(id);
      callers.add(caller);
      ends.add(threads.submit(() -> caller.run(url, calls)));
    }
    threads.shutdown();
    int late = 0;
    for (Future<Integer> end : ends) {
      late += end.get();
    }
    return late;
  }

  private void assertFile(List<Caller> callers) throws SQLException {
    try (Sql sql = Sql.connect(url)) {
      for (Caller caller : callers) {
        Set<Integer> found = new HashSet<>();
        try (var select =
            sql.connection().prepareStatement("SELECT number FROM t WHERE caller = ?")) {
          select.setInt(1, caller.id);
          try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
              assertThat(found.add(rows.getInt(1))).as("not twice").isTrue();
            }
          }
        }
        assertThat(found).isEqualTo(caller.committed);
      }
    }
  }
}
