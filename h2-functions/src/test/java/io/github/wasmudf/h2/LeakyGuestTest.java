package io.github.wasmudf.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.Guests;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The plugin of the rs3gw guide never frees its 64 KiB, so it is full after some hundred rows. */
@OnEachEngine
class LeakyGuestTest {
  private static final int ROWS = 1_000_000;

  @RegisterExtension final TestDatabase database;

  LeakyGuestTest(String engine) {
    database = TestDatabase.inMemory(engine);
  }

  @Test
  void everyRowIsRight_whenTheGuestNeverFrees() throws SQLException {
    Sql sql = database.admin();
    sql.register("id", Guests.plugin("identity_bump"));
    assertThat(
            sql.value(
                "SELECT COUNT(*) FROM SYSTEM_RANGE(1, ?)"
                    + " WHERE WASM_TRANSFORM('id', 'row ' || X) <> 'row ' || X",
                ROWS))
        .isEqualTo(0L);
    assertThat(sql.value("SELECT INSTANCES FROM WASM.INSTANCES")).isEqualTo(1);
  }

  @Test
  void rowThatFitsAFreshInstanceOnly_isRight() throws SQLException {
    Sql sql = database.admin();
    sql.register("id", Guests.plugin("identity_bump"));
    String large = "x".repeat(32_768);
    for (int i = 0; i < 20; i++) {
      assertThat(sql.transform("id", large)).isEqualTo(large);
      assertThat(sql.transform("id", "small")).isEqualTo("small");
    }
    Sql.Failure failure = sql.failure("VALUES WASM_TRANSFORM('id', ?)", large + "y");
    assertThat(failure.sqlState()).isEqualTo("38W02");
    assertThat(sql.transform("id", "small")).isEqualTo("small");
  }
}
