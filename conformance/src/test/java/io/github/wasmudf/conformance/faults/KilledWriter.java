package io.github.wasmudf.conformance.faults;

import io.github.wasmudf.conformance.TestedDatabase;
import java.sql.SQLException;
import java.util.Random;

/** A JVM that changes plugins until it is killed, and says what it begins and what it has done. */
final class KilledWriter {
  static final String BEGIN = "begin ";
  static final String DONE = "done";

  private final Sql sql;
  private final TestedDatabase writer;
  private final Marked marked = Marked.quick();
  private int changes;

  private KilledWriter(Sql sql, TestedDatabase writer) {
    this.sql = sql;
    this.writer = writer;
  }

  /**
   * Arguments: the JDBC URL, the database that it is of, the catalog's own JDBC URL, a seed, and
   * the first number for a plugin that no other was given.
   */
  public static void main(String[] arguments) throws SQLException {
    KilledWriter writer;
    PluginStates.State state;
    try (Sql catalog = Sql.connect(arguments[2])) {
      Sql sql = Sql.connect(arguments[0]);
      writer = new KilledWriter(sql, TestedDatabase.valueOf(arguments[1]));
      state = PluginStates.read(catalog, writer.marked);
    }
    writer.run(state, new Random(Long.parseLong(arguments[3])), Integer.parseInt(arguments[4]));
  }

  private void run(PluginStates.State first, Random random, int firstNumber) throws SQLException {
    PluginStates.State state = first;
    for (int number = firstNumber; ; number += 2) {
      String change = state.change(random, number);
      if (writer == TestedDatabase.H2) {
        commit(change);
      } else {
        // Calcite has no transactions: each step is one.
        for (String step : change.split(";", -1)) {
          commit(step);
        }
      }
      state = state.after(change);
    }
  }

  private void commit(String change) throws SQLException {
    say(BEGIN + change);
    if (writer == TestedDatabase.H2) {
      sql.connection().setAutoCommit(false);
    }
    PluginStates.execute(sql, marked, change);
    changes++;
    if (writer == TestedDatabase.H2) {
      sql.run("UPDATE WITNESS SET CHANGES = ?", changes);
      sql.connection().commit();
    }
    say(DONE);
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
