package io.github.wasmudf.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.Guests;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Functions of their own names, created by a manifest or for themselves. */
@OnEachEngine
class CreatedFunctionTest {
  private static final String SHOUT =
      """
      {"functions":[{"name":"shout","kind":"scalar","args":[{"name":"t","type":"VARCHAR"}],
        "returns":"VARCHAR","deterministic":true,"description":"Says it louder"}]}
      """;

  /** Exports of the bytes shape: its input, that without its ends, how long it is, and none. */
  static final byte[] SHAPES =
      Guests.wat(
          """
          (module
            (memory (export "memory") 2)
            (func (export "alloc") (param i32) (result i32) (i32.const 1024))
            (func (export "transform") (param $ptr i32) (param $len i32) (result i64)
              (i64.or
                (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32))
                (i64.extend_i32_u (local.get $len))))
            (func (export "inner") (param $ptr i32) (param $len i32) (result i64)
              (i64.or
                (i64.shl
                  (i64.extend_i32_u (i32.add (local.get $ptr) (i32.const 1))) (i64.const 32))
                (i64.extend_i32_u (i32.sub (local.get $len) (i32.const 2)))))
            (func (export "digit") (param $ptr i32) (param $len i32) (result i64)
              (i32.store8 (i32.const 64) (i32.add (i32.const 48) (local.get $len)))
              (i64.or (i64.shl (i64.const 64) (i64.const 32)) (i64.const 1)))
            (func (export "number") (param i32) (result i32) (i32.const 0)))
          """);

  @RegisterExtension final TestDatabase database;
  private Sql admin;
  private Sql user;

  CreatedFunctionTest(String engine) {
    database = TestDatabase.inMemory(engine);
  }

  @BeforeEach
  void connect() throws SQLException {
    admin = database.admin();
    user = database.user();
  }

  private void create(String name, String export, String options) throws SQLException {
    admin.run("CALL WASM_CREATE_FUNCTION(?, 'shapes', ?, ?)", name, export, options);
  }

  private void registerShapes() throws SQLException {
    admin.register("shapes", SHAPES);
  }

  @Test
  void manifest_createsItsFunctionsAndUnregisteringLeavesNoTrace() throws SQLException {
    List<Object> before = traces();
    admin.register("upper", Guests.plugin("upper"), SHOUT);

    assertThat(admin.value("SELECT shout('straße')")).isEqualTo("STRASSE");
    assertThat(user.value("SELECT shout(x) FROM (VALUES 'a') v(x)")).isEqualTo("A");
    assertThat(
            admin.value(
                "SELECT FUNCTION_NAME || ' ' || PLUGIN || ' ' || EXPORT || ' ' || KIND || ' ' ||"
                    + " SIGNATURE FROM WASM.FUNCTIONS"))
        .isEqualTo("SHOUT upper transform scalar (t VARCHAR) RETURNS VARCHAR DETERMINISTIC");
    assertThat(traces()).hasSize(before.size() + 2);
    admin.run("CALL WASM_UNREGISTER('upper')");
    assertThat(traces()).isEqualTo(before);
    assertThat(admin.column("SELECT FUNCTION_NAME FROM WASM.FUNCTIONS")).isEmpty();
    assertThat(admin.sqlState("SELECT shout('a')")).isEqualTo("90022");
  }

  private List<Object> traces() throws SQLException {
    List<Object> names = new ArrayList<>();
    admin.column("SCRIPT NODATA").stream()
        .filter(line -> !String.valueOf(line).startsWith("--"))
        .forEach(names::add);
    return names.stream().filter(line -> String.valueOf(line).contains("ALIAS")).toList();
  }

  @Test
  void metadata_showsTypesAndRemarks() throws SQLException {
    admin.register("upper", Guests.plugin("upper"), SHOUT);
    registerShapes();
    create(
        "mixed",
        "inner",
        "{\"args\":[{\"name\":\"a\",\"type\":\"BIGINT\"},{\"name\":\"b\",\"type\":\"DATE\"}],"
            + "\"returns\":\"UUID\"}");

    assertThat(
            admin.value(
                "SELECT DATA_TYPE || '/' || IS_DETERMINISTIC || '/' || REMARKS FROM"
                    + " INFORMATION_SCHEMA.ROUTINES WHERE ROUTINE_NAME = 'SHOUT'"))
        .isEqualTo("CHARACTER VARYING/YES/Says it louder");
    assertThat(
            admin.value(
                "SELECT DATA_TYPE || '/' || IS_DETERMINISTIC FROM INFORMATION_SCHEMA.ROUTINES"
                    + " WHERE ROUTINE_NAME = 'MIXED'"))
        .isEqualTo("UUID/NO");
    assertThat(
            admin.column(
                "SELECT DATA_TYPE FROM INFORMATION_SCHEMA.PARAMETERS WHERE SPECIFIC_NAME LIKE"
                    + " 'MIXED%' ORDER BY ORDINAL_POSITION"))
        .containsExactly("BIGINT", "DATE");
    try (ResultSet rows = admin.connection().getMetaData().getProcedures(null, null, "SHOUT")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString("REMARKS")).isEqualTo("Says it louder");
    }
  }

  /** All three kinds, as H2's users look for functions. */
  @Test
  void metadata_listsEachKind_andAScriptKeepsTheRemarks() throws SQLException {
    admin.register("upper", Guests.plugin("upper"), SHOUT);
    admin.register("math", Guests.plugin("math"));
    admin.run(
        "CALL WASM_CREATE_FUNCTION('divmod', 'math', 'divmod', '{\"description\":\"two results\"}')");
    admin.register("sketches", Guests.plugin("sketches"));
    admin.run(
        "CALL WASM_CREATE_FUNCTION('distinct_values', 'sketches', 'hll', '{\"kind\":\"aggregate\","
            + "\"args\":[{\"name\":\"x\",\"type\":\"VARCHAR\"}],\"returns\":\"BIGINT\","
            + "\"description\":\"about how many\"}')");
    String described =
        "SELECT LISTAGG(FUNCTION_NAME || ': ' || DESCRIPTION, ', ') WITHIN GROUP (ORDER BY"
            + " FUNCTION_NAME) FROM WASM.FUNCTIONS";
    assertThat(admin.value(described))
        .isEqualTo("DISTINCT_VALUES: about how many, DIVMOD: two results, SHOUT: Says it louder");
    assertThat(
            admin.column(
                "SELECT ROUTINE_NAME || ' ' || ROUTINE_TYPE || ' ' || COALESCE(REMARKS, '-') FROM"
                    + " INFORMATION_SCHEMA.ROUTINES WHERE ROUTINE_NAME NOT LIKE 'WASM%' ORDER BY 1"))
        .containsExactly(
            "DISTINCT_VALUES AGGREGATE -",
            "DIVMOD FUNCTION two results",
            "SHOUT FUNCTION Says it louder");
    assertThat(procedures("D%")).containsExactly("DISTINCT_VALUES -", "DIVMOD two results");
    assertThat(procedureColumns("SHOUT"))
        .containsExactly("5 CHARACTER VARYING", "1 CHARACTER VARYING");
    assertThat(procedureColumns("DIVMOD")).contains("1 BIGINT");
    DatabaseMetaData metadata = admin.connection().getMetaData();
    try (ResultSet none = metadata.getFunctions(null, null, "SHOUT")) {
      assertThat(none.next()).isFalse();
    }
    assertThat(admin.column("SCRIPT NODATA"))
        .anyMatch(line -> String.valueOf(line).contains("'Says it louder'"))
        .anyMatch(line -> String.valueOf(line).contains("'two results'"));
  }

  private List<String> procedures(String name) throws SQLException {
    List<String> found = new ArrayList<>();
    try (ResultSet rows = admin.connection().getMetaData().getProcedures(null, "PUBLIC", name)) {
      while (rows.next()) {
        assertThat(rows.getShort("PROCEDURE_TYPE"))
            .isEqualTo((short) DatabaseMetaData.procedureReturnsResult);
        String remarks = rows.getString("REMARKS");
        found.add(rows.getString("PROCEDURE_NAME") + " " + (remarks == null ? "-" : remarks));
      }
    }
    return found;
  }

  private List<String> procedureColumns(String name) throws SQLException {
    List<String> found = new ArrayList<>();
    try (ResultSet rows =
        admin.connection().getMetaData().getProcedureColumns(null, "PUBLIC", name, null)) {
      while (rows.next()) {
        found.add(rows.getShort("COLUMN_TYPE") + " " + rows.getString("TYPE_NAME"));
      }
    }
    return found;
  }

  @Test
  void arguments_areCastAsH2DoesAndOverloadsAreToldApartByTheirNumber() throws SQLException {
    registerShapes();
    create(
        "f", "inner", "{\"args\":[{\"name\":\"n\",\"type\":\"BIGINT\"}],\"returns\":\"BIGINT\"}");
    create(
        "f",
        "transform",
        "{\"args\":[{\"name\":\"n\",\"type\":\"DECIMAL(5,2)\"},{\"name\":\"t\",\"type\":\"VARCHAR\"}],"
            + "\"returns\":\"VARCHAR\"}");

    assertThat(admin.value("SELECT f(1)")).isEqualTo(1L);
    assertThat(admin.value("SELECT f('12')")).isEqualTo(12L);
    assertThat(admin.value("SELECT f(CAST(7 AS TINYINT)) + 1")).isEqualTo(8L);
    assertThat(admin.sqlState("SELECT f('x')")).isEqualTo("22018");
    assertThat(admin.value("SELECT f(1.5, 2)")).isEqualTo("[\"1.50\",\"2\"]");
    assertThat(admin.value("SELECT f(1.255, DATE '2026-11-27')"))
        .isEqualTo("[\"1.26\",\"2026-11-27\"]");
    assertThat(admin.sqlState("SELECT f(1000, 'x')")).isEqualTo("22001");
    assertThat(admin.sqlState("SELECT f(1, 2, 3)")).isEqualTo("90087");
    assertThat(admin.value("SELECT f(?)", 5)).isEqualTo(5L);
    assertThat(admin.value("CALL WASM_DROP_FUNCTION('F')")).isEqualTo(2);
  }

  @Test
  void null_isNullWithoutACallUnlessTheFunctionWantsIt() throws SQLException {
    registerShapes();
    create("plain", "transform", "{}");
    create("asked", "transform", "{\"on_null\":\"call\"}");
    create(
        "two",
        "transform",
        "{\"args\":[{\"name\":\"a\",\"type\":\"INTEGER\"},{\"name\":\"b\",\"type\":\"INTEGER\"}],"
            + "\"returns\":\"JSON\"}");
    create("none", "digit", "{\"args\":[],\"returns\":\"INTEGER\"}");

    assertThat(admin.value("SELECT plain(NULL)")).isNull();
    assertThat(admin.value("SELECT asked(NULL)")).isEqualTo("[null]");
    assertThat(admin.value("SELECT two(1, NULL)")).isNull();
    assertThat(admin.value("SELECT two(1, 2) FORMAT JSON || ''")).isEqualTo("[1,2]");
    assertThat(admin.value("SELECT none()")).isEqualTo(2);
  }

  @Test
  void everyType_goesAndComesBack() throws SQLException {
    registerShapes();
    String[][] types = {
      {"BOOLEAN", "TRUE"},
      {"TINYINT", "-128"},
      {"SMALLINT", "32767"},
      {"INTEGER", "-2147483648"},
      {"BIGINT", "9223372036854775807"},
      {"REAL", "CAST(1.5 AS REAL)"},
      {"DOUBLE", "CAST('-Infinity' AS DOUBLE PRECISION)"},
      {"DECIMAL(38, 10)", "1234567890123456789012345678.0123456789"},
      {"VARCHAR", "'grüße 😀'"},
      {"CHAR(4)", "'ab'"},
      {"CLOB", "CAST(REPEAT('x', 60000) AS CLOB)"},
      {"VARBINARY", "X'00ff80'"},
      {"BLOB", "CAST(REPEAT('y', 60000) AS BLOB)"},
      {"DATE", "DATE '0001-01-01'"},
      {"TIME", "TIME '23:59:59.999999999'"},
      {"TIMESTAMP", "TIMESTAMP '9999-12-31 23:59:59.999999999'"},
      {"TIMESTAMP WITH TIME ZONE", "TIMESTAMP WITH TIME ZONE '2026-11-27 12:30:00-03:30'"},
      {"UUID", "UUID '00112233-4455-6677-8899-aabbccddeeff'"},
    };
    for (String[] type : types) {
      boolean bare = type[0].matches("(VAR)?(CHAR|BINARY).*|.LOB");
      create(
          "same",
          bare ? "transform" : "inner",
          "{\"args\":[{\"name\":\"a\",\"type\":\""
              + type[0]
              + "\"}],\"returns\":\""
              + type[0]
              + "\"}");
      String result =
          type[0].startsWith("CHAR") ? "TRIM(same(" + type[1] + "))" : "same(" + type[1] + ")";
      assertThat(admin.value("SELECT " + result + " = " + type[1])).as(type[0]).isEqualTo(true);
      assertThat(admin.value("SELECT same(CAST(NULL AS " + sql(type[0]) + "))")).isNull();
      admin.run("CALL WASM_DROP_FUNCTION('same')");
    }
  }

  private static String sql(String type) {
    return type.equals("DOUBLE") ? "DOUBLE PRECISION" : type;
  }

  @Test
  void functions_workWhereBuiltInOnesDo() throws SQLException {
    admin.register("upper", Guests.plugin("upper"), SHOUT);
    admin.run(
        "CREATE TABLE t (a VARCHAR, b VARCHAR GENERATED ALWAYS AS (shout(a)),"
            + " CHECK (shout(a) <> 'BAD'))");
    admin.run("CREATE INDEX i ON t (b)");
    admin.run("CREATE VIEW v AS SELECT shout(a) s, COUNT(*) n FROM t GROUP BY shout(a)");
    admin.run("INSERT INTO t (a) VALUES ('b'), ('a'), ('B')");

    assertThat(admin.column("SELECT b FROM t ORDER BY shout(a), a")).containsExactly("A", "B", "B");
    assertThat(admin.value("SELECT n FROM v WHERE s = shout('b')")).isEqualTo(2L);
    assertThat(admin.sqlState("INSERT INTO t (a) VALUES ('bad')")).isEqualTo("23513");
    for (String call :
        new String[] {"CALL WASM_DROP_FUNCTION('shout')", "CALL WASM_UNREGISTER('upper')"}) {
      Sql.Failure failure = admin.failure(call);
      assertThat(failure.sqlState()).isEqualTo("2BP01");
      assertThat(failure.message()).contains("SHOUT", "T, V");
    }
    admin.run("DROP TABLE t CASCADE");
    admin.run("CREATE VIEW w AS SELECT shout(x) s FROM (VALUES 'a') v(x)");
    assertThat(admin.sqlState("CALL WASM_UNREGISTER('upper')")).isEqualTo("2BP01");
    assertThat(admin.value("CALL WASM_UNREGISTER('upper', TRUE)")).isEqualTo(1);
    assertThat(admin.column("SELECT FUNCTION_NAME FROM WASM.FUNCTIONS")).isEmpty();
  }

  /** H2 lets nobody drop what a column needs, forced or not. */
  @Test
  void unregisteringThatFails_leavesEveryFunction() throws SQLException {
    registerShapes();
    create("one", "transform", "{}");
    create("other", "transform", "{\"deterministic\":true}");
    admin.run("CREATE TABLE t (a VARCHAR, b VARCHAR GENERATED ALWAYS AS (other(a)))");
    assertThat(admin.sqlState("CALL WASM_UNREGISTER('shapes', TRUE)")).isEqualTo("90107");
    assertThat(admin.value("SELECT one('x')")).isEqualTo("x");
    admin.run("INSERT INTO t (a) VALUES ('y')");
    assertThat(admin.value("SELECT b FROM t")).isEqualTo("y");
    assertThat(admin.column("SELECT FUNCTION_NAME FROM WASM.FUNCTIONS ORDER BY 1"))
        .containsExactly("ONE", "OTHER");
    admin.run("DROP TABLE t");
    assertThat(admin.value("CALL WASM_UNREGISTER('shapes', TRUE)")).isEqualTo(1);
  }

  @Test
  void functionsThatCannotBe_areRefusedAndLeaveNothing() throws SQLException {
    registerShapes();
    create("there", "transform", "{}");
    String create = "CALL WASM_CREATE_FUNCTION(?, ?, ?, ?)";
    assertThat(admin.sqlState(create, "there", "shapes", "transform", null)).isEqualTo("42710");
    assertThat(admin.sqlState(create, "upper", "shapes", "transform", null)).isEqualTo("42710");
    assertThat(admin.sqlState(create, "wasm_table", "shapes", "transform", null))
        .isEqualTo("42710");
    assertThat(admin.sqlState(create, "select", "shapes", "transform", null)).isEqualTo("22W04");
    assertThat(admin.sqlState(create, "a b", "shapes", "transform", null)).isEqualTo("22W04");
    assertThat(admin.sqlState(create, null, "shapes", "transform", null)).isEqualTo("22W04");
    assertThat(admin.sqlState(create, "f", "nobody", "transform", null)).isEqualTo("42883");
    assertThat(admin.sqlState(create, "f", "shapes", "missing", null)).isEqualTo("42883");
    assertThat(admin.sqlState(create, "f", "shapes", "memory", null)).isEqualTo("42883");
    assertThat(admin.sqlState(create, "f", "shapes", "number", "{\"returns\":\"VARCHAR\"}"))
        .isEqualTo("22W04");
    assertThat(admin.sqlState(create, "f", "shapes", "inner", "{\"returns\":\"INT\"}"))
        .isEqualTo("22W04");
    assertThat(admin.sqlState(create, "f", "shapes", "inner", "{\"kind\":\"table\"}"))
        .isEqualTo("22W04");
    assertThat(user.sqlState(create, "f", "shapes", "transform", null)).isEqualTo("42501");
    assertThat(user.sqlState("CALL WASM_DROP_FUNCTION('there')")).isEqualTo("42501");
    assertThat(admin.sqlState("CALL WASM_DROP_FUNCTION('f')")).isEqualTo("42883");
    // A manifest is taken as a whole: the second of its functions cannot be.
    String two =
        SHOUT.replace("]}\n", ",{\"name\":\"there\",\"kind\":\"scalar\",\"returns\":\"DATE\"}]}\n");
    assertThat(admin.sqlState("CALL WASM_REGISTER('upper', ?, ?)", Guests.plugin("upper"), two))
        .isEqualTo("42710");
    assertThat(admin.column("SELECT FUNCTION_NAME FROM WASM.FUNCTIONS")).containsExactly("THERE");
    assertThat(admin.column("SELECT PLUGIN FROM WASM.PLUGINS")).containsExactly("shapes");
    assertThat(admin.value("SELECT there('x')")).isEqualTo("x");
  }

  @Test
  void versions_mustServeTheFunctionsThatAreThere() throws SQLException {
    byte[] upper = Guests.plugin("upper");
    admin.register("p", upper, SHOUT);
    Sql.Failure failure =
        admin.failure(
            "CALL WASM_REGISTER('p', ?, ?)",
            upper,
            SHOUT.replace("\"returns\":\"VARCHAR\"", "\"returns\":\"DATE\""));
    assertThat(failure.sqlState()).isEqualTo("22W04");
    assertThat(failure.message()).contains("function SHOUT(VARCHAR)", "DATE", "WASM_DROP_FUNCTION");
    assertThat(admin.sqlState("CALL WASM_REGISTER('p', ?)", new Object[] {upper}))
        .isEqualTo("22W04");
    String more =
        SHOUT.replace(
            "]}\n",
            ",{\"name\":\"cry\",\"kind\":\"scalar\",\"args\":[{\"name\":\"a\",\"type\":\"VARCHAR\"}],"
                + "\"returns\":\"VARCHAR\"}]}\n");
    assertThat(admin.register("p", Guests.echo(), more)).isEqualTo(2);
    // Both prepared with the first version, and deterministic.
    assertThat(admin.value("SELECT shout('a') || cry('b')")).isEqualTo("ab");
    assertThat(admin.value("SELECT shout('a')")).isEqualTo("a");
    assertThat(admin.failure("CALL WASM_ACTIVATE('p', 1)").message())
        .contains("function CRY(VARCHAR)");
    admin.run("CALL WASM_DROP_FUNCTION('cry')");
    admin.run("CALL WASM_ACTIVATE('p', 1)");
    assertThat(admin.value("SELECT shout('a')")).isEqualTo("A");
    admin.run("CALL WASM_ACTIVATE('p', 2)");
    assertThat(admin.value("SELECT shout('a') || cry('b')")).isEqualTo("ab");
  }

  @Test
  void functionsOfTheirOwn_keepAPluginFromGoing() throws SQLException {
    registerShapes();
    create("mine", "inner", "{}");
    assertThat(admin.sqlState("CALL WASM_UNREGISTER('shapes')")).isEqualTo("2BP01");
    assertThat(admin.sqlState("CALL WASM_REGISTER('shapes', ?)", new Object[] {Guests.echo()}))
        .isEqualTo("42883");
    assertThat(admin.value("SELECT mine('abc')")).isEqualTo("b");
    admin.run("CALL WASM_UNREGISTER('shapes', TRUE)");
    assertThat(admin.sqlState("SELECT mine('abc')")).isEqualTo("90022");
  }

  @Test
  void rights_areThoseOfThePlugin() throws SQLException {
    admin.register("upper", Guests.plugin("upper"), SHOUT);
    assertThat(user.value("SELECT shout('a')")).isEqualTo("A");
    admin.run("CALL WASM_REVOKE('upper', 'PUBLIC')");
    assertThat(user.sqlState("SELECT shout('a')")).isEqualTo("42501");
    assertThat(admin.value("SELECT shout('a')")).isEqualTo("A");
    admin.run("CALL WASM_GRANT('upper', 'ORDINARY')");
    assertThat(user.value("SELECT shout('a')")).isEqualTo("A");
    assertThat(user.value("SELECT COUNT(*) FROM WASM.FUNCTIONS")).isEqualTo(1L);
  }

  @Test
  void calls_areCountedAndErrorsNameTheFunction() throws SQLException {
    registerShapes();
    create(
        "n",
        "transform",
        "{\"args\":[{\"name\":\"t\",\"type\":\"VARCHAR\"}],\"returns\":\"INTEGER\"}");
    assertThat(admin.value("SELECT SUM(n(x)) FROM (VALUES '1', '2') v(x)")).isEqualTo(3L);
    Sql.Failure failure = admin.failure("SELECT n('x')");
    assertThat(failure.sqlState()).isEqualTo("22032");
    assertThat(failure.message()).contains("plugin shapes version 1", "function N(VARCHAR)");
    assertThat(
            admin.value(
                "SELECT CALLS || ' ' || ROWS || ' ' || ERRORS FROM WASM.STATS"
                    + " WHERE FUNCTION_NAME = 'N'"))
        .isEqualTo("3 2 1");
  }

  @Test
  void functions_travelWithAScript() throws SQLException {
    admin.register("upper", Guests.plugin("upper"), SHOUT);
    admin.run("CREATE TABLE t (a VARCHAR, b VARCHAR GENERATED ALWAYS AS (shout(a)))");
    admin.run("INSERT INTO t (a) VALUES ('x')");
    List<Object> script = new ArrayList<>(admin.column("SCRIPT"));
    try (Sql copy = Sql.connect("jdbc:h2:mem:", "SA", "")) {
      for (Object line : script) {
        if (!String.valueOf(line).startsWith("CREATE USER IF NOT EXISTS \"SA\"")) {
          copy.run(String.valueOf(line));
        }
      }
      assertThat(copy.value("SELECT b || shout('y') FROM t")).isEqualTo("XY");
      copy.run("INSERT INTO t (a) VALUES ('z')");
      copy.run("SHUTDOWN");
    }
  }
}
