package io.github.wasmudf.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.Guests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Table functions of names of their own: {@code SELECT n FROM series(1, 10, 3)}. */
@OnEachEngine
class CreatedTableTest {
  private static final String CREATE = "CALL WASM_CREATE_FUNCTION(?, ?, ?, ?)";

  @RegisterExtension final TestDatabase database;
  private Sql sql;

  CreatedTableTest(String engine, @TempDir Path folder) {
    database = TestDatabase.inFile(engine, folder);
  }

  @BeforeEach
  void register() throws SQLException, IOException {
    sql = database.admin();
    sql.register("series", Guests.plugin("series"), manifest());
  }

  private static String manifest() throws IOException {
    return Files.readString(Guests.folder().resolve("series/manifest.json"));
  }

  @Test
  void functions_ofTheManifest_areThere() throws SQLException {
    assertThat(sql.column("SELECT n FROM series(1, 10, 3)")).containsExactly(1L, 4L, 7L, 10L);
    assertThat(sql.column("SELECT number || line FROM lines('a\r\n\u00fc\"\\\n\nb')"))
        .isEqualTo(sql.column("VALUES '1a', '2\u00fc\"\\', '3', '4b'"));
    assertThat(sql.column("SELECT n FROM series(NULL, 10, 3)")).isEmpty();
    assertThat(sql.value("SELECT CAST(SUM(n) AS VARCHAR) FROM series(1, 100000, 1)"))
        .isEqualTo("5000050000");
    assertThat(sql.sqlState("SELECT n FROM series(1, 2, 0)")).isEqualTo("38W02");
    assertThat(sql.failure("SELECT n FROM series(1, 2, 0)").message())
        .contains("function SERIES(BIGINT, BIGINT, BIGINT)");
    assertThat(sql.sqlState("SELECT n FROM series(1, 'a', 1)")).isEqualTo("22018");
    assertThat(sql.sqlState("SELECT n FROM series(1, 2)")).isEqualTo("90087");
  }

  @Test
  void function_standsInViewsJoinsAndParameters() throws SQLException {
    sql.run("CREATE VIEW odd AS SELECT n FROM series(1, 9, 2)");
    assertThat(sql.column("SELECT a.n FROM odd AS a JOIN series(5, 50, 1) AS b ON a.n = b.n"))
        .containsExactly(5L, 7L, 9L);
    assertThat(sql.sqlState("CALL WASM_DROP_FUNCTION('series')")).isEqualTo("2BP01");
    try (PreparedStatement statement =
        sql.connection().prepareStatement("SELECT n FROM series(?, ?, ?)")) {
      for (long last : new long[] {1, 3}) {
        statement.setLong(1, 1);
        statement.setLong(2, last);
        statement.setLong(3, 1);
        try (ResultSet rows = statement.executeQuery()) {
          for (long n = 1; n <= last; n++) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getLong(1)).isEqualTo(n);
          }
          assertThat(rows.next()).isFalse();
        }
      }
    }
  }

  @Test
  void function_survivesReopening() throws SQLException {
    sql.run("CREATE VIEW odd AS SELECT n FROM series(1, 9, 2)");
    sql.run(
        "CREATE VIEW two AS SELECT n FROM WASM_TABLE('series', '[1,2]',"
            + " '{\"columns\":[{\"name\":\"n\",\"type\":\"BIGINT\"}]}')");
    sql.run("SHUTDOWN");
    sql = database.admin();
    assertThat(sql.column("SELECT n FROM odd")).containsExactly(1L, 3L, 5L, 7L, 9L);
    assertThat(sql.column("SELECT n FROM two")).containsExactly(1L, 2L);
    assertThat(sql.column("SELECT line FROM lines('x')")).containsExactly("x");
  }

  @Test
  void createFunction_takesWhatTheManifestSays_orTheOptions() throws SQLException {
    assertThat(sql.value(CREATE, "numbers", "series", "series", null)).isEqualTo(1);
    assertThat(sql.column("SELECT n FROM numbers(2, 1, -1)")).containsExactly(2L, 1L);
    String pair =
        "{\"args\":[{\"name\":\"a\",\"type\":\"INTEGER\"},{\"name\":\"b\",\"type\":\"INTEGER\"}],"
            + "\"columns\":[{\"name\":\"each\",\"type\":\"DECIMAL(5,1)\"}]}";
    sql.run(CREATE, "numbers", "series", "series", pair);
    assertThat(sql.column("SELECT CAST(each AS VARCHAR) FROM numbers(1, 2)"))
        .containsExactly("1.0", "2.0");
    assertThat(sql.column("SELECT n FROM numbers(1, 2, 1)")).containsExactly(1L, 2L);
    assertThat(
            sql.column(
                "SELECT SIGNATURE FROM WASM.FUNCTIONS WHERE FUNCTION_NAME = 'NUMBERS'"
                    + " AND KIND = 'table' ORDER BY SIGNATURE"))
        .containsExactly(
            "(a INTEGER, b INTEGER) RETURNS TABLE (each DECIMAL(5, 1))",
            "(first BIGINT, last BIGINT, step BIGINT) RETURNS TABLE (n BIGINT) DETERMINISTIC");
    assertThat(sql.sqlState(CREATE, "numbers", "series", "lines", "{\"returns\":\"VARCHAR\"}"))
        .isEqualTo("42883");
    assertThat(sql.sqlState(CREATE, "x", "series", "nothing", pair)).isEqualTo("42883");
    assertThat(sql.value("CALL WASM_DROP_FUNCTION('numbers')")).isEqualTo(2);
    assertThat(sql.sqlState("SELECT n FROM numbers(1, 2, 1)")).startsWith("90");
  }

  @Test
  void jsonAnsweringExport_isATableFunctionToo() throws SQLException {
    sql.register("csv", Guests.plugin("csv_rows"));
    sql.run(
        CREATE,
        "semicolons",
        "csv",
        "transform",
        "{\"args\":[{\"name\":\"text\",\"type\":\"VARCHAR\"}],\"on_error\":\"skip\","
            + "\"params\":{\"delimiter\":\";\"},\"columns\":[{\"name\":\"a\",\"type\":\"INTEGER\"}]}");
    assertThat(sql.column("SELECT a FROM semicolons('a;b\n1;x\ny;2\n3;z')")).containsExactly(1, 3);
    assertThat(sql.value("SELECT ERRORS FROM WASM.STATS WHERE FUNCTION_NAME = 'SEMICOLONS'"))
        .isEqualTo(1L);
  }

  @Test
  void versions_mustKeepThem_andSensitiveOnesSayNothing() throws SQLException, IOException {
    assertThat(sql.sqlState("CALL WASM_REGISTER(?, ?)", "series", Guests.plugin("upper")))
        .isEqualTo("22W04");
    assertThat(sql.column("SELECT n FROM series(1, 1, 1)")).containsExactly(1L);
    sql.run(
        CREATE,
        "secret",
        "series",
        "lines",
        "{\"sensitive\":true,\"args\":[{\"name\":\"text\",\"type\":\"VARCHAR\"}],"
            + "\"columns\":[{\"name\":\"number\",\"type\":\"INTEGER\"},"
            + "{\"name\":\"line\",\"type\":\"DATE\"}]}");
    Sql.Failure failure = sql.failure("SELECT line FROM secret(?)", "confidential");
    assertThat(failure.sqlState()).isEqualTo("22032");
    assertThat(failure.message()).doesNotContain("confidential").contains("SECRET");
    sql.run("CALL WASM_UNREGISTER('series', TRUE)");
    assertThat(sql.column("SELECT FUNCTION_NAME FROM WASM.FUNCTIONS")).isEqualTo(List.of());
    assertThat(sql.sqlState("SELECT n FROM series(1, 1, 1)")).startsWith("90");
  }
}
