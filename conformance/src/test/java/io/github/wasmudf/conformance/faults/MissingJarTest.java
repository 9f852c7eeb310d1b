package io.github.wasmudf.conformance.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.conformance.OnEachEngine;
import io.github.wasmudf.conformance.TestedDatabase;
import io.github.wasmudf.testing.ChildJvm;
import io.github.wasmudf.testing.Guests;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody opens the database without our jar. It opens, what has nothing to do with plugins works,
 * the rest fails and says so; and when the jar is back, so is everything.
 */
@OnEachEngine
class MissingJarTest {
  private static final String CLASS_NOT_FOUND = "90086";
  private static final String COLUMN_NOT_FOUND = "42S22";
  private static final String TABLE_NOT_FOUND = "42S02";
  private static final String CLOSED = "90121";
  private static final String CLIENT =
      """
      import java.sql.*;

      public class Client {
        public static void main(String[] arguments) throws Exception {
          try (Connection connection = DriverManager.getConnection(arguments[0]);
              Statement statement = connection.createStatement()) {
            for (int i = 1; i < arguments.length; i++) {
              System.out.println(answer(statement, arguments[i]));
            }
          }
        }

        static String answer(Statement statement, String sql) {
          try {
            if (!statement.execute(sql)) {
              return "rows " + statement.getUpdateCount();
            }
            try (ResultSet rows = statement.getResultSet()) {
              rows.next();
              return rows.getString(1);
            }
          } catch (SQLException failed) {
            return failed.getSQLState();
          }
        }
      }
      """;

  private final String engine;
  private final Path folder;
  private final String url;

  MissingJarTest(String engine, @TempDir Path folder) {
    this.engine = engine;
    this.folder = folder;
    this.url = Sql.file(folder, "reopened");
  }

  @Test
  void everythingWorksAgain_whenTheJarWasMissingForAWhile() throws Exception {
    try (Sql sql = Sql.install(url, engine)) {
      sql.register("upper", Guests.plugin("upper"));
      sql.run("CREATE TABLE plain (a VARCHAR)");
      sql.run("CREATE TABLE made (a VARCHAR, b VARCHAR AS WASM_TRANSFORM('upper', a))");
      sql.run("CREATE INDEX made_b ON made (b)");
      sql.run("CREATE VIEW seen AS SELECT WASM_TRANSFORM('upper', a) AS u FROM plain");
      sql.run("INSERT INTO plain VALUES ('first')");
      sql.run("INSERT INTO made (a) VALUES ('first')");
    }
    openWithoutTheJar();
    assertComplete();
    Scale.record("our jar missing, then back", TestedDatabase.H2, engine, 1, "all works again");
    try (Sql calcite = Sql.connect(Sql.calcite(url, engine))) {
      assertThat(calcite.transform("upper", "abc")).isEqualTo("ABC");
    }
    Scale.record(
        "our jar missing, then back", TestedDatabase.CALCITE, engine, 1, "all works again");
  }

  private void openWithoutTheJar() throws Exception {
    try (ChildJvm client =
        ChildJvm.withOnly(
            org.h2.Driver.class,
            folder,
            "Client",
            CLIENT,
            url,
            "SELECT COUNT(*) > 0 FROM plain",
            "VALUES WASM_TRANSFORM('upper', 'x')",
            "INSERT INTO plain VALUES ('second')",
            "SELECT u FROM seen",
            "SELECT b FROM made",
            "INSERT INTO made (a) VALUES ('second')",
            "SELECT COUNT(*) FROM made",
            "CALL WASM_UNREGISTER('upper')",
            "SELECT PLUGIN FROM WASM.PLUGINS",
            "SHUTDOWN COMPACT")) {
      assertThat(client.lines())
          .containsExactly(
              "TRUE",
              CLASS_NOT_FOUND,
              "rows 1",
              COLUMN_NOT_FOUND,
              TABLE_NOT_FOUND,
              TABLE_NOT_FOUND,
              TABLE_NOT_FOUND,
              CLASS_NOT_FOUND,
              "upper",
              CLOSED);
    }
  }

  private void assertComplete() throws SQLException {
    try (Sql sql = Sql.connect(url)) {
      assertThat(sql.column("SELECT u FROM seen ORDER BY u")).containsExactly("FIRST", "SECOND");
      sql.run("INSERT INTO made (a) VALUES ('third')");
      assertThat(sql.column("SELECT a FROM made WHERE b = 'THIRD'")).containsExactly("third");
      assertThat(sql.register("upper", Guests.plugin("upper"))).isEqualTo(2);
      assertThat(sql.transform("upper", "abc")).isEqualTo("ABC");
    }
  }
}
