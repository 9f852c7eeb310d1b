package io.github.wasmudf.h2;

import io.github.wasmudf.engine.Engines;
import io.github.wasmudf.testing.Guests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;

/**
 * Measures what connections leave behind. One cycle: connect, call three plugins, end the
 * connection (closed, closed in a transaction, aborted by an administrator, in turn). Prints the
 * resident memory of the process, which the Java heap (give it {@code -Xmx}), its compiler and the
 * engines share. Leaves out remote clients.
 */
final class ConnectionCycles {
  private static final int REPORTS = 10;

  private ConnectionCycles() {}

  /** Arguments: engine, number of cycles. */
  public static void main(String[] arguments) throws SQLException, IOException {
    TestDatabase database = TestDatabase.inMemory(arguments[0]);
    int cycles = Integer.parseInt(arguments[1]);
    database.open();
    Sql admin = database.admin();
    String[] plugins = {"upper", "redact", "identity_bump"};
    for (String plugin : plugins) {
      admin.register(plugin, Guests.plugin(plugin));
    }
    long begin = System.nanoTime();
    for (int i = 0; i <= cycles; i++) {
      if (i % (cycles / REPORTS) == 0) {
        report(i, begin);
      }
      cycle(database, admin, plugins, i % 3);
    }
    database.close();
  }

  private static void report(int cycle, long begin) throws IOException {
    System.gc();
    String resident =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("VmRSS"))
            .findFirst()
            .orElse("VmRSS unknown");
    Runtime runtime = Runtime.getRuntime();
    System.out.printf(
        Locale.ROOT,
        "%6d cycles  %6d ms  %s  heap %d kB  live instances %d%n",
        cycle,
        (System.nanoTime() - begin) / 1_000_000,
        resident.replaceAll("\\s+", " "),
        (runtime.totalMemory() - runtime.freeMemory()) / 1024,
        Engines.installed().liveInstances());
  }

  private static void cycle(TestDatabase database, Sql admin, String[] plugins, int how)
      throws SQLException {
    try (Sql sql = Sql.connect(database.url(), "SA", "")) {
      sql.connection().setAutoCommit(how != 1);
      for (String plugin : plugins) {
        sql.transform(plugin, "some text, bob@example.com");
      }
      if (how == 2) {
        admin.run("CALL ABORT_SESSION(?)", sql.value("CALL SESSION_ID()"));
      }
    } catch (SQLException closed) {
      if (how != 2) {
        throw closed;
      }
    }
  }
}
