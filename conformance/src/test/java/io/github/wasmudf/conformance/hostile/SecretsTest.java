package io.github.wasmudf.conformance.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.wasmudf.conformance.AttackTable;
import io.github.wasmudf.conformance.OnEachEngine;
import io.github.wasmudf.conformance.TestedDatabase;
import io.github.wasmudf.engine.Engines;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What one connection leaves in a guest's memory reaches no other. The guest searches all memory
 * that it can get; that it finds what its own connection left shows that it knows how to search.
 */
@OnEachEngine
class SecretsTest {
  private static final String PLUGIN = "secret_seeker";
  private static final String SECRET = "secret of Alice!";
  private static final String SEEK = "attack";
  private static final String FAIL = "end";
  private static final int CONNECTIONS = 8;

  private final String engine;
  private long instancesBefore;

  SecretsTest(String engine) {
    this.engine = engine;
  }

  @BeforeEach
  void countInstances() {
    instancesBefore = Engines.installed().liveInstances();
  }

  @AfterEach
  void requireNoLeak() {
    assertThat(Engines.installed().liveInstances()).isLessThanOrEqualTo(instancesBefore);
  }

  /** A connection to the same H2 database as another user; in Calcite, to its own. */
  private Connection openOther(TestedDatabase database, Connection first) throws SQLException {
    if (database == TestedDatabase.H2) {
      return DriverManager.getConnection(first.getMetaData().getURL(), "bob", "");
    }
    return openAndRegister(database);
  }

  private Connection openAndRegister(TestedDatabase database) throws SQLException {
    Connection connection = database.open(engine);
    try (PreparedStatement register =
        connection.prepareStatement("CALL WASM_REGISTER('" + PLUGIN + "', ?)")) {
      register.setBytes(1, EvilGuest.named(PLUGIN).module());
      register.execute();
    }
    if (database == TestedDatabase.H2) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("CREATE USER bob PASSWORD ''");
      }
    }
    return connection;
  }

  private static String call(Connection connection, String input) throws SQLException {
    try (PreparedStatement transform =
        connection.prepareStatement("SELECT WASM_TRANSFORM('" + PLUGIN + "', ?)")) {
      transform.setString(1, input);
      try (ResultSet row = transform.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  private void record(TestedDatabase database, String attack, int tried) {
    AttackTable.record("Secrets", attack, database, engine, tried, "finds nothing");
  }

  @ParameterizedTest
  @EnumSource
  void memory_ofAnotherConnection_isNotThere(TestedDatabase database) throws SQLException {
    try (Connection alice = openAndRegister(database);
        Connection bob = openOther(database, alice)) {
      assertThat(call(bob, SEEK)).isEqualTo("nothing");
      assertThat(call(alice, SECRET)).isEqualTo(SECRET);
      assertThat(call(alice, SEEK)).isEqualTo(SECRET);
      assertThat(call(bob, SEEK)).isEqualTo("nothing");
    }
    record(database, "a guest searches its memory for what another connection left", 1);
  }

  @ParameterizedTest
  @EnumSource
  void memory_ofConnectionsThatWereClosed_isNotThere(TestedDatabase database) throws SQLException {
    try (Connection first = openAndRegister(database)) {
      for (int i = 0; i < CONNECTIONS; i++) {
        try (Connection alice = openOther(database, first)) {
          assertThat(call(alice, SEEK)).isEqualTo("nothing");
          assertThat(call(alice, SECRET)).isEqualTo(SECRET);
          assertThat(call(alice, SEEK)).isEqualTo(SECRET);
        }
      }
    }
    record(database, "a guest searches its memory for what closed connections left", CONNECTIONS);
  }

  @ParameterizedTest
  @EnumSource
  void memory_ofAnInstanceThatFailed_isNotThere(TestedDatabase database) throws SQLException {
    try (Connection alice = openAndRegister(database)) {
      for (int i = 0; i < CONNECTIONS; i++) {
        assertThat(call(alice, SECRET)).isEqualTo(SECRET);
        SQLException failed = catchThrowableOfType(SQLException.class, () -> call(alice, FAIL));
        assertThat(failed.getSQLState()).isEqualTo("38W01");
        assertThat(call(alice, SEEK)).isEqualTo("nothing");
      }
    }
    record(
        database, "a guest searches its memory for what an instance that failed left", CONNECTIONS);
  }
}
