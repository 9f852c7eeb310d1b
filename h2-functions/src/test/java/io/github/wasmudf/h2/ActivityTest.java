package io.github.wasmudf.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.Guests;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What WASM.STATS and WASM.LOG tell, and to whom. */
@OnEachEngine
class ActivityTest {
  private static final String STATS =
      "SELECT USER_NAME || ' ' || FUNCTION_NAME || ' ' || CALLS || ' ' || ROWS || ' ' || ERRORS"
          + " FROM WASM.STATS WHERE PLUGIN = 'p' ORDER BY 1";

  @RegisterExtension final TestDatabase database;
  private Sql admin;
  private Sql user;

  ActivityTest(String engine) {
    database = TestDatabase.inMemory(engine);
  }

  @BeforeEach
  void connect() throws SQLException {
    admin = database.admin();
    user = database.user();
    admin.register("p", TestGuests.naughty());
  }

  @Test
  void calls_areCountedByUserAndForm() throws SQLException {
    user.run("SELECT WASM_TRANSFORM('p', X) FROM SYSTEM_RANGE(1, 200)");
    user.run("VALUES WASM_TRANSFORM_BINARY('p', 'a')");
    user.run("SELECT * FROM WASM_TABLE('p', '[1, 2, 3]')");
    assertThat(user.sqlState("VALUES WASM_TRANSFORM('p', '!')")).isEqualTo("38W01");
    assertThat(user.sqlState("VALUES WASM_TRANSFORM('p', '$')")).isEqualTo("38W02");
    assertThat(user.column(STATS))
        .containsExactly(
            "ORDINARY WASM_TABLE 1 3 0",
            "ORDINARY WASM_TRANSFORM 202 200 2",
            "ORDINARY WASM_TRANSFORM_BINARY 1 1 0");
    assertThat(user.value("SELECT MIN(NANOS) > 0 FROM WASM.STATS")).isEqualTo(true);
  }

  @Test
  void statistics_showAUserTheirOwn_andAnAdministratorAll() throws SQLException {
    user.transform("p", "a");
    admin.transform("p", "a");
    admin.transform("p", "a");
    assertThat(user.column(STATS)).containsExactly("ORDINARY WASM_TRANSFORM 1 1 0");
    assertThat(admin.column(STATS))
        .containsExactly("ORDINARY WASM_TRANSFORM 1 1 0", "SA WASM_TRANSFORM 2 2 0");
  }

  @Test
  void statistics_outliveConnectionsAndVersions() throws SQLException {
    for (int i = 0; i < 3; i++) {
      try (Sql other = Sql.connect(database.url(), "ORDINARY", "")) {
        other.transform("p", "a");
      }
    }
    assertThat(user.column(STATS)).containsExactly("ORDINARY WASM_TRANSFORM 3 3 0");
    for (int version = 2; version <= 5; version++) {
      admin.register("p", Guests.constant("version " + version));
      user.transform("p", "a");
    }
    assertThat(user.column("SELECT VERSION || ' ' || CALLS FROM WASM.STATS ORDER BY VERSION"))
        .containsExactly("1 3", "2 1", "3 1", "4 1", "5 1");
  }

  @Test
  void log_showsAUserTheirOwn_andAnAdministratorAll() throws SQLException {
    admin.register("chatty", TestGuests.printing());
    user.transform("chatty", "of a user");
    admin.transform("chatty", "of an\u001badministrator");
    String lines = "SELECT USER_NAME || ': ' || LEVEL || ' ' || LINE FROM WASM.LOG";
    assertThat(user.column(lines)).containsExactly("ORDINARY: INFO of a user");
    assertThat(admin.column(lines))
        .containsExactly("ORDINARY: INFO of a user", "SA: INFO of an?administrator");
    assertThat(
            admin.value(
                "SELECT COUNT(*) FROM WASM.LOG WHERE PLUGIN = 'chatty' AND VERSION = 1"
                    + " AND LOGGED_AT BETWEEN DATEADD(MINUTE, -10, CURRENT_TIMESTAMP)"
                    + " AND CURRENT_TIMESTAMP"))
        .isEqualTo(2L);
    assertThat(user.value("SELECT SESSION_ID = SESSION_ID() FROM WASM.LOG")).isEqualTo(true);
  }

  @Test
  void log_ofAClosedConnectionStays() throws SQLException {
    admin.register("chatty", TestGuests.printing());
    try (Sql other = Sql.connect(database.url(), "ORDINARY", "")) {
      other.transform("chatty", "said before");
    }
    assertThat(user.column("SELECT LINE FROM WASM.LOG")).containsExactly("said before");
  }
}
