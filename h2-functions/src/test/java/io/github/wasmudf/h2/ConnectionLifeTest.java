package io.github.wasmudf.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.engine.Engines;
import io.github.wasmudf.testing.Guests;
import io.github.wasmudf.testing.RunningGuests;
import java.lang.ref.Reference;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Instances end with their connection, however it ends. */
@OnEachEngine
class ConnectionLifeTest {
  private static final int CONNECTIONS = 200;

  @RegisterExtension final TestDatabase database;
  @RegisterExtension final Background background = new Background();

  ConnectionLifeTest(String engine) {
    database = TestDatabase.inMemory(engine);
  }

  private Sql registered() throws SQLException {
    Sql sql = database.admin();
    sql.register("upper", Guests.plugin("upper"));
    sql.register("sha256", Guests.plugin("sha256"));
    sql.register("naughty", TestGuests.naughty());
    return sql;
  }

  private static void callThree(Sql sql) throws SQLException {
    assertThat(sql.transform("upper", "ß")).isEqualTo("SS");
    assertThat(String.valueOf(sql.transform("sha256", ""))).startsWith("e3b0c442");
    assertThat(sql.transform("naughty", "x")).isEqualTo("x");
  }

  @Test
  void nothingIsLeft_whenConnectionsAreClosedOrAborted() throws Exception {
    Sql admin = registered();
    long before = Engines.installed().liveInstances();
    Sql[] all = new Sql[CONNECTIONS];
    for (int i = 0; i < CONNECTIONS; i++) {
      all[i] = i % 2 == 0 ? database.admin() : database.user();
      callThree(all[i]);
    }
    assertThat(Engines.installed().liveInstances() - before).isEqualTo(3L * CONNECTIONS);
    assertThat(admin.value("SELECT COUNT(DISTINCT SESSION_ID) FROM WASM.INSTANCES"))
        .isEqualTo((long) CONNECTIONS);
    for (int i = 0; i < CONNECTIONS; i++) {
      end(all[i], admin, i % 4);
    }
    database.assertNoInstances(admin);
  }

  private static void end(Sql sql, Sql admin, int how) throws SQLException {
    switch (how) {
      case 0 -> sql.close();
      case 1 -> {
        // H2's abort does nothing yet; should it ever, that must do too.
        sql.connection().abort(Runnable::run);
        sql.close();
      }
      case 2 -> {
        sql.connection().setAutoCommit(false);
        sql.transform("naughty", "in a transaction");
        sql.close();
      }
      default -> {
        sql.connection().setAutoCommit(false);
        assertThat(sql.sqlState("VALUES WASM_TRANSFORM('naughty', '!')")).isEqualTo("38W01");
        Object session = sql.value("CALL SESSION_ID()");
        assertThat(admin.value("CALL ABORT_SESSION(?)", session)).isEqualTo(true);
      }
    }
  }

  @Test
  void nothingIsLeft_whenTheDatabaseShutsDown() throws Exception {
    for (String how : new String[] {"", " IMMEDIATELY", " COMPACT"}) {
      long before = Engines.installed().liveInstances();
      String url = "jdbc:h2:mem:shutdown" + System.nanoTime() + TestDatabase.INSTALL;
      try (Sql admin = Sql.connect(url, "SA", "")) {
        admin.run("CALL WASM_SET_POLICY('{\"engine\":\"" + database.engine() + "\"}')");
      }
      Sql admin = Sql.connect(url, "SA", "");
      admin.register("echo", TestGuests.echo());
      // Held to the end: a connection that is collected meanwhile would be closed by that.
      List<Sql> open = new ArrayList<>();
      try {
        for (int i = 0; i < 10; i++) {
          open.add(Sql.connect(url, "SA", ""));
          open.get(i).transform("echo", "x");
        }
        assertThat(Engines.installed().liveInstances() - before).isEqualTo(10);
        admin.run("SHUTDOWN" + how);
      } finally {
        Reference.reachabilityFence(open);
      }
      awaitLive(before, how);
    }
  }

  /** After a shutdown that runs no hooks the instances go when the next connection calls. */
  private void awaitLive(long before, String how) throws SQLException {
    if (Engines.installed().liveInstances() != before) {
      assertThat(how).as("only the hard shutdown leaves it to the next one").contains("IMMED");
      try (Sql next = database.admin()) {
        next.value("SELECT COUNT(*) FROM WASM.INSTANCES");
      }
    }
    assertThat(Engines.installed().liveInstances()).as("SHUTDOWN" + how).isEqualTo(before);
  }

  @Test
  void nothingIsLeft_whenConnectionsAreForgotten() throws Exception {
    Sql admin = registered();
    for (int i = 0; i < 10; i++) {
      forgetOne();
    }
    for (int i = 0; i < 50; i++) {
      System.gc();
      Thread.sleep(20);
      // H2 closes what was collected when the next connection is opened.
      DriverManager.getConnection(database.url(), "SA", "").close();
      if (admin.column("SELECT 1 FROM WASM.INSTANCES").isEmpty()) {
        break;
      }
    }
    database.assertNoInstances(admin);
  }

  private void forgetOne() throws SQLException {
    @SuppressWarnings("resource") // on purpose
    Connection forgotten = DriverManager.getConnection(database.url(), "SA", "");
    try (var rows =
        forgotten.createStatement().executeQuery("VALUES WASM_TRANSFORM('upper', 'x')")) {
      assertThat(rows.next()).isTrue();
    }
  }

  @Test
  void runningCallEnds_whenItsConnectionIsAborted() throws Exception {
    Sql admin = registered();
    Sql victim = database.admin();
    Future<String> call =
        background.call(() -> victim.sqlState("VALUES WASM_TRANSFORM('naughty', '#spin')"));
    RunningGuests.awaitOne();
    admin.run("CALL ABORT_SESSION((SELECT SESSION_ID FROM WASM.INSTANCES))");
    // Not its own time limit, which would be 38W03.
    assertThat(call.get()).isEqualTo("57014");
    database.assertNoInstances(admin);
  }

  @Test
  void runningCallEnds_whenTheDatabaseShutsDownImmediately() throws Exception {
    long before = Engines.installed().liveInstances();
    String url = "jdbc:h2:mem:shutdown" + System.nanoTime() + TestDatabase.INSTALL;
    try (Sql admin = Sql.connect(url, "SA", "");
        Sql victim = Sql.connect(url, "SA", "")) {
      admin.register("naughty", TestGuests.naughty(), "{\"engine\":\"" + database.engine() + "\"}");
      Future<String> call =
          background.call(() -> victim.sqlState("VALUES WASM_TRANSFORM('naughty', '#spin')"));
      RunningGuests.awaitOne();
      admin.run("SHUTDOWN IMMEDIATELY");
      assertThat(call.get()).isNotNull();
    }
    awaitLive(before, " IMMEDIATELY");
  }
}
