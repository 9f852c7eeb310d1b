package io.github.wasmudf.h2;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every SQL type as the input of a plugin that answers its input. */
@OnEachEngine
class SqlTypesTest {
  @RegisterExtension final TestDatabase database;
  private Sql sql;

  SqlTypesTest(String engine) {
    database = TestDatabase.inMemory(engine);
  }

  @BeforeEach
  void connect() throws SQLException {
    sql = database.admin();
    sql.register("echo", TestGuests.echo());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CAST('ab' AS CHAR(5))",
        "CAST('AbC' AS VARCHAR_IGNORECASE)",
        "CAST('clob ä' AS CLOB)",
        "'text'",
        "JSON '{\"a\": [1, \"ä\"]}'",
        "TRUE",
        "CAST(1 AS TINYINT)",
        "CAST(-2 AS SMALLINT)",
        "123456",
        "9223372036854775807",
        "1.50",
        "CAST(1.5 AS DECFLOAT)",
        "CAST(1E-7 AS REAL)",
        "CAST(0.1 AS DOUBLE PRECISION)",
        "CAST('Infinity' AS DOUBLE PRECISION)",
        "DATE '2024-02-29'",
        "TIME '23:59:59.123'",
        "TIME WITH TIME ZONE '10:00:00+02:00'",
        "TIMESTAMP '2024-02-29 12:00:00.000001'",
        "TIMESTAMP WITH TIME ZONE '2024-02-29 12:00:00-08:30'",
        "INTERVAL '1-2' YEAR TO MONTH",
        "INTERVAL '1 02:03:04.5' DAY TO SECOND",
        "UUID '12345678-1234-5678-1234-567812345678'",
        "CAST('b' AS ENUM('a', 'b'))",
        "GEOMETRY 'POINT (1 2)'",
        "ARRAY[1, NULL, 3]",
        "ROW (1, 'x', NULL)"
      })
  void textIsWhatSqlWrites(String value) throws SQLException {
    Object expected = sql.value("VALUES CAST(" + value + " AS VARCHAR)");
    assertThat(expected).isNotNull();
    assertThat(sql.value("VALUES WASM_TRANSFORM('echo', " + value + ")")).isEqualTo(expected);
    assertThat(sql.value("VALUES WASM_TRANSFORM_CLOB('echo', " + value + ")")).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CAST(X'c3a4' AS BINARY(2))",
        "X'c3a4'",
        "CAST(X'c3a4' AS BLOB)",
      })
  void textOfBinaryIsItsBytes(String value) throws SQLException {
    assertThat(sql.value("VALUES WASM_TRANSFORM('echo', " + value + ")")).isEqualTo("ä");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X''",
        "X'00ff'",
        "CAST(X'00' AS BINARY(4))",
        "CAST(X'00ff' AS BLOB)",
        "'text ä'",
        "CAST('ab' AS CHAR(5))",
        "CAST('AbC' AS VARCHAR_IGNORECASE)",
        "CAST('clob ä' AS CLOB)",
        "JSON '{\"a\": 1}'",
        "CAST(1 AS TINYINT)",
        "CAST(-2 AS SMALLINT)",
        "123456",
        "9223372036854775807",
        "UUID '12345678-1234-5678-1234-567812345678'",
        "GEOMETRY 'POINT (1 2)'",
        "CAST(X'aced' AS JAVA_OBJECT)"
      })
  void bytesAreWhatSqlCasts(String value) throws SQLException {
    Object expected = sql.value("VALUES CAST(" + value + " AS VARBINARY)");
    assertThat(expected).isNotNull();
    assertThat(sql.value("VALUES WASM_TRANSFORM_BINARY('echo', " + value + ")"))
        .isEqualTo(expected);
    assertThat(sql.value("VALUES WASM_TRANSFORM_BLOB('echo', " + value + ")")).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TRUE",
        "1.50",
        "CAST(0.1 AS DOUBLE PRECISION)",
        "DATE '2024-02-29'",
        "INTERVAL '1' DAY",
        "ARRAY[1]",
        "ROW (1, 2)"
      })
  void typeWithoutBytesIsRefused_asItsCastIs(String value) throws SQLException {
    String expected = sql.sqlState("VALUES CAST(" + value + " AS VARBINARY)");
    assertThat(sql.sqlState("VALUES WASM_TRANSFORM_BINARY('echo', " + value + ")"))
        .isEqualTo(expected)
        .isEqualTo("22018");
    assertThat(sql.value("VALUES WASM_TRANSFORM('echo', 'fine')")).isEqualTo("fine");
  }

  @Test
  void enumIsItsName_inBytesToo() throws SQLException {
    assertThat(sql.value("VALUES WASM_TRANSFORM_BINARY('echo', CAST('b' AS ENUM('a', 'b')))"))
        .isEqualTo(new byte[] {'b'});
  }

  @Test
  void javaObjectHasNoText() {
    Sql.Failure failure =
        sql.failure("VALUES WASM_TRANSFORM('echo', CAST(X'aced' AS JAVA_OBJECT))");
    assertThat(failure.sqlState()).isEqualTo("22W04");
    assertThat(failure.message()).contains("JAVA_OBJECT");
  }

  @Test
  void resultTypesAreDeclared() throws SQLException {
    sql.run(
        "CREATE TABLE t AS SELECT WASM_TRANSFORM('echo', 'x') A, WASM_TRANSFORM_BINARY('echo', 'x')"
            + " B, WASM_TRANSFORM_CLOB('echo', 'x') C, WASM_TRANSFORM_BLOB('echo', 'x') D");
    assertThat(
            sql.column(
                "SELECT DATA_TYPE FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_NAME = 'T'"
                    + " ORDER BY ORDINAL_POSITION"))
        .containsExactly(
            "CHARACTER VARYING", "BINARY VARYING", "CHARACTER LARGE OBJECT", "BINARY LARGE OBJECT");
  }
}
