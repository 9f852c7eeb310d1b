package io.github.wasmudf.h2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wasmudf.testing.Guests;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.UUID;
import org.h2.tools.Server;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code WASM_TABLE}: rows from plugins. */
@OnEachEngine
class TableTest {
  private static final String TWO_COLUMNS =
      "{\"columns\":[{\"name\":\"id\",\"type\":\"BIGINT\"},{\"name\":\"name\",\"type\":\"VARCHAR\"}]}";

  @RegisterExtension final TestDatabase database;
  private Sql sql;

  TableTest(String engine) {
    database = TestDatabase.inMemory(engine);
  }

  @BeforeEach
  void connect() throws SQLException {
    sql = database.admin();
    sql.register("csv", Guests.plugin("csv_rows"));
    sql.register("echo", TestGuests.echo());
  }

  private List<String> rows(String query) throws SQLException {
    try (Statement statement = sql.connection().createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      List<String> list = new ArrayList<>();
      while (rows.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          row.add(rows.getString(i));
        }
        list.add(String.join("|", row.stream().map(String::valueOf).toList()));
      }
      return list;
    }
  }

  private static String columns(String... columns) {
    StringJoiner json = new StringJoiner(",", "{\"columns\":[", "]}");
    for (String column : columns) {
      String[] words = column.split(" ", 2);
      json.add("{\"name\":\"" + words[0] + "\",\"type\":\"" + words[1] + "\"}");
    }
    return json.toString();
  }

  private void assertFails(String query, String state, String... message) {
    Sql.Failure failure = sql.failure(query);
    assertThat(failure.sqlState()).as(failure.message()).isEqualTo(state);
    for (String part : message) {
      assertThat(failure.message()).contains(part);
    }
  }

  @Test
  void onErrorSkip_leavesOutRowsThatAreNotOfTheirTypes() throws SQLException {
    String manifest =
        "{\"functions\":[{\"name\":\"rows\",\"kind\":\"table\",\"on_error\":\"skip\",\"columns\":["
            + "{\"name\":\"id\",\"type\":\"INTEGER\"},{\"name\":\"day\",\"type\":\"DATE\"}]}]}";
    sql.register("loose", TestGuests.echo(), manifest);
    String bad =
        "{\"id\":1,\"day\":\"2026-01-01\"}|{\"id\":\"x\",\"more\":[{\"id\":9}]}|[2,\"2026-01-02\"]|[3]|7"
            + "|{\"id\":4,\"day\":[[1],{\"a\":2}]}|\"text\"|{\"day\":\"2026-01-05\"}|[6,\"soon\",[[]]]|[8,null]";
    List<String> good = List.of("1|2026-01-01", "2|2026-01-02", "null|2026-01-05", "8|null");
    for (String answer : List.of(bad.replace('|', '\n'), "[" + bad.replace('|', ',') + "]")) {
      assertThat(rows("SELECT * FROM WASM_TABLE('loose', '" + answer + "')")).isEqualTo(good);
    }
    assertFails(
        "SELECT * FROM WASM_TABLE('loose', '[1,null]\n[2,null]\n[3')",
        "22032",
        "row 3: the result is not JSON");
    assertThat(rows("SELECT \"ROWS\", ERRORS FROM WASM.STATS WHERE PLUGIN = 'loose'"))
        .containsExactly("10|12");
  }

  @Test
  void rowsOfCsv_areTypedAndCanBeFiltered() throws SQLException {
    assertThat(
            rows(
                "SELECT id + 1, name FROM WASM_TABLE('csv', 'id,name\n1,a\n2,\"b \"\"c\"\"\"\n3,',"
                    + " '"
                    + TWO_COLUMNS
                    + "') WHERE id > 0"))
        .containsExactly("2|a", "3|b \"c\"", "4|null");
  }

  @Test
  void rowJson_holdsTheRowsText_whenNobodyNamesColumns() throws SQLException {
    assertThat(rows("SELECT * FROM WASM_TABLE('echo', '[{\"a\": 1.0}, null, \"x\"]')"))
        .containsExactly("{\"a\":1.0}", "null", "\"x\"");
  }

  @Test
  void everyType_isItsTypeInSql() throws SQLException {
    String columns =
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
            "n TIMESTAMP WITH TIME ZONE",
            "o UUID",
            "p JSON");
    sql.run("CREATE TABLE doc (text VARCHAR)");
    sql.run(
        "INSERT INTO doc VALUES (?)",
        "[true,-1,2,3,4,0.5,1e300,\"5.1\",\"x\",\"AP8=\",\"2026-11-20\",\"12:30:15.123456789\","
            + "\"2026-11-20 12:30:15.123456789\",\"2026-11-20T12:30:15.123456789+05:30\","
            + "\"123e4567-e89b-12d3-a456-426614174000\",{\"a\":[1]}]\n"
            + "[null,null,null,null,null,null,null,null,null,null,null,null,null,null,null,null]");
    String from = " FROM WASM_TABLE('echo', (SELECT text FROM doc), '" + columns + "')";
    try (Statement statement = sql.connection().createStatement();
        ResultSet rows = statement.executeQuery("SELECT *" + from)) {
      List<String> types = new ArrayList<>();
      List<Object> values = new ArrayList<>();
      assertThat(rows.next()).isTrue();
      for (int i = 1; i <= 16; i++) {
        types.add(rows.getMetaData().getColumnTypeName(i));
        values.add(i == 10 ? rows.getString(i) : rows.getObject(i));
      }
      assertThat(String.join(",", types))
          .isEqualTo(
              "BOOLEAN,TINYINT,SMALLINT,INTEGER,BIGINT,REAL,DOUBLE PRECISION,NUMERIC,"
                  + "CHARACTER VARYING,BINARY VARYING,DATE,TIME,TIMESTAMP,TIMESTAMP WITH TIME ZONE,"
                  + "UUID,JSON");
      assertThat(values.subList(0, 9))
          .containsExactly(true, -1, 2, 3, 4L, 0.5f, 1e300, new BigDecimal("5.10"), "x");
      assertThat(rows.getBytes(10)).containsExactly(0, 0xff);
      assertThat(rows.getObject(11, LocalDate.class)).isEqualTo("2026-11-20");
      assertThat(rows.getObject(12, LocalTime.class)).isEqualTo("12:30:15.123456789");
      assertThat(rows.getObject(13, LocalDateTime.class))
          .isEqualTo("2026-11-20T12:30:15.123456789");
      assertThat(rows.getObject(14, OffsetDateTime.class))
          .isEqualTo("2026-11-20T12:30:15.123456789+05:30");
      assertThat(values.get(14)).isEqualTo(UUID.fromString("123e4567-e89b-12d3-a456-426614174000"));
      assertThat(rows.getString(16)).isEqualTo("{\"a\":[1]}");
      assertThat(rows.next()).isTrue();
      for (int i = 1; i <= 16; i++) {
        assertThat(rows.getObject(i)).isNull();
      }
      assertThat(rows.next()).isFalse();
    }
    sql.run("CREATE TABLE copy AS SELECT *" + from);
    assertThat(rows("SELECT h, l FROM copy WHERE a")).containsExactly("5.10|12:30:15.123456789");
  }

  @Test
  void hundredThousandLines_areReadInTheDefaultLimits() throws SQLException {
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
    sql.run("CREATE TABLE doc (text CLOB)");
    sql.run("INSERT INTO doc VALUES (?)", text.toString());
    String from = " FROM WASM_TABLE('csv', (SELECT text FROM doc), '" + columns + "')";
    assertThat(
            rows(
                "SELECT COUNT(*), SUM(CAST(id AS BIGINT)), COUNT(note), SUM(price), MIN(born),"
                    + " MAX(born), COUNT(CASE WHEN name = 'customer, \"' || id || '\"' THEN 1 END)"
                    + from))
        .containsExactly("100000|5000050000|50000|49975000.00|2020-01-01|2022-09-26|100000");
    assertThat(rows("SELECT id, note" + from + " WHERE id > 99998"))
        .containsExactly("99999|a longer note,\nover two lines", "100000|null");
    // What is not decoded does no harm.
    String broken =
        from.replace("SELECT text", "SELECT REPLACE(text, CHAR(10) || '3,', CHAR(10) || 'three,')");
    assertThat(rows("SELECT id, name, price, born" + broken + " LIMIT 2"))
        .containsExactly("1|customer, \"1\"|1.25|2020-01-02", "2|customer, \"2\"|2.25|2020-01-03");
  }

  @Test
  void limit_decodesNoMoreThanItNeeds() {
    String from =
        " FROM WASM_TABLE('echo', '{\"id\":1}\n{\"id\":2}\n{\"id\":\"three\"}\n{\"id\":4}', '"
            + TWO_COLUMNS
            + "')";
    assertThatNoException()
        .isThrownBy(
            () -> assertThat(rows("SELECT id" + from + " LIMIT 2")).containsExactly("1", "2"));
    assertFails(
        "SELECT id" + from + " LIMIT 3",
        "22032",
        "plugin echo version 1: row 3: column id BIGINT: three is not a number");
    assertFails("SELECT COUNT(*)" + from, "22032", "row 3");
  }

  @Test
  void lazyQuery_failsWhereTheFaultIs() throws SQLException {
    sql.run("SET LAZY_QUERY_EXECUTION 1");
    try (Statement statement = sql.connection().createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT id FROM WASM_TABLE('echo', '[[1,\"a\"],[2,\"b\"],[3', '"
                    + TWO_COLUMNS
                    + "')")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getLong(1)).isEqualTo(1);
      assertThat(rows.next()).isTrue();
      assertThatThrownBy(rows::next)
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("22032"));
    }
    assertThat(sql.transform("echo", "still here")).isEqualTo("still here");
  }

  @Test
  void columnsOfTheManifest_holdUntilACallNamesOthers() throws SQLException {
    sql.register(
        "typed",
        TestGuests.echo(),
        "{\"functions\":[{\"name\":\"rows\",\"kind\":\"table\",\"columns\":["
            + "{\"name\":\"n\",\"type\":\"INTEGER\"},{\"name\":\"Half Price\",\"type\":\"REAL\"}]}]}");
    assertThat(rows("SELECT n, \"Half Price\" FROM WASM_TABLE('typed', '[[1,0.5]]')"))
        .containsExactly("1|0.5");
    assertThat(rows("SELECT id, name FROM WASM_TABLE('typed', '[[1,0.5]]', '" + TWO_COLUMNS + "')"))
        .containsExactly("1|0.5");
    assertFails("SELECT id FROM WASM_TABLE('typed', '[[1,0.5]]')", "42S22");
  }

  @Test
  void otherParameters_goToThePlugin() throws SQLException {
    String delimiter = TWO_COLUMNS.replaceFirst("\\{", "{\"delimiter\":\";\",");
    assertThat(rows("SELECT * FROM WASM_TABLE('csv', 'id;name\n1;a,b', '" + delimiter + "')"))
        .containsExactly("1|a,b");
    assertThat(rows("SELECT * FROM WASM_TABLE('csv', 'a;b', '{\"header\":\"false\"}')"))
        .containsExactly("[\"a;b\"]");
    assertFails("SELECT * FROM WASM_TABLE('csv', 'a', '{\"nonsense\":\"1\"}')", "38W02");
  }

  @Test
  void nullInput_hasNoRows() throws SQLException {
    assertThat(rows("SELECT * FROM WASM_TABLE('echo', NULL)")).isEmpty();
    assertThat(rows("SELECT COUNT(id) FROM WASM_TABLE('echo', NULL, '" + TWO_COLUMNS + "')"))
        .containsExactly("0");
    assertThat(rows("SELECT * FROM WASM_TABLE('echo', '[1]', NULL)")).containsExactly("1");
  }

  @Test
  void preparing_runsNothing() throws SQLException {
    sql.register("naughty", TestGuests.naughty());
    try (PreparedStatement statement =
        sql.connection()
            .prepareStatement(
                "SELECT row_json FROM WASM_TABLE('naughty', '!' || CAST(? AS VARCHAR))")) {
      assertThat(sql.column("SELECT PLUGIN FROM WASM.INSTANCES WHERE INSTANCES > 0")).isEmpty();
      statement.setString(1, "trap");
      assertThatThrownBy(statement::executeQuery)
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("38W01"));
    }
  }

  @Test
  void everyArgument_canBeAParameter() throws SQLException {
    try (PreparedStatement statement =
        sql.connection().prepareStatement("SELECT * FROM WASM_TABLE(?, ?, ?)")) {
      statement.setString(1, "echo");
      statement.setString(2, "[[1,\"a\"]]");
      statement.setString(3, TWO_COLUMNS);
      try (ResultSet rows = statement.executeQuery()) {
        assertThat(rows.getMetaData().getColumnName(2)).isEqualTo("NAME");
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(2)).isEqualTo("a");
      }
      statement.setString(3, null);
      try (ResultSet rows = statement.executeQuery()) {
        assertThat(rows.getMetaData().getColumnCount()).isEqualTo(1);
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(1)).isEqualTo("[1,\"a\"]");
      }
    }
  }

  private static String manifest(String... columns) {
    return "{\"functions\":[{\"name\":\"rows\",\"kind\":\"table\","
        + columns(columns).substring(1, columns(columns).length() - 1)
        + "}]}";
  }

  @Test
  void view_isPlannedAnew_whenThePluginsColumnsChange() throws SQLException {
    sql.register("typed", TestGuests.echo(), manifest("a INTEGER", "b VARCHAR"));
    sql.run("CREATE VIEW numbers AS SELECT a FROM WASM_TABLE('typed', '[[1,\"2\"]]')");
    assertThat(rows("SELECT * FROM numbers")).containsExactly("1");
    try (PreparedStatement kept = sql.connection().prepareStatement("SELECT * FROM numbers")) {
      sql.register("typed", TestGuests.echo(), manifest("b VARCHAR", "a INTEGER"));
      assertThatThrownBy(kept::executeQuery)
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("22032"));
      try (ResultSet rows = kept.executeQuery()) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isEqualTo(2);
      }
      assertThat(rows("SELECT * FROM numbers")).containsExactly("2");
      sql.register("typed", TestGuests.echo(), manifest("a INTEGER", "b VARCHAR"));
      assertThat(rows("SELECT a FROM WASM_TABLE('typed', '[[1,\"2\"]]')")).containsExactly("1");
      assertThat(rows("SELECT * FROM numbers")).containsExactly("1");
      try (ResultSet rows = kept.executeQuery()) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isEqualTo(1);
      }
    }
  }

  @Test
  void call_answersTheRows() throws SQLException {
    assertThat(rows("CALL WASM_TABLE('echo', '[[1],[2]]')")).containsExactly("[1]", "[2]");
    assertFails("CALL WASM_TABLE('echo', '[[1],[2')", "22032", "row 2: the result is not JSON");
    assertThat(rows("CALL WASM_TABLE('echo', '[[1],[2]]')")).hasSize(2);
  }

  @Test
  void joins_andIsCalledOften() throws SQLException {
    assertThat(
            rows(
                "SELECT a.name, b.name FROM WASM_TABLE('echo', '[[1,\"a\"],[2,\"b\"]]', '"
                    + TWO_COLUMNS
                    + "') a JOIN WASM_TABLE('echo', '[[2,\"c\"],[1,\"d\"]]', '"
                    + TWO_COLUMNS
                    + "') b ON a.id = b.id ORDER BY a.id"))
        .containsExactly("a|d", "b|c");
    assertThat(
            rows(
                "SELECT X, (SELECT COUNT(*) FROM WASM_TABLE('echo', '[1,2]')) FROM SYSTEM_RANGE(1, 3)"))
        .containsExactly("1|2", "2|2", "3|2");
  }

  @Test
  void remoteClient_getsTheRows() throws SQLException {
    Server server = Server.createTcpServer("-tcpPort", "0").start();
    String url =
        database.url().replace("jdbc:h2:", "jdbc:h2:tcp://localhost:" + server.getPort() + "/");
    try (Sql remote = Sql.connect(url, "SA", "")) {
      String table = "WASM_TABLE('echo', '[1,2,3' || ']')";
      assertThat(remote.column("SELECT * FROM " + table)).containsExactly("1", "2", "3");
      assertThat(remote.column("CALL " + table)).containsExactly("1", "2", "3");
      remote.run("SET LAZY_QUERY_EXECUTION 1");
      assertThat(remote.column("SELECT * FROM " + table)).containsExactly("1", "2", "3");
      assertThat(remote.sqlState("SELECT * FROM WASM_TABLE('echo', '[1,')")).isEqualTo("22032");
      assertThat(remote.sqlState("CALL WASM_TABLE('echo', '[1,')")).isEqualTo("22032");
      assertThat(remote.column("SELECT * FROM " + table)).hasSize(3);
    } finally {
      server.stop();
    }
  }

  @Test
  void ordinaryUser_mayCall() throws SQLException {
    assertThat(database.user().value("SELECT * FROM WASM_TABLE('echo', '[1]')")).isEqualTo("1");
  }

  @Test
  void faults_haveTheirStates() throws SQLException {
    assertFails("SELECT * FROM WASM_TABLE('nobody', '[]')", "42883", "nobody");
    assertFails("SELECT * FROM WASM_TABLE('echo', '[]', '[]')", "22W04");
    assertFails("SELECT * FROM WASM_TABLE('echo', '[]', '{\"columns\":[]}')", "22W04");
    assertFails("SELECT * FROM WASM_TABLE('echo', '[]', '{\"columns\":{}}')", "22W04");
    assertFails(
        "SELECT * FROM WASM_TABLE('echo', '[]', '" + columns("a INT") + "')",
        "22W04",
        "columns[0]: unknown type \"INT\"");
    assertFails(
        "SELECT * FROM WASM_TABLE('echo', '[]', '" + columns("a REAL", "A DATE") + "')",
        "22W04",
        "column A is there twice");
    assertFails(
        "SELECT * FROM WASM_TABLE('echo', '[]', '{\"columns\":[{\"name\":\"a\",\"typ\":\"x\"}]}')",
        "22W04",
        "unknown key columns[0].typ");
    assertFails("SELECT * FROM WASM_TABLE('csv', 'a\n\"')", "38W02");
    assertFails("SELECT * FROM WASM_TABLE('echo', 'no JSON')", "22032", "row 1");
    assertFails("SELECT * FROM WASM_TABLE('echo', '\"\\ud800\"')", "22021", "row 1");
    assertThat(rows("SELECT * FROM WASM_TABLE('echo', '[1]')")).containsExactly("1");
  }
}
