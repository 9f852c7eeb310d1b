package io.github.wasmudf.h2;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SQL of plugins, as their ABIs ask for it. */
@Timeout(60)
class GuestSqlTest {
  @RegisterExtension final TestDatabase database = TestDatabase.inMemory("auto");

  private Sql admin;

  @BeforeEach
  void createTables() throws SQLException {
    admin = database.admin();
    GuestAliases.create(admin);
    admin.run("CREATE TABLE ITEM (ID INTEGER PRIMARY KEY, NAME VARCHAR(20))");
    admin.run("CREATE TABLE SECRET (ID INTEGER)");
    admin.run("INSERT INTO ITEM VALUES (1, 'one'), (2, 'two')");
    admin.run("GRANT SELECT ON ITEM TO ORDINARY");
  }

  private static String query(Sql sql, String text) throws SQLException {
    return String.valueOf(sql.value("SELECT GUEST_QUERY(?, 20000)", text));
  }

  private static String execute(Sql sql, String text) throws SQLException {
    return String.valueOf(sql.value("SELECT GUEST_EXECUTE(?, NULL)", text));
  }

  private static String queryState(Sql sql, String text) {
    return sql.sqlState("SELECT GUEST_QUERY(?, 20000)", text);
  }

  @Test
  void query_answersRowsOfEveryType() throws SQLException {
    assertThat(query(admin, "SELECT NAME, ID FROM ITEM ORDER BY ID;"))
        .isEqualTo("SqlRows[columns=[NAME, ID], rows=[[one, 1], [two, 2]]]");
    assertThat(
            query(
                admin,
                "SELECT 1.50, 1e0, TRUE, NULL, DATE '2024-02-29', TIME '01:02:03',"
                    + " TIMESTAMP '2024-02-29 01:02:03.5', TIMESTAMP WITH TIME ZONE"
                    + " '2024-02-29 01:02:03+02:00', CAST('t' AS CLOB), JSON '[1]', ARRAY[1]"))
        .endsWith(
            "rows=[[1.50, 1, true, null, 2024-02-29, 01:02:03, 2024-02-29T01:02:03.500,"
                + " 2024-02-29T01:02:03+02:00, t, [1], [1]]]]");
  }

  @Test
  void query_hasTheCallersRights() throws SQLException {
    Sql user = database.user();

    assertThat(query(user, "SELECT COUNT(*) C FROM ITEM")).contains("[[2]]");
    assertThat(queryState(user, "SELECT * FROM SECRET")).isEqualTo("42501");
    assertThat(queryState(user, "SELECT * FROM WASM.PLUGIN_STATE")).isEqualTo("42501");
    assertThat(execute(user, "INSERT INTO ITEM VALUES (3, 'x')")).startsWith("NOT_ALLOWED");
    assertThat(execute(user, "DELETE FROM ITEM")).startsWith("NOT_ALLOWED");
  }

  @Test
  void execute_isPartOfTheCallersTransaction() throws SQLException {
    admin.run("SET AUTOCOMMIT FALSE");
    assertThat(admin.value("SELECT GUEST_EXECUTE(?, ?)", "INSERT INTO ITEM VALUES (3, ?)", "III"))
        .isEqualTo("1");
    assertThat(query(admin, "SELECT NAME FROM ITEM WHERE ID = 3")).contains("[[III]]");
    assertThat(database.admin().value("SELECT COUNT(*) FROM ITEM")).isEqualTo(2L);

    admin.run("ROLLBACK");
    assertThat(query(admin, "SELECT COUNT(*) FROM ITEM")).contains("[[2]]");
    admin.run("SET AUTOCOMMIT TRUE");

    // A call that fails takes with it what the plugin did in it.
    assertThat(admin.sqlState("SELECT GUEST_EXECUTEANDFAIL('DELETE FROM ITEM')"))
        .isEqualTo("38W01");
    assertThat(admin.value("SELECT COUNT(*) FROM ITEM")).isEqualTo(2L);
    assertThat(
            admin.column(
                "SELECT GUEST_EXECUTE('UPDATE ITEM SET NAME = NAME || ''x''', NULL) FROM ITEM"))
        .containsExactly("2", "2");
    assertThat(admin.column("SELECT NAME FROM ITEM ORDER BY ID")).containsExactly("onexx", "twoxx");
  }

  @Test
  void execute_thatFails_leavesTheTransactionAsItWas() throws SQLException {
    admin.run("SET AUTOCOMMIT FALSE");
    admin.run("INSERT INTO ITEM VALUES (3, 'three')");

    assertThat(execute(admin, "INSERT INTO ITEM VALUES (4, 'four'), (1, 'again')"))
        .startsWith("SERVICE_FAILED")
        .contains("[23505]");
    assertThat(execute(admin, "INSERT INTO ITEM VALUES (?, ?)")).contains("2 parameters, and 0");
    assertThat(execute(admin, "INSERT INTO NOWHERE VALUES (1)")).contains("[42S02]");

    assertThat(admin.column("SELECT ID FROM ITEM ORDER BY ID")).containsExactly(1, 2, 3);
    admin.run("ROLLBACK");
    assertThat(admin.column("SELECT ID FROM ITEM ORDER BY ID")).containsExactly(1, 2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TABLE T (A INTEGER)",
        "DROP TABLE ITEM",
        "TRUNCATE TABLE ITEM",
        "ALTER USER ORDINARY ADMIN TRUE",
        "GRANT ALL ON SECRET TO PUBLIC",
        "CREATE ALIAS A AS 'int a() { return 1; }'",
        "COMMIT",
        "ROLLBACK",
        "SAVEPOINT S",
        "SET AUTOCOMMIT TRUE",
        "SET PASSWORD 'x'",
        "BEGIN",
        "SHUTDOWN",
        "CHECKPOINT",
        "BACKUP TO '/nowhere/x.zip'",
        "SCRIPT TO '/nowhere/x.sql'",
        "RUNSCRIPT FROM '/nowhere/x.sql'",
        "CALL WASM_SET_POLICY(NULL)",
        "EXECUTE IMMEDIATE 'DROP TABLE ITEM'",
        "EXPLAIN ANALYZE DELETE FROM ITEM",
        "UPDATE WASM.SETTING SET SETTING = '{}'",
        "DELETE FROM WASM.PLUGIN_STATE",
        "INSERT INTO ITEM SELECT 9, SETTING FROM WASM.SETTING",
        "INSERT INTO ITEM VALUES (9, CAST(FILE_READ('/etc/hostname') AS VARCHAR))",
        "INSERT INTO ITEM VALUES (9, 'x'); DROP TABLE SECRET",
        "SELECT 1",
        ""
      })
  void execute_whatIsNoChangeOfData_isRefused(String sql) throws SQLException {
    assertThat(execute(admin, sql)).startsWith("SERVICE_FAILED");

    assertThat(admin.column("SELECT ID FROM ITEM ORDER BY ID")).containsExactly(1, 2);
    assertThat(admin.value("SELECT COUNT(*) FROM SECRET")).isEqualTo(0L);
    assertThat(admin.value("SELECT COUNT(*) FROM WASM.SETTING")).isEqualTo(1L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DELETE FROM ITEM",
        "SELECT * FROM FINAL TABLE (INSERT INTO ITEM VALUES (9, 'x'))",
        "SELECT * FROM ITEM FOR UPDATE",
        "SELECT GUEST_EXECUTE('DELETE FROM ITEM', NULL)",
        "SELECT GUEST_PUT('p', 'k', 'v')",
        "SELECT FILE_READ('/etc/hostname')",
        "SELECT U&\"FILE\\005fREAD\"('/etc/hostname')",
        "SELECT * FROM CSVREAD('/etc/hostname')",
        "SELECT FILE_WRITE('x', '/nowhere/x')",
        "SELECT CANCEL_SESSION(1)",
        "SELECT * FROM WASM.PLUGIN_STATE",
        "SELECT (SELECT MAX(SETTING) FROM WASM.SETTING)",
        "WITH S AS (SELECT * FROM WASM.SETTING) SELECT * FROM S",
        "SELECT 1; SELECT 2",
        "EXPLAIN SELECT 1",
        "CALL 1",
        "DROP TABLE ITEM"
      })
  void query_whatIsNoQuery_isRefused(String sql) throws SQLException {
    assertThat(queryState(admin, sql)).isEqualTo("38W07");

    assertThat(admin.column("SELECT ID FROM ITEM ORDER BY ID")).containsExactly(1, 2);
    assertThat(admin.value("SELECT COUNT(*) FROM WASM.PLUGIN_STATE")).isEqualTo(0L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT WASM_REGISTER('p', X'00')",
        "SELECT WASM_UNREGISTER('p')",
        "SELECT WASM_GRANT('p', 'PUBLIC')",
        "SELECT WASM_CREATE_FUNCTION('f', 'p', 'e')"
      })
  void query_administration_isNotAllowed(String sql) {
    assertThat(queryState(admin, sql)).isIn("38W07", "42501");
  }

  @Test
  void query_setPolicyBySelect_isNotAllowed() throws SQLException {
    assertThat(queryState(admin, "SELECT WASM_SET_POLICY(NULL)")).isIn("38W07", "42501");

    assertThat(admin.value("SELECT COUNT(*) FROM WASM.SETTING")).isEqualTo(1L);
  }

  @Test
  void query_largeAnswer_isALimit() {
    assertThat(queryState(admin, "SELECT REPEAT('x', 200000)")).isEqualTo("38W04");
    assertThat(queryState(admin, "SELECT CAST(NULL AS INTEGER) FROM SYSTEM_RANGE(1, 10000)"))
        .isEqualTo("38W04");
  }

  @Test
  void query_thatTakesTooLong_endsWithTheCallsTime() throws SQLException {
    String endless =
        "SELECT COUNT(*) FROM (SELECT A.X FROM SYSTEM_RANGE(1, 1000000) A,"
            + " SYSTEM_RANGE(1, 1000000) B WHERE A.X + B.X < 0)";

    assertThat(admin.sqlState("SELECT GUEST_QUERY(?, 100)", endless)).isEqualTo("38W03");
    assertThat(query(admin, "SELECT 1")).contains("[[1]]");
    assertThat(admin.sqlState("SELECT GUEST_QUERY('SELECT 1', 0)")).isEqualTo("38W03");
    assertThat(query(admin, "SELECT 1")).contains("[[1]]");
  }

  @Test
  void query_timeoutOfTheStatement_isOnlyItsOwn() throws SQLException {
    admin.run("SET QUERY_TIMEOUT 300");

    // Each nested query would set the clock anew, if it were a command of H2's own.
    assertThat(
            admin.sqlState(
                "SELECT COUNT(GUEST_QUERY('SELECT ' || X, 20000)) FROM SYSTEM_RANGE(1, 100000000)"))
        .isEqualTo("57014");
    admin.run("SET QUERY_TIMEOUT 0");
    assertThat(query(admin, "SELECT 1")).contains("[[1]]");
  }

  @Test
  void query_withinQueries_hasABound() throws SQLException {
    assertThat(query(admin, nested(4))).contains("[[1]]");
    assertThat(queryState(admin, nested(5))).isEqualTo("38W07");
    assertThat(query(admin, nested(4))).contains("[[1]]");
  }

  private static String nested(int depth) {
    return depth == 1
        ? "SELECT 1"
        : "SELECT GUEST_QUERY('" + nested(depth - 1).replace("'", "''") + "', 20000)";
  }
}
