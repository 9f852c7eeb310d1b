package io.github.wasmudf.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.Guests;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Aggregates in H2, which never says when it is done with a group. */
@OnEachEngine
@Timeout(120)
class AggregateTest {
  @RegisterExtension final TestDatabase database;
  private Sql sql;

  AggregateTest(String engine) {
    database = TestDatabase.inMemory(engine);
  }

  @BeforeEach
  void connect() throws SQLException {
    sql = database.admin();
    sql.register("sum", Guests.wat(Guests.summing("agg", "", "", "")));
  }

  /** The sum and the number of states in use, as the plugin writes them. */
  private static byte[] answer(int sum, int live) {
    byte[] answer = new byte[12];
    answer[0] = (byte) sum;
    answer[1] = (byte) (sum >> 8);
    answer[8] = (byte) live;
    answer[9] = (byte) (live >> 8);
    return answer;
  }

  @Test
  void statesOfAStatement_areFreedByTheNextThatAggregates() throws SQLException {
    String one = "SELECT WASM_AGGREGATE_BINARY('sum', CHAR(X)) FROM SYSTEM_RANGE(1, 10)";
    for (int i = 0; i < 3; i++) {
      assertThat(sql.value(one)).isEqualTo(answer(55, 1));
    }
    assertThat(
            sql.value(
                "SELECT COUNT(*) FROM (SELECT WASM_AGGREGATE_BINARY('sum', CHAR(X)) FROM"
                    + " SYSTEM_RANGE(1, 100) GROUP BY X)"))
        .isEqualTo(100L);
    assertThat(sql.value(one)).isEqualTo(answer(55, 1));
    assertThat(sql.value("SELECT CAST(SUM(INSTANCES) AS INTEGER) FROM WASM.INSTANCES"))
        .isEqualTo(1);
  }

  @Test
  void frames_ofAWindowThatSlides_areMoreThanThePluginHasRoomFor() throws SQLException {
    assertThat(
            sql.value(
                "SELECT COUNT(*) FROM (SELECT X, WASM_AGGREGATE_BINARY('sum', CHAR(1)) OVER (ORDER"
                    + " BY X ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS S FROM SYSTEM_RANGE(1,"
                    + " 5000)) WHERE SUBSTRING(S FROM 1 FOR 1) = X'03'"))
        .isEqualTo(4_998L);
  }

  @Test
  void runningFrames_askAgainAndAgain() throws SQLException {
    assertThat(
            sql.value(
                "SELECT LISTAGG(S, ',') WITHIN GROUP (ORDER BY X) FROM (SELECT X,"
                    + " RAWTOHEX(SUBSTRING(WASM_AGGREGATE_BINARY('sum', CHAR(X)) OVER (ORDER BY X)"
                    + " FROM 1 FOR 1)) AS S FROM SYSTEM_RANGE(1, 5))"))
        .isEqualTo("01,03,06,0a,0f");
  }

  @Test
  void failedStatement_leavesTheNextAsGoodAsBefore() throws SQLException {
    String trapping =
        "(if (i32.eq (i32.load8_u (local.get $p)) (i32.const 99)) (then (unreachable)))";
    sql.register("trap", Guests.wat(Guests.summing("agg", trapping, "", "")));
    for (int i = 0; i < 3; i++) {
      assertThat(
              sql.sqlState(
                  "SELECT WASM_AGGREGATE_BINARY('trap', CHAR(X)) FROM SYSTEM_RANGE(1, 200) GROUP BY"
                      + " X"))
          .isEqualTo("38W01");
      assertThat(
              sql.value("SELECT WASM_AGGREGATE_BINARY('trap', CHAR(X)) FROM SYSTEM_RANGE(1, 10)"))
          .isEqualTo(answer(55, 1));
    }
  }

  @Test
  void statementThatFailsByItself_leavesNothingForLong() throws SQLException {
    for (int i = 0; i < 50; i++) {
      assertThat(
              sql.sqlState(
                  "SELECT WASM_AGGREGATE_BINARY('sum', CHAR(X)), SUM(1 / (40 - X)) FROM"
                      + " SYSTEM_RANGE(1, 60) GROUP BY X"))
          .isEqualTo("22012");
    }
    assertThat(sql.value("SELECT WASM_AGGREGATE_BINARY('sum', 'a') FROM SYSTEM_RANGE(1, 1)"))
        .isNotNull();
  }

  @Test
  void valuesOfOtherTypes_goAsTheirText() throws SQLException {
    sql.register("id", TestGuests.echo());
    assertThat(
            sql.value(
                "SELECT WASM_AGGREGATE('id', V) FROM (VALUES (DATE '2026-11-27'), (DATE"
                    + " '1500-02-28')) AS T(V)"))
        .isEqualTo("[\"2026-11-27\",\"1500-02-28\"]");
    assertThat(
            sql.value(
                "SELECT WASM_AGGREGATE('id', V) FROM (VALUES (CAST('ä' AS CLOB)), (CAST('b' AS"
                    + " CLOB))) AS T(V)"))
        .isEqualTo("[\"ä\",\"b\"]");
    assertThat(sql.value("SELECT WASM_AGGREGATE('id', V) FROM (VALUES (1.50), (2.00)) AS T(V)"))
        .isEqualTo("[\"1.50\",\"2.00\"]");
    assertThat(sql.value("SELECT WASM_AGGREGATE('id', ARRAY[1, 2])")).isEqualTo("[\"[1, 2]\"]");
    assertThat(sql.value("SELECT WASM_AGGREGATE('id', TRUE)")).isEqualTo("[\"TRUE\"]");
  }

  @Test
  void prepared_runsAgain_alsoInAView() throws SQLException {
    sql.run(
        "CREATE VIEW SUMS AS SELECT WASM_AGGREGATE_BINARY('sum', CHAR(X)) AS S FROM"
            + " SYSTEM_RANGE(1, 10)");
    assertThat(sql.value("SELECT S FROM SUMS")).isEqualTo(answer(55, 1));
    assertThat(sql.value("SELECT S FROM SUMS")).isEqualTo(answer(55, 1));
  }

  /** Groups that HAVING drops are never asked; the garbage collector may not have come yet. */
  @Test
  void groupsThatNobodyAsks_leaveRoomForTheNextStatement() throws SQLException {
    sql.register("sketches", Guests.plugin("sketches"));
    sql.run(
        "CALL WASM_CREATE_FUNCTION('distinct_of', 'sketches', 'hll', '{\"kind\":\"aggregate\",\"args\":"
            + "[{\"name\":\"x\",\"type\":\"VARCHAR\"}],\"returns\":\"BIGINT\"}')");
    for (int i = 0; i < 3; i++) {
      assertThat(
              sql.column(
                  "SELECT MOD(X, 1500), distinct_of(X) FROM SYSTEM_RANGE(1, 1500)"
                      + " GROUP BY MOD(X, 1500) HAVING COUNT(*) > 1"))
          .isEmpty();
    }
    assertThat(sql.value("SELECT distinct_of(X) FROM SYSTEM_RANGE(1, 10)")).isEqualTo(10L);
  }

  @Test
  void oneInstance_isEnoughForCallsBesideAggregates() throws SQLException {
    String summing = Guests.summing("agg", "", "", "");
    String echo =
        "(func (export \"transform\") (param i32 i32) (result i64) (i64.or (i64.shl"
            + " (i64.extend_i32_u (local.get 0)) (i64.const 32)) (i64.extend_i32_u (local.get 1)))))";
    byte[] both = Guests.wat(summing.substring(0, summing.lastIndexOf(')')) + echo);
    sql.register("both", both, "{\"limits\":{\"instances\":1}}");
    for (int i = 0; i < 3; i++) {
      assertThat(
              sql.value(
                  "SELECT WASM_AGGREGATE_BINARY('both', WASM_TRANSFORM('both', CHAR(X))) FROM"
                      + " SYSTEM_RANGE(1, 10)"))
          .isEqualTo(answer(55, 1));
      assertThat(sql.transform("both", "x")).isEqualTo("x");
    }
  }

  @Test
  void transactionThatChangedTheCatalog_aggregates() throws SQLException {
    sql.run(
        "CALL WASM_CREATE_FUNCTION('summed', 'sum', 'agg', '{\"kind\":\"aggregate\",\"args\":"
            + "[{\"name\":\"x\",\"type\":\"VARCHAR\"}],\"returns\":\"VARBINARY\"}')");
    sql.connection().setAutoCommit(false);
    sql.run("CALL WASM_REGISTER('other', ?)", Guests.plugin("upper"));
    assertThat(sql.value("SELECT summed(CHAR(X)) FROM SYSTEM_RANGE(1, 10)"))
        .isEqualTo(answer(55, 1));
    sql.connection().rollback();
    sql.connection().setAutoCommit(true);
    assertThat(sql.value("SELECT summed(CHAR(X)) FROM SYSTEM_RANGE(1, 10)"))
        .isEqualTo(answer(55, 1));
  }

  @Test
  void argumentsOfAnotherNumber_areRefused() throws SQLException {
    assertThat(sql.sqlState("SELECT WASM_AGGREGATE('sum')")).isEqualTo("22W04");
    assertThat(sql.sqlState("SELECT WASM_AGGREGATE('sum', 'a', 'b')")).isEqualTo("22W04");
  }

  @Test
  void createdAggregate_ofEachType_takesAndAnswersIt() throws SQLException {
    sql.register("id", TestGuests.echo());
    String[][] types = {
      {"BOOLEAN", "TRUE", "[true]"},
      {"TINYINT", "7", "[7]"},
      {"SMALLINT", "7", "[7]"},
      {"INTEGER", "7.6", "[8]"},
      {"BIGINT", "'12'", "[12]"},
      {"REAL", "0.5", "[0.5]"},
      {"DOUBLE", "7", "[7.0]"},
      {"DECIMAL(9, 2)", "1.5", "[\"1.50\"]"},
      {"VARCHAR", "7", "[\"7\"]"},
      {"CHAR(3)", "'ab'", "[\"ab \"]"},
      {"CLOB", "CAST('ä' AS CLOB)", "[\"ä\"]"},
      {"VARBINARY", "X'0102'", "[\"AQI=\"]"},
      {"BLOB", "CAST(X'0102' AS BLOB)", "[\"AQI=\"]"},
      {"DATE", "DATE '2026-11-27'", "[\"2026-11-27\"]"},
      {"TIME", "TIME '12:30:00'", "[\"12:30:00\"]"},
      {"TIMESTAMP", "TIMESTAMP '2026-11-27 12:30:00.25'", "[\"2026-11-27T12:30:00.250\"]"},
      {
        "UUID",
        "UUID '00112233-4455-6677-8899-aabbccddeeff'",
        "[\"00112233-4455-6677-8899-aabbccddeeff\"]"
      },
      {"JSON", "JSON '{\"a\":1}'", "[{\"a\":1}]"},
    };
    for (String[] type : types) {
      sql.run(
          "CALL WASM_CREATE_FUNCTION('all_of', 'id', 'transform',"
              + " '{\"kind\":\"aggregate\",\"returns\":\"VARCHAR\",\"args\":[{\"name\":\"a\",\"type\":\""
              + type[0]
              + "\"}]}')");
      assertThat(sql.value("SELECT all_of(" + type[1] + ")")).as(type[0]).isEqualTo(type[2]);
      sql.run("CALL WASM_DROP_FUNCTION('all_of')");
    }
  }

  @Test
  void createdAggregate_thatAViewUses_isNotDropped() throws SQLException {
    sql.run(
        "CALL WASM_CREATE_FUNCTION('summed', 'sum', 'agg',"
            + " '{\"kind\":\"aggregate\",\"returns\":\"VARBINARY\",\"args\":[{\"name\":\"a\",\"type\":\"VARCHAR\"}]}')");
    sql.run("CREATE VIEW SUMS AS SELECT SUMMED(CHAR(X)) AS S FROM SYSTEM_RANGE(1, 10)");
    assertThat(sql.value("SELECT S FROM SUMS")).isEqualTo(answer(55, 1));
    assertThat(sql.sqlState("CALL WASM_DROP_FUNCTION('summed')")).isEqualTo("2BP01");
    sql.run("DROP VIEW SUMS");
    sql.run("CALL WASM_DROP_FUNCTION('summed')");
    assertThat(sql.sqlState("SELECT SUMMED('a')")).isEqualTo("90022");
  }
}
