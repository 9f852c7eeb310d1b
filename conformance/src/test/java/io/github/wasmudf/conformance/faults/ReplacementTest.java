package io.github.wasmudf.conformance.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.conformance.OnEachEngine;
import io.github.wasmudf.conformance.TestedDatabase;
import io.github.wasmudf.engine.Engines;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A plugin is replaced again and again while eight connections query it: each statement has one
 * version from its first row to its last, and it is one that was active meanwhile.
 */
@OnEachEngine
class ReplacementTest {
  private static final int CONNECTIONS = 8;
  private static final int ROWS = 300;
  private static final int TURNS = 10_000;

  private final String engine;
  private final String catalog = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
  private final Marked marked = Marked.slow(TURNS);
  private final Replacements replacements = new Replacements();
  private final AtomicInteger overlapping = new AtomicInteger();
  private final long instancesBefore = Engines.installed().liveInstances();
  private Sql administrator;
  private volatile boolean ended;

  ReplacementTest(String engine) {
    this.engine = engine;
  }

  @BeforeEach
  void install() throws SQLException {
    administrator = Sql.install(catalog, engine);
    administrator.run("CREATE TABLE numbers AS SELECT x FROM SYSTEM_RANGE(1, " + ROWS + ")");
  }

  @AfterEach
  void close() throws SQLException {
    administrator.run("SHUTDOWN");
    assertThat(Engines.installed().liveInstances()).isEqualTo(instancesBefore);
  }

  @Test
  void statementsOfH2HaveOneVersion_whileThePluginIsReplaced() throws Exception {
    replaceWhileQueried(
        TestedDatabase.H2, catalog, "SELECT WASM_TRANSFORM('p', CAST(x AS VARCHAR)) FROM numbers");
  }

  @Test
  void statementsOfCalciteHaveOneVersion_whileThePluginIsReplaced() throws Exception {
    String values =
        "(VALUES ('1'), ('2'), ('3'), ('4'), ('5'), ('6'), ('7'), ('8'), ('9'), ('10'))";
    replaceWhileQueried(
        TestedDatabase.CALCITE,
        Sql.calcite(catalog, engine),
        "SELECT WASM_TRANSFORM('p', a.x || b.y || c.z) FROM "
            + values
            + " AS a(x), "
            + values
            + " AS b(y), (VALUES ('1'), ('2'), ('3')) AS c(z)");
  }

  private void replaceWhileQueried(TestedDatabase database, String url, String query)
      throws Exception {
    int times = Scale.of(database == TestedDatabase.H2 ? 60 : 15, 1000);
    try (Sql writer = Sql.connect(url)) {
      register(writer, 1);
      ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
      List<Future<Integer>> readers = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        readers.add(threads.submit(() -> query(url, query)));
      }
      threads.shutdown();
      try {
        replace(writer, times, () -> readers.stream().anyMatch(Future::isDone));
      } finally {
        ended = true;
      }
      for (Future<Integer> reader : readers) {
        assertThat(reader.get()).as("statements of one connection").isPositive();
      }
    }
    assertThat(overlapping.get()).as("statements that lived to see a replacement").isPositive();
    Scale.record(
        "plugin replaced while 8 connections query it",
        database,
        engine,
        times,
        "one version per statement");
  }

  private void register(Sql writer, int number) throws SQLException {
    replacements.begin(number);
    assertThat(writer.register("p", marked.module(number))).isEqualTo(number);
    replacements.commit();
  }

  /**
   * Most of the time by a new version, else by an old one; until a statement has seen it, which may
   * take longer where eight connections are slow to begin, and ends where one of them has failed.
   */
  private void replace(Sql writer, int times, BooleanSupplier failed) throws SQLException {
    Random random = new Random(times);
    int last = 1;
    for (int time = 0; time < times || (overlapping.get() == 0 && !failed.getAsBoolean()); time++) {
      if (random.nextInt(4) > 0) {
        last++;
        register(writer, last);
      } else {
        int version = 1 + random.nextInt(last);
        replacements.begin(version);
        writer.run("CALL WASM_ACTIVATE('p', ?)", version);
        replacements.commit();
      }
    }
  }

  /** Queries until the replacing ends; answers how often. */
  private int query(String url, String query) throws SQLException {
    try (Sql sql = Sql.connect(url);
        PreparedStatement select = sql.connection().prepareStatement(query)) {
      int count = 0;
      do {
        int begin = replacements.now();
        Set<String> answers = new HashSet<>();
        int rows = 0;
        try (ResultSet result = select.executeQuery()) {
          while (result.next()) {
            answers.add(result.getString(1));
            rows++;
          }
        }
        if (replacements.since(begin) > 0) {
          overlapping.incrementAndGet();
        }
        assertThat(rows).isEqualTo(ROWS);
        assertThat(answers).hasSize(1).allMatch(answer -> replacements.wasActive(answer, begin));
        count++;
      } while (!ended);
      return count;
    }
  }
}
