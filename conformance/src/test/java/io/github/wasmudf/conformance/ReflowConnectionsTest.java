package io.github.wasmudf.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.Guests;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An actor's state is that of a connection: it counts there, and begins afresh in a new one. */
class ReflowConnectionsTest {
  private static final String UP =
      "SELECT WASM_TRANSFORM('counter', '{\"operation\":\"increment\"}')";

  private static String counted(int value) {
    return "{\"value\":" + value + ",\"previous\":" + (value - 1) + "}";
  }

  @ParameterizedTest
  @MethodSource(TestedDatabase.ON_EACH_ENGINE)
  void counters_countPerConnection_andStartAfreshInANewOne(TestedDatabase database, String engine)
      throws SQLException {
    try (SharedCatalog catalog = new SharedCatalog(database, engine)) {
      catalog.register("counter", Guests.plugin("reflow_counter"));
      try (Connection ann = catalog.connect("ANN");
          Connection annToo = catalog.connect("ANN");
          Connection bob = catalog.connect("BOB")) {
        for (int value = 1; value <= 3; value++) {
          assertThat(SharedCatalog.answer(ann, UP)).isEqualTo(counted(value));
        }
        assertThat(SharedCatalog.answer(annToo, UP)).isEqualTo(counted(1));
        assertThat(SharedCatalog.answer(bob, UP)).isEqualTo(counted(1));
        assertThat(SharedCatalog.answer(ann, UP)).isEqualTo(counted(4));
      }
      try (Connection ann = catalog.connect("ANN")) {
        assertThat(SharedCatalog.answer(ann, UP)).isEqualTo(counted(1));
      }
    }
  }

  @ParameterizedTest
  @MethodSource(TestedDatabase.ON_EACH_ENGINE)
  void versionsOfOneName_countEachForItself(TestedDatabase database, String engine)
      throws SQLException {
    try (SharedCatalog catalog = new SharedCatalog(database, engine)) {
      catalog.register("counter", Guests.plugin("reflow_counter"));
      try (Connection ann = catalog.connect("ANN")) {
        assertThat(SharedCatalog.answer(ann, UP)).isEqualTo(counted(1));
        assertThat(SharedCatalog.answer(ann, UP)).isEqualTo(counted(2));
        catalog.register("counter", Guests.plugin("reflow_counter"));
        assertThat(SharedCatalog.answer(ann, UP)).isEqualTo(counted(1));
        catalog.administer("CALL WASM_ACTIVATE('counter', 1)");
        assertThat(SharedCatalog.answer(ann, UP)).isEqualTo(counted(3));
      }
    }
  }
}
