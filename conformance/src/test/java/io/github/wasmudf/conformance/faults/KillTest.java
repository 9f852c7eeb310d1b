package io.github.wasmudf.conformance.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.conformance.OnEachEngine;
import io.github.wasmudf.conformance.TestedDatabase;
import io.github.wasmudf.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} of a JVM that registers, activates and unregisters, at a random moment: the
 * database opens again, and has each change wholly or not at all, up to some change and none after
 * it.
 *
 * <p>Up to which one is H2's affair: by default it writes every half second ({@code WRITE_DELAY}),
 * and even when it writes at once (every second round), the last changes of a plain table are
 * missing now and then after a kill. So a plain table is the witness: the plugins are as the
 * transaction left them that the table is of.
 */
@OnEachEngine
class KillTest {
  private static final String ATTACK = "kill -9 while plugins are registered, switched and removed";
  private static final int NUMBERS_PER_ROUND = 10_000;

  private final String engine;
  private final Path folder;
  private final String catalog;
  private final Marked marked = Marked.quick();

  KillTest(String engine, @TempDir Path folder) {
    this.engine = engine;
    this.folder = folder;
    this.catalog = Sql.file(folder, "killed");
  }

  /** What the killed one said of its changes: the states after them, oldest first. */
  private static final class History {
    final List<PluginStates.State> states = new ArrayList<>();
    private String begun = "";
    int committed;

    History(PluginStates.State before) {
      states.add(before);
    }

    void add(String line) {
      if (line.startsWith(KilledWriter.BEGIN)) {
        begun = line.substring(KilledWriter.BEGIN.length());
        states.add(states.get(states.size() - 1).after(begun));
      } else {
        assertThat(line).isEqualTo(KilledWriter.DONE);
        committed++;
      }
    }

    @Override
    public String toString() {
      return committed + " changes committed, the last begun was " + begun;
    }
  }

  @Test
  void everyChangeIsWholeOrNotThere_whenTheJvmWasKilled() throws Exception {
    int rounds = Scale.of(2, 100);
    kill(TestedDatabase.H2, rounds);
    Scale.record(ATTACK, TestedDatabase.H2, engine, rounds, "whole");
  }

  @Test
  void everyChangeIsWholeOrNotThere_whenTheJvmOfCalciteWasKilled() throws Exception {
    int rounds = Scale.of(1, 20);
    kill(TestedDatabase.CALCITE, rounds);
    Scale.record(ATTACK, TestedDatabase.CALCITE, engine, rounds, "whole");
  }

  private void kill(TestedDatabase writer, int rounds) throws Exception {
    try (Sql sql = Sql.install(catalog, engine)) {
      sql.run("CREATE TABLE WITNESS AS SELECT 0 AS CHANGES");
    }
    PluginStates.State state = new PluginStates.State(Map.of());
    int committed = 0;
    for (int round = 0; round < rounds; round++) {
      String file = round % 2 == 0 ? catalog + ";WRITE_DELAY=0" : catalog;
      String url = writer == TestedDatabase.H2 ? file : Sql.calcite(file, engine);
      History history = runAndKill(writer, url, state, round);
      committed += history.committed;
      state = reopened(writer, history);
    }
    assertThat(committed).as("committed changes").isGreaterThanOrEqualTo(rounds);
  }

  private History runAndKill(
      TestedDatabase writer, String url, PluginStates.State before, int round)
      throws IOException, InterruptedException {
    Random random = new Random(round);
    int changes = 1 + random.nextInt(30);
    long microseconds = random.nextInt(15_000);
    History history = new History(before);
    List<String> options =
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-Djava.io.tmpdir=" + folder);
    try (ChildJvm child =
        ChildJvm.ofTests(
            options,
            KilledWriter.class,
            url,
            writer.name(),
            catalog,
            Integer.toString(round),
            Integer.toString((round + 1) * NUMBERS_PER_ROUND))) {
      List<Integer> ends = new ArrayList<>();
      child.forEachLine(
          line -> {
            history.add(line);
            if (history.committed == changes && ends.isEmpty()) {
              LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(microseconds));
              ends.add(killed(child));
            }
          });
      assertThat(ends).as(child.errors()).containsExactly(137);
    }
    return history;
  }

  private static int killed(ChildJvm child) {
    try {
      return child.kill();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  /** The state after the kill, which must be one that the history allows. */
  private PluginStates.State reopened(TestedDatabase writer, History history) throws SQLException {
    try (Sql sql = Sql.connect(catalog)) {
      PluginStates.State found = PluginStates.read(sql, marked);
      if (writer == TestedDatabase.H2
          && sql.value("SELECT CHANGES FROM WITNESS") instanceof Integer at) {
        assertThat(found).as(history.toString()).isEqualTo(history.states.get(at));
      } else {
        assertThat(history.states).as(history.toString()).contains(found);
      }
      PluginStates.assertCallable(sql, found);
      sql.run("UPDATE WITNESS SET CHANGES = 0");
      return found;
    }
  }
}
