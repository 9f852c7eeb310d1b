package io.github.wasmudf.conformance.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.conformance.TestedDatabase;
import io.github.wasmudf.engine.Engines;
import io.github.wasmudf.testing.Guests;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.StringJoiner;

/**
 * One connection to one database on one engine, which all guests attack, one after the other. A
 * harmless plugin, an open transaction and a second connection see how it stands.
 */
final class AttackedDatabase implements AutoCloseable {
  private final TestedDatabase database;
  private final String engine;
  private final Connection connection;

  /** Prepared once, because Calcite compiles Java code for every statement. */
  private final PreparedStatement register;

  private final PreparedStatement transform;

  AttackedDatabase(TestedDatabase database, String engine) throws SQLException {
    this.database = database;
    this.engine = engine;
    this.connection = database.open(engine);
    this.register = connection.prepareStatement("CALL WASM_REGISTER(?, ?, ?)");
    this.transform = connection.prepareStatement("SELECT WASM_TRANSFORM(?, ?)");
    register("bystander", Guests.plugin("upper"), "{}");
    if (isTransactional()) {
      connection.setAutoCommit(false);
      answer("CREATE TABLE ledger (entry VARCHAR PRIMARY KEY)");
    }
    requireBystander();
  }

  private boolean isTransactional() {
    return database == TestedDatabase.H2;
  }

  /** Lets a guest do its worst, and asserts that only it has anything of it. */
  void attackBy(EvilGuest guest) throws SQLException {
    long instances = Engines.installed().liveInstances();
    if (isTransactional()) {
      answer("INSERT INTO ledger VALUES ('" + guest.name() + "')");
    }
    Expected registered = guest.registered(engine);
    registered.assertOf(
        "registering", guest.name(), () -> register(guest.name(), guest.module(), guest.options()));
    requireBystander();
    if (!registered.isError()) {
      guest.called(engine).assertOf("the attack", guest.name(), () -> attack(guest));
      requireBystander();
      guest.next(engine).assertOf("its next call", guest.name(), () -> call(guest.name(), "ok"));
      requireEntry(guest, connection);
      answer("CALL WASM_UNREGISTER('" + guest.name() + "')");
    }
    requireCommitted(guest);
    requireGone(guest);
    // Less is no harm: connections that nobody closed are collected, and this counts the JVM's.
    assertThat(Engines.installed().liveInstances())
        .as("live instances")
        .isLessThanOrEqualTo(instances);
  }

  private String register(String name, byte[] module, String options) throws SQLException {
    register.setString(1, name);
    register.setBytes(2, module);
    register.setString(3, options);
    return answer(register, register.execute());
  }

  private String attack(EvilGuest guest) throws SQLException {
    String columns = guest.columns();
    if (columns != null) {
      String table =
          "WASM_TABLE('%s', 'attack', '{\"columns\":%s}')".formatted(guest.name(), columns);
      return answer("SELECT * FROM " + (isTransactional() ? table : "TABLE(" + table + ")"));
    }
    String statement = guest.statement();
    return statement == null ? call(guest.name(), "attack") : answer(statement);
  }

  private String call(String plugin, String input) throws SQLException {
    transform.setString(1, plugin);
    transform.setString(2, input);
    return answer(transform, transform.execute());
  }

  private String answer(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return answer(statement, statement.execute(sql));
    }
  }

  /** All values of all rows, joined by bars. */
  private static String answer(Statement statement, boolean hasRows) throws SQLException {
    StringJoiner answer = new StringJoiner("|");
    if (hasRows) {
      try (ResultSet rows = statement.getResultSet()) {
        while (rows.next()) {
          for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
            answer.add(rows.getString(i));
          }
        }
      }
    }
    return answer.toString();
  }

  private void requireBystander() throws SQLException {
    assertThat(Thread.currentThread().isInterrupted()).as("interrupted").isFalse();
    assertThat(call("bystander", "still here")).as("another plugin").isEqualTo("STILL HERE");
  }

  private void requireEntry(EvilGuest guest, Connection reader) throws SQLException {
    if (isTransactional()) {
      try (Statement statement = reader.createStatement()) {
        String sql = "SELECT COUNT(*) FROM ledger WHERE entry = '" + guest.name() + "'";
        assertThat(answer(statement, statement.execute(sql))).as("the row").isEqualTo("1");
      }
    }
  }

  /** The transaction that was open during the attack can be committed, and others see its row. */
  private void requireCommitted(EvilGuest guest) throws SQLException {
    if (isTransactional()) {
      connection.commit();
      String url = connection.getMetaData().getURL();
      try (Connection other = DriverManager.getConnection(url, "sa", "")) {
        requireEntry(guest, other);
      }
    }
  }

  private void requireGone(EvilGuest guest) {
    Expected.of("42883 no plugin")
        .assertOf("a call of what is gone", "\"" + guest.name(), () -> call(guest.name(), "ok"));
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
