package io.github.wasmudf.calcite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wasmudf.testing.Guests;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code TABLE(WASM_TABLE(..))}: rows from plugins. */
class TableTest extends Sql {
  private static final String TWO_COLUMNS = columns("id BIGINT", "name VARCHAR");

  private static String columns(String... columns) {
    StringJoiner json = new StringJoiner(",", "{\"columns\":[", "]}");
    for (String column : columns) {
      String[] words = column.split(" ", 2);
      json.add("{\"name\":\"" + words[0] + "\",\"type\":\"" + words[1] + "\"}");
    }
    return json.toString();
  }

  private static Connection open(String engine) throws SQLException {
    Connection connection = withEngine(engine);
    register(connection, "csv_rows");
    register(connection, "echo", Guests.echo());
    return connection;
  }

  private static Connection open() throws SQLException {
    return open("endive");
  }

  private static String from(String name, String input, String parameters) {
    return " FROM TABLE(WASM_TABLE('" + name + "', '" + input + "', '" + parameters + "'))";
  }

  @ParameterizedTest
  @MethodSource("urls")
  void rowsOfCsv_areTypedAndCanBeFiltered(String url) throws SQLException {
    try (Connection c = DriverManager.getConnection(url)) {
      try (PreparedStatement call = c.prepareStatement("SELECT WASM_REGISTER('csv_rows', ?)")) {
        call.setBytes(1, Guests.plugin("csv_rows"));
        try (ResultSet row = call.executeQuery()) {
          assertThat(row.next()).isTrue();
        }
      }
      assertThat(
              rows(
                  c,
                  "SELECT id + 1, name"
                      + from("csv_rows", "id,name\n1,a\n2,\"b \"\"c\"\"\"\n3,", TWO_COLUMNS)
                      + " WHERE id > 0"))
          .containsExactly("2|a", "3|b \"c\"", "4|null");
      c.unwrap(org.apache.calcite.jdbc.CalciteConnection.class)
          .getRootSchema()
          .subSchemas()
          .get("WASM")
          .unwrap(WasmSchema.class)
          .close();
    }
  }

  @Test
  void oneColumn_isReadInEveryPlan() throws SQLException {
    try (Connection c = open()) {
      String from = from("echo", "[1,2,null]", columns("n INTEGER"));
      assertThat(rows(c, "SELECT *" + from)).containsExactly("1", "2", "null");
      assertThat(rows(c, "SELECT n + 1, n" + from + " WHERE n > 1")).containsExactly("3|2");
      assertThat(rows(c, "SELECT SUM(n)" + from)).containsExactly("3");
      assertThat(rows(c, "SELECT n" + from + " ORDER BY n DESC NULLS LAST"))
          .containsExactly("2", "1", "null");
      assertThat(
              rows(
                  c,
                  "SELECT a.n, b.n FROM (SELECT *"
                      + from
                      + ") a JOIN (SELECT *"
                      + from
                      + ") b ON a.n = b.n"))
          .containsExactlyInAnyOrder("1|1", "2|2");
      assertThat(rows(c, "SELECT n" + from + " UNION ALL SELECT n" + from + " LIMIT 4"))
          .containsExactly("1", "2", "null", "1");
      assertThat(rows(c, "SELECT n, COUNT(*)" + from + " GROUP BY n HAVING n = 2"))
          .containsExactly("2|1");
      assertThat(rows(c, "SELECT n" + from + " WHERE n IN (SELECT n + 1" + from + ")"))
          .containsExactly("2");
      assertThat(rows(c, "SELECT * FROM TABLE(WASM_TABLE('echo', '[{\"a\": 1.0}, null, \"x\"]'))"))
          .containsExactly("{\"a\":1.0}", "null", "\"x\"");
    }
  }

  @Test
  void everyType_isItsTypeInSql() throws SQLException {
    try (Connection c = open()) {
      String from =
          from(
              "echo",
              "[true,-1,2,3,4,0.5,1e300,\"5.1\",\"x\",\"AP8=\",\"2026-11-20\",\"12:30:15.123\","
                  + "\"2026-11-20 12:30:15.123\",\"123e4567-e89b-12d3-a456-426614174000\","
                  + "{\"a\":[1]}]\n"
                  + "[null,null,null,null,null,null,null,null,null,null,null,null,null,null,null]",
              columns(
                  "a BOOLEAN",
                  "b TINYINT",
                  "c SMALLINT",
                  "d INTEGER",
                  "e BIGINT",
                  "f REAL",
                  "g DOUBLE",
                  "h DECIMAL(10,2)",
                  "i VARCHAR",
                  "j VARBINARY",
                  "k DATE",
                  "l TIME",
                  "m TIMESTAMP",
                  "o UUID",
                  "p JSON"));
      assertThat(rows(c, "SELECT *" + from))
          .containsExactly(
              "true|-1|2|3|4|0.5|1.0E300|5.10|x|X'00ff'|2026-11-20|12:30:15"
                  + "|2026-11-20 12:30:15.123|123e4567-e89b-12d3-a456-426614174000|{\"a\":[1]}",
              "null|null|null|null|null|null|null|null|null|null|null|null|null|null|null");
      assertThat(
              rows(
                  c,
                  "SELECT b + c + d + e, f + g, h * 2, CHAR_LENGTH(i), EXTRACT(YEAR FROM k),"
                      + " EXTRACT(MINUTE FROM l), EXTRACT(HOUR FROM m), CAST(o AS VARCHAR)"
                      + from
                      + " WHERE a"))
          .containsExactly("8|1.0E300|10.20|1|2026|30|12|123e4567-e89b-12d3-a456-426614174000");
      int hour =
          OffsetDateTime.parse("2026-11-20T12:30:15+05:30")
              .atZoneSameInstant(ZoneId.systemDefault())
              .getHour();
      assertThat(
              rows(
                  c,
                  "SELECT EXTRACT(HOUR FROM CAST(n AS TIMESTAMP))"
                      + from(
                          "echo",
                          "[\"2026-11-20T12:30:15+05:30\"]",
                          columns("n TIMESTAMP WITH TIME ZONE"))))
          .containsExactly(Integer.toString(hour));
      assertThat(failure(c, "SELECT *" + from("echo", "[\"12:30:15.1234\"]", columns("n TIME"))))
          .contains("22032", "finer than a millisecond");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void hundredThousandLines_areReadInTheDefaultLimits(String engine) throws SQLException {
    StringBuilder text = new StringBuilder("id,name,price,born,note\n");
    LocalDate day = LocalDate.of(2020, 1, 1);
    for (int i = 1; i <= 100_000; i++) {
      text.append(i)
          .append(",\"customer, \"\"")
          .append(i)
          .append("\"\"\",")
          .append(i % 1_000)
          .append(".25,")
          .append(day.plusDays(i % 1_000))
          .append(i % 2 == 0 ? ",\n" : ",\"a longer note,\nover two lines\"\n");
    }
    String columns =
        columns("id INTEGER", "name VARCHAR", "price DECIMAL(8,2)", "born DATE", "note VARCHAR");
    try (Connection c = open(engine);
        PreparedStatement statement =
            c.prepareStatement(
                "SELECT COUNT(*), SUM(CAST(id AS BIGINT)), COUNT(note), SUM(price), MIN(born),"
                    + " MAX(born), COUNT(CASE WHEN name = 'customer, \"' || CAST(id AS VARCHAR)"
                    + " || '\"' THEN 1 END) FROM TABLE(WASM_TABLE('csv_rows', CAST(? AS VARCHAR),"
                    + " '"
                    + columns
                    + "'))");
        PreparedStatement limited =
            c.prepareStatement(
                "SELECT id, note FROM TABLE(WASM_TABLE('csv_rows', CAST(? AS VARCHAR), '"
                    + columns
                    + "')) LIMIT 2")) {
      statement.setString(1, text.toString());
      try (ResultSet rows = statement.executeQuery()) {
        assertThat(rows.next()).isTrue();
        assertThat(row(rows))
            .isEqualTo("100000|5000050000|50000|49975000.00|2020-01-01|2022-09-26|100000");
      }
      // What is not decoded does no harm.
      limited.setString(1, text.toString().replaceFirst("\n3,", "\nthree,"));
      try (ResultSet rows = limited.executeQuery()) {
        assertThat(rows.next()).isTrue();
        assertThat(row(rows)).isEqualTo("1|a longer note,\nover two lines");
        assertThat(rows.next()).isTrue();
        assertThat(row(rows)).isEqualTo("2|null");
        assertThat(rows.next()).isFalse();
      }
    }
  }

  @Test
  void limit_decodesNoMoreThanItNeeds() throws SQLException {
    try (Connection c = open();
        Statement statement = c.createStatement()) {
      String from =
          from("echo", "{\"id\":1}\n{\"id\":2}\n{\"id\":\"three\"}\n{\"id\":4}", TWO_COLUMNS);
      assertThat(rows(c, "SELECT id" + from + " LIMIT 2")).containsExactly("1", "2");
      assertThat(rows(c, "SELECT id" + from + " OFFSET 1 ROWS FETCH NEXT 1 ROWS ONLY"))
          .containsExactly("2");
      assertThat(failure(c, "SELECT id" + from + " LIMIT 3"))
          .startsWith("22032")
          .contains("plugin echo version 1: row 3: column id BIGINT: three is not a number");
      assertThat(failure(c, "SELECT COUNT(*)" + from)).startsWith("22032").contains("row 3");
      try (ResultSet rows = statement.executeQuery("SELECT id" + from)) {
        assertThat(rows.next()).isTrue();
        assertThatThrownBy(rows::next)
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("22032"));
      }
    }
  }

  @Test
  void lateral_callsPerRow() throws SQLException {
    try (Connection c = open()) {
      String table = "LATERAL TABLE(WASM_TABLE('csv_rows', t.doc, '" + TWO_COLUMNS + "'))";
      String docs =
          "(VALUES (1, 'id,name\n1,a\n2,b'), (2, 'id,name\n3,c'), (3, CAST(NULL AS VARCHAR)))"
              + " AS t(k, doc)";
      assertThat(rows(c, "SELECT k, id, name FROM " + docs + ", " + table))
          .containsExactly("1|1|a", "1|2|b", "2|3|c");
      assertThat(rows(c, "SELECT k, id FROM " + docs + " LEFT JOIN " + table + " ON TRUE"))
          .containsExactly("1|1", "1|2", "2|3", "3|null");
      String one = "LATERAL TABLE(WASM_TABLE('echo', t.doc, '" + columns("n INTEGER") + "'))";
      assertThat(rows(c, "SELECT k, n FROM (VALUES (1, '[1,2]'), (2, '[3]')) AS t(k, doc), " + one))
          .containsExactly("1|1", "1|2", "2|3");
    }
  }

  @Test
  void columnsOfTheManifest_holdUntilACallNamesOthers() throws SQLException {
    try (Connection c = open()) {
      rows(
          c,
          "SELECT WASM_REGISTER('typed', "
              + literal("identity_bump")
              + ", '{\"functions\":[{\"name\":\"rows\",\"kind\":\"table\",\"columns\":["
              + "{\"name\":\"n\",\"type\":\"INTEGER\"},{\"name\":\"Half Price\",\"type\":\"REAL\"}]}]}')");
      assertThat(rows(c, "SELECT n, \"Half Price\" FROM TABLE(WASM_TABLE('typed', '[[1,0.5]]'))"))
          .containsExactly("1|0.5");
      assertThat(rows(c, "SELECT id, name" + from("typed", "[[1,0.5]]", TWO_COLUMNS)))
          .containsExactly("1|0.5");
    }
  }

  @Test
  void inputs_ofOtherTypes() throws SQLException {
    try (Connection c = open()) {
      assertThat(rows(c, "SELECT * FROM TABLE(WASM_TABLE('echo', X'5b312c325d'))"))
          .containsExactly("1", "2");
      assertThat(rows(c, "SELECT * FROM TABLE(WASM_TABLE('echo', 12))")).containsExactly("12");
      assertThat(rows(c, "SELECT * FROM TABLE(WASM_TABLE('echo', NULL))")).isEmpty();
      assertThat(rows(c, "SELECT * FROM TABLE(WASM_TABLE('echo', '[1]', CAST(NULL AS VARCHAR)))"))
          .containsExactly("1");
      try (PreparedStatement statement =
          c.prepareStatement("SELECT * FROM TABLE(WASM_TABLE('echo', ?))")) {
        statement.setString(1, "[1,2]");
        try (ResultSet rows = statement.executeQuery()) {
          assertThat(rows.next()).isTrue();
          assertThat(rows.getString(1)).isEqualTo("1");
        }
      }
    }
  }

  @Test
  void cancel_isSeenBetweenRows() throws SQLException {
    try (Connection c = open();
        Statement statement = c.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT * FROM TABLE(WASM_TABLE('echo', '[1,2,3,4,5]'))")) {
      assertThat(rows.next()).isTrue();
      statement.cancel();
      assertThatThrownBy(
              () -> {
                while (rows.next()) {
                  assertThat(rows.getString(1)).isNotNull();
                }
              })
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
    }
  }

  @Test
  void newVersion_isMetByTheNextExecution() throws SQLException {
    try (Connection c = open()) {
      register(c, "p", Guests.constant("[1]"));
      try (PreparedStatement kept =
          c.prepareStatement("SELECT * FROM TABLE(WASM_TABLE('p', 'x'))")) {
        for (String version : new String[] {"[1]", "[2]"}) {
          register(c, "p", Guests.constant(version));
          try (ResultSet rows = kept.executeQuery()) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo(version.substring(1, 2));
          }
        }
      }
    }
  }

  @Test
  void preparing_runsNothing() throws SQLException {
    try (Connection c = open();
        PreparedStatement statement =
            c.prepareStatement("SELECT * FROM TABLE(WASM_TABLE('echo', '[1]'))")) {
      assertThat(newInstances()).isZero();
      statement.executeQuery().close();
    }
  }

  @Test
  void faults_haveTheirStates() throws SQLException {
    try (Connection c = open()) {
      assertThat(failure(c, "SELECT * FROM TABLE(WASM_TABLE('nobody', '[]'))")).startsWith("42883");
      assertThat(failure(c, "SELECT *" + from("echo", "[]", "[]"))).startsWith("22W04");
      assertThat(failure(c, "SELECT *" + from("echo", "[]", columns("a INT"))))
          .startsWith("22W04")
          .contains("unknown type");
      assertThat(failure(c, "SELECT *" + from("csv_rows", "a\n\"", TWO_COLUMNS)))
          .startsWith("38W02");
      assertThat(failure(c, "SELECT * FROM TABLE(WASM_TABLE('echo', 'no JSON'))"))
          .startsWith("22032");
      assertThat(
              failure(
                  c,
                  "SELECT * FROM TABLE(WASM_TABLE('echo', '[1]', '{\"columns\":' ||"
                      + " '[{\"name\":\"a\",\"type\":\"INTEGER\"}]}'))"))
          .startsWith("22W04");
      assertThat(rows(c, "SELECT * FROM TABLE(WASM_TABLE('echo', '[1]'))")).containsExactly("1");
    }
  }
}
