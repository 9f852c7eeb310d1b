package io.github.wasmudf.conformance.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.conformance.AttackTable;
import io.github.wasmudf.conformance.OnEachEngine;
import io.github.wasmudf.conformance.TestedDatabase;
import io.github.wasmudf.engine.Engines;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Eight connections call twelve plugins, of which four are evil, while an administrator replaces
 * them and somebody cancels statements at random: every answer is checked against Java, every
 * failure is the one that was asked for, memory stays flat, and the file has what was committed.
 * Ten minutes on each engine; profile {@code soak} runs it, no other build does.
 */
@OnEachEngine
class Soak {
  private static final int SECONDS = Integer.getInteger("soak.seconds", 600);
  private static final int CONNECTIONS = 8;
  private static final int DOCUMENTS = 500;

  private final String engine;
  private final String url;
  private final Latencies latencies = new Latencies();
  private final MemorySamples memory = new MemorySamples();
  private final List<SoakWorker> workers = new ArrayList<>();

  Soak(String engine, @TempDir Path folder) {
    this.engine = engine;
    this.url = Sql.file(folder, "soak");
  }

  @Test
  void nothingIsWrongOrLost_whenGuestsAttackForLong() throws Exception {
    long instancesBefore = Engines.installed().liveInstances();
    try (Sql sql = Sql.install(url, engine)) {
      List<String> documents = documents(sql);
      SoakReplacer replacer = new SoakReplacer(sql);
      for (int id = 0; id < CONNECTIONS; id++) {
        workers.add(new SoakWorker(id, url, documents, replacer.stamps(), latencies));
      }
      run(replacer);
    }
    assertThat(Engines.installed().liveInstances()).isEqualTo(instancesBefore);
    assertLedger();
    System.out.printf(
        "%nSoak on %s, %d s%n%s%s", engine, SECONDS, latencies.table(), memory.table());
    // As many modules as are replaced in a minute or two are kept for whoever comes back to them.
    memory.assertFlat(1_500, SECONDS >= 60);
    if (SECONDS >= 600) {
      AttackTable.record(
          "Faults of the machine",
          "ten minutes of 8 connections and 12 plugins, 4 of them evil, replaced and cancelled at"
              + " random (profile `soak`)",
          TestedDatabase.H2,
          engine,
          1,
          "no wrong answer, no foreign SQLSTATE, flat memory");
    }
  }

  private static List<String> documents(Sql sql) throws SQLException {
    sql.run("CREATE TABLE docs (id INTEGER PRIMARY KEY, body VARCHAR)");
    sql.run("CREATE TABLE ledger (worker INTEGER, number INTEGER, answer VARCHAR)");
    Random random = new Random(SECONDS);
    List<String> documents = new ArrayList<>();
    for (int id = 0; id < DOCUMENTS; id++) {
      StringBuilder body = new StringBuilder();
      random.ints(1 + random.nextInt(600), ' ', '~').forEach(c -> body.append((char) c));
      documents.add(body.toString());
      sql.run("INSERT INTO docs VALUES (?, ?)", id, body.toString());
    }
    return documents;
  }

  /** Runs everybody to the end, or to the first failure. */
  private void run(SoakReplacer replacer) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    ExecutorService threads = Executors.newCachedThreadPool();
    List<Future<?>> all = new ArrayList<>();
    workers.forEach(worker -> all.add(threads.submit(() -> done(() -> worker.run(end)))));
    all.add(threads.submit(() -> done(() -> repeat(end, 60, replacer::step))));
    Random random = new Random(2);
    all.add(
        threads.submit(
            () ->
                done(
                    () ->
                        repeat(end, 40, () -> workers.get(random.nextInt(CONNECTIONS)).cancel()))));
    threads.shutdown();
    while (!threads.awaitTermination(1, TimeUnit.SECONDS)) {
      memory.add();
      failIfDone(all);
    }
    failIfDone(all);
  }

  private static void failIfDone(List<Future<?>> all) throws Exception {
    for (Future<?> one : all) {
      if (one.isDone()) {
        try {
          one.get();
        } catch (ExecutionException failed) {
          throw new AssertionError(failed.getCause());
        }
      }
    }
  }

  private interface Work {
    void run() throws Exception;
  }

  private static boolean done(Work work) throws Exception {
    work.run();
    return true;
  }

  private static void repeat(long end, int meanMillis, Work step) throws Exception {
    Random random = new Random(meanMillis);
    while (System.nanoTime() - end < 0) {
      Thread.sleep(1 + random.nextInt(2 * meanMillis));
      step.run();
    }
  }

  /** After reopening, the ledger has what was committed, and nothing else. */
  private void assertLedger() throws SQLException {
    try (Sql sql = Sql.connect(url)) {
      for (int id = 0; id < CONNECTIONS; id++) {
        SoakWorker worker = workers.get(id);
        Map<Integer, String> expected = new TreeMap<>();
        worker.committed.forEach(number -> expected.put(number, worker.expected(number)));
        assertThat(ledger(sql, id)).isEqualTo(expected);
      }
    }
  }

  private static Map<Integer, String> ledger(Sql sql, int worker) throws SQLException {
    Map<Integer, String> found = new TreeMap<>();
    try (var select =
        sql.connection().prepareStatement("SELECT number, answer FROM ledger WHERE worker = ?")) {
      select.setInt(1, worker);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          assertThat(found.put(rows.getInt(1), rows.getString(2))).as("twice").isNull();
        }
      }
    }
    return found;
  }
}
