package io.github.wasmudf.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wasmudf.testing.Guests;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.apache.calcite.adapter.jdbc.JdbcSchema;
import org.apache.calcite.jdbc.CalciteConnection;
import org.apache.calcite.schema.SchemaPlus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransformTest extends Sql {
  @ParameterizedTest
  @ValueSource(strings = {"endive", "wasmtime"})
  void overloads_followTheInputsType(String engine) throws SQLException {
    try (Connection c = withEngine(engine)) {
      register(c, "upper");
      assertThat(
              row(c, "SELECT WASM_TRANSFORM('upper', 'grüße'), WASM_TRANSFORM('upper', X'6162')"))
          .isEqualTo("GRÜSSE|X'4142'");
      assertThat(row(c, "SELECT ENGINE, INSTANCES FROM WASM.INSTANCES")).isEqualTo(engine + "|1");
    }
  }

  @Test
  void otherTypes_areTheirTextAsCastWritesIt() throws SQLException {
    try (Connection c = ours()) {
      register(c, "id", Guests.echo());
      assertThat(
              row(
                  c,
                  """
                  SELECT WASM_TRANSFORM('id', 12), WASM_TRANSFORM('id', 1.50),
                    WASM_TRANSFORM('id', DATE '2026-11-20'), WASM_TRANSFORM('id', TRUE),
                    WASM_TRANSFORM('id', TIMESTAMP '2026-11-20 10:11:12')
                  """))
          .isEqualTo("12|1.50|2026-11-20|TRUE|2026-11-20 10:11:12");
    }
  }

  @Test
  void binaryFunction_takesTextBytesAndWholeNumbersAsH2Does() throws SQLException {
    try (Connection c = ours()) {
      register(c, "id", Guests.echo());
      assertThat(
              row(
                  c,
                  """
                  SELECT WASM_TRANSFORM_BINARY('id', 'ä'), WASM_TRANSFORM_BINARY('id', X'00ff80'),
                    WASM_TRANSFORM_BINARY('id', 12), WASM_TRANSFORM_BINARY('id', CAST(-2 AS BIGINT)),
                    WASM_TRANSFORM_BINARY('id', CAST(3 AS SMALLINT))
                  """))
          .isEqualTo("X'c3a4'|X'00ff80'|X'0000000c'|X'fffffffffffffffe'|X'0003'");
      assertThat(failure(c, "SELECT WASM_TRANSFORM_BINARY('id', DATE '2026-01-01')"))
          .startsWith("22W04");
    }
  }

  @Test
  void answerOfOrbisThatIsNothing_isNull() throws SQLException {
    try (Connection c = ours()) {
      register(
          c,
          "n",
          Guests.wat(
              """
              (module
                (memory (export "memory") 1)
                (func (export "init") (result i32) (i32.const 0))
                (func (export "find") (param i32 i32) (result i32) (i32.const 0)))
              """));
      assertThat(
              row(
                  c,
                  """
                  SELECT WASM_TRANSFORM('n', 'a'), WASM_TRANSFORM('n', X'61'),
                    WASM_TRANSFORM_BINARY('n', 'a'), WASM_CALL('n', 'find', 'a'),
                    WASM_CALL_BINARY('n', 'find', 'a')
                  """))
          .isEqualTo("null|null|null|null|null");
      assertThat(
              row(
                  c,
                  "SELECT COUNT(x), COUNT(WASM_CALL('n', 'find', x))"
                      + " FROM (VALUES ('a'), ('b'), ('c')) AS t(x)"))
          .isEqualTo("3|0");
    }
  }

  @Test
  void nullNameOrInput_isNullWithoutACall() throws SQLException {
    try (Connection c = ours()) {
      assertThat(
              row(
                  c,
                  """
                  SELECT WASM_TRANSFORM('nobody', NULL), WASM_TRANSFORM(CAST(NULL AS VARCHAR), 'a'),
                    WASM_TRANSFORM_BINARY('nobody', NULL),
                    WASM_TRANSFORM('nobody', CAST(NULL AS DATE)),
                    WASM_TRANSFORM_BINARY('nobody', CAST(NULL AS INTEGER))
                  """))
          .isEqualTo("null|null|null|null|null");
    }
  }

  @Test
  void parameters_goBeforeTheData() throws SQLException {
    try (Connection c = ours()) {
      register(c, "id", Guests.echo());
      assertThat(row(c, "SELECT WASM_TRANSFORM_BINARY('id', X'ff', '{\"a\":\"b\"}')"))
          .isEqualTo("X'090000007b2261223a2262227dff'");
      assertThat(row(c, "SELECT WASM_TRANSFORM('id', 'x', NULL)")).isEqualTo("x");
      assertThat(failure(c, "SELECT WASM_TRANSFORM('id', 'x', '[]')")).startsWith("22W04");
    }
  }

  @Test
  void unboundTypes_areTextUnlessCast() throws SQLException {
    try (Connection c = ours()) {
      register(c, "upper");
      try (PreparedStatement select =
          c.prepareStatement(
              "SELECT WASM_TRANSFORM(?, ?), WASM_TRANSFORM('upper', CAST(? AS VARBINARY)),"
                  + " WASM_TRANSFORM_BINARY('upper', ?)")) {
        select.setString(1, "upper");
        select.setString(2, "a");
        select.setBytes(3, new byte[] {'b'});
        select.setBytes(4, new byte[] {'c'});
        try (ResultSet rows = select.executeQuery()) {
          rows.next();
          assertThat(row(rows)).isEqualTo("A|X'42'|X'43'");
        }
      }
    }
  }

  @Test
  void everyClause_mayCallAPlugin() throws SQLException {
    try (Connection c = ours()) {
      register(c, "upper");
      assertThat(
              rows(
                  c,
                  """
                  SELECT WASM_TRANSFORM('upper', v) AS u, COUNT(*)
                  FROM (VALUES ('a'), ('A'), ('b')) AS t(v)
                  WHERE WASM_TRANSFORM('upper', v) <> 'C' GROUP BY WASM_TRANSFORM('upper', v)
                  ORDER BY WASM_TRANSFORM('upper', v)
                  """))
          .containsExactly("A|2", "B|1");
      assertThat(
              rows(
                  c,
                  """
                  SELECT t.v, x.u FROM (VALUES ('a'), ('b')) AS t(v),
                    LATERAL (SELECT WASM_TRANSFORM('upper', t.v) AS u FROM (VALUES 0)) AS x
                  """))
          .containsExactlyInAnyOrder("a|A", "b|B");
    }
  }

  @Test
  void valuesOfAnyType_areReadByValue() throws SQLException {
    try (Connection h2 = DriverManager.getConnection("jdbc:h2:mem:any", "sa", "");
        Statement statement = h2.createStatement();
        Connection c = ours()) {
      statement.execute("CREATE TABLE T (ID INT, B BLOB, C CLOB, J JSON)");
      statement.execute(
          "INSERT INTO T VALUES (1, X'6162', 'clob', JSON '{\"a\":1}'), (2, NULL, NULL, NULL)");
      SchemaPlus root = c.unwrap(CalciteConnection.class).getRootSchema();
      var source = JdbcSchema.dataSource("jdbc:h2:mem:any", "org.h2.Driver", "sa", "");
      root.add("H", JdbcSchema.create(root, "H", source, null, "PUBLIC"));
      register(c, "upper");
      assertThat(
              rows(
                  c,
                  """
                  SELECT WASM_TRANSFORM('upper', B), WASM_TRANSFORM('upper', C),
                    WASM_TRANSFORM('upper', CAST(J AS VARCHAR)), WASM_TRANSFORM_BINARY('upper', B)
                  FROM H.T ORDER BY ID
                  """))
          .containsExactly("AB|CLOB|{\"A\":1}|X'4142'", "null|null|null|null");
    }
  }
}
