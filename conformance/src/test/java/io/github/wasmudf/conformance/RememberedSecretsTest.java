package io.github.wasmudf.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a guest was told on one connection, it cannot tell on another. */
class RememberedSecretsTest {
  private static final String GROUP = "Who may do what";
  private static final int ROUNDS = 25;

  private static String tell(Connection connection, String secret) {
    return SharedCatalog.answer(
        connection, "SELECT '[' || WASM_TRANSFORM('keeper', '" + secret + "') || ']'");
  }

  @ParameterizedTest
  @MethodSource(TestedDatabase.ON_EACH_ENGINE)
  void secretOfOneConnection_isNotToldOnAnother(TestedDatabase database, String engine)
      throws SQLException {
    try (SharedCatalog catalog = new SharedCatalog(database, engine)) {
      catalog.register("keeper", Keeper.module());
      try (Connection ann = catalog.connect("ANN");
          Connection annToo = catalog.connect("ANN");
          Connection bob = catalog.connect("BOB")) {
        assertThat(tell(ann, "a secret of Ann")).isEqualTo("[]");
        assertThat(tell(bob, "a secret of Bob")).isEqualTo("[]");
        assertThat(tell(annToo, "another secret of Ann")).isEqualTo("[]");
        // The guest does keep it: without this the test could not fail.
        assertThat(tell(ann, "x")).isEqualTo("[a secret of Ann]");
        assertThat(tell(bob, "x")).isEqualTo("[a secret of Bob]");
        assertThat(tell(annToo, "x")).isEqualTo("[another secret of Ann]");
      }
    }
    AttackTable.record(
        GROUP,
        "a guest tells what another user's connection told it",
        database,
        engine,
        3,
        "never told");
  }

  @ParameterizedTest
  @MethodSource(TestedDatabase.ON_EACH_ENGINE)
  void secretOfAClosedConnection_isNotToldOnTheNext(TestedDatabase database, String engine)
      throws SQLException {
    try (SharedCatalog catalog = new SharedCatalog(database, engine)) {
      catalog.register("keeper", Keeper.module());
      for (int round = 0; round < ROUNDS; round++) {
        try (Connection one = catalog.connect(round % 2 == 0 ? "ANN" : "BOB")) {
          assertThat(tell(one, "secret " + round)).isEqualTo("[]");
        }
      }
    }
    AttackTable.record(
        GROUP,
        "a guest tells what a closed connection told it",
        database,
        engine,
        ROUNDS,
        "never told");
  }

  @ParameterizedTest
  @MethodSource(TestedDatabase.ON_EACH_ENGINE)
  void secretOfAFailedCall_isNotToldAtAll(TestedDatabase database, String engine)
      throws SQLException {
    try (SharedCatalog catalog = new SharedCatalog(database, engine)) {
      catalog.register("keeper", Keeper.module());
      try (Connection ann = catalog.connect("ANN");
          Connection bob = catalog.connect("BOB")) {
        for (int round = 0; round < ROUNDS; round++) {
          assertThat(tell(ann, "!secret " + round)).isEqualTo("38W01");
          assertThat(tell(bob, "x")).isIn("[]", "[x]");
          assertThat(tell(ann, "")).isEqualTo("[]");
        }
      }
    }
    AttackTable.record(
        GROUP,
        "a guest tells what it was told before it failed",
        database,
        engine,
        ROUNDS,
        "never told");
  }

  @Test
  void borrowersOfAPool_haveConnectionsOfTheirOwn() throws SQLException {
    try (SharedCatalog catalog = new SharedCatalog(TestedDatabase.H2, "endive")) {
      catalog.register("keeper", Keeper.module());
      JdbcConnectionPool pool = JdbcConnectionPool.create(catalog.url(), "ANN", "");
      try {
        List<Connection> borrowed = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
          Connection connection = pool.getConnection();
          borrowed.add(connection);
          assertThat(tell(connection, "secret " + i)).isEqualTo("[]");
        }
        for (int i = 0; i < 5; i++) {
          assertThat(tell(borrowed.get(i), "x")).isEqualTo("[secret " + i + "]");
          borrowed.get(i).close();
        }
      } finally {
        pool.dispose();
      }
      try (Connection bob = catalog.connect("BOB")) {
        assertThat(tell(bob, "x")).isEqualTo("[]");
      }
    }
  }
}
