package io.github.wasmudf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.wasmudf.catalog.DeclaredFunction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Types: their names, and what JSON is a value of them. */
class SqlTypeTest {
  private static final List<SqlType.Kind> SIMPLE =
      Arrays.stream(SqlType.Kind.values()).filter(kind -> !kind.isList()).toList();

  private static @Nullable Object read(String type, String json) {
    return read(SqlType.parse(type), json.getBytes(StandardCharsets.UTF_8));
  }

  private static @Nullable Object read(SqlType type, byte[] json) {
    if (type.kind() == SqlType.Kind.ROW) {
      return readResult(type, json);
    }
    RowShape shape = RowShape.of(java.util.List.of(new Column("c", type)));
    byte[] row = new byte[json.length + 4];
    row[0] = '[';
    row[1] = '[';
    System.arraycopy(json, 0, row, 2, json.length);
    row[row.length - 2] = ']';
    row[row.length - 1] = ']';
    @Nullable Object[] values = JsonRows.of("p", row, shape).next();
    return values == null ? null : values[0];
  }

  /** A ROW is no column; in errors it is called one here. */
  private static @Nullable Object readResult(SqlType type, byte[] json) {
    DeclaredFunction function =
        new DeclaredFunction("f", "f", Signature.scalar(List.of(), type, false, false), null, null);
    try {
      return ResultDecoder.of(function).decode(json);
    } catch (UdfException refused) {
      throw refused.about("p: row 1: column c " + type);
    }
  }

  @Test
  void parse_hostileNames_areRefused() {
    for (String name :
        List.of(
            "ROW(" + "a BIGINT,".repeat(200_000) + "b BIGINT)",
            "ROW(a " + "ROW(a ".repeat(100_000) + ")".repeat(100_001),
            "ROW(" + "\"\"".repeat(300_000) + " BIGINT)",
            "ROW(" + "a".repeat(1_000_000) + " BIGINT)",
            "BIGINT" + " ARRAY".repeat(200_000))) {
      assertThatThrownBy(() -> SqlType.parse(name))
          .isInstanceOfSatisfying(
              UdfException.class, e -> assertThat(e.error()).isEqualTo(UdfError.BAD_OPTION))
          .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1_000));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          BOOLEAN | true | true
          BOOLEAN | "FALSE" | false
          TINYINT | -128 | -128
          SMALLINT | "32767" | 32767
          INTEGER | 2147483647 | 2147483647
          INTEGER | 5.0 | 5
          INTEGER | 5e2 | 500
          INTEGER | "-7" | -7
          INTEGER | "+7" | 7
          INTEGER | -0 | 0
          INTEGER | 0e99 | 0
          BIGINT | 9223372036854775807 | 9223372036854775807
          BIGINT | "-9223372036854775808" | -9223372036854775808
          BIGINT | 9223372036854775807.000 | 9223372036854775807
          REAL | 0.1 | 0.1
          REAL | "16777217" | 1.6777216E7
          DOUBLE | 0.1 | 0.1
          DOUBLE | 1e-400 | 0.0
          DOUBLE | "12" | 12.0
          DOUBLE | "NaN" | NaN
          REAL | "-Infinity" | -Infinity
          CHAR(3) | "ab" | ab
          CHAR(3) | "abc  " | abc
          CHAR(4) | 1.50 | 1.50
          CLOB | {"a":1} | {"a":1}
          DECIMAL(5,2) | 123.4 | 123.40
          DECIMAL(5,2) | "0.10" | 0.10
          DECIMAL(5,2) | 1.23e2 | 123.00
          DECIMAL(5,2) | -999.99 | -999.99
          DECIMAL(5,2) | 0e999999999 | 0.00
          decimal(5) | 12345 | 12345
          DECIMAL(38,38) | 0.00000000000000000000000000000000000001 | 1E-38
          VARCHAR | "a\\u00e9\\ud83d\\ude00" | aé😀
          VARCHAR | 1.50 | 1.50
          VARCHAR | true | true
          VARCHAR | {"a" : [1.0, null, {}]} | {"a":[1.0,null,{}]}
          DATE | "2026-11-20" | 2026-11-20
          TIME | "12:30" | 12:30
          TIME | "12:30:15.123456789" | 12:30:15.123456789
          TIMESTAMP | "2026-11-20T12:30:15" | 2026-11-20T12:30:15
          TIMESTAMP | "2026-11-20 12:30:15.5" | 2026-11-20T12:30:15.500
          TIMESTAMP WITH TIME ZONE | "2026-11-20 12:30:15+02" | 2026-11-20T12:30:15+02:00
          timestamp with time zone | "2026-11-20T12:30:15Z" | 2026-11-20T12:30:15Z
          UUID | "123E4567-e89b-12d3-a456-426614174000" | 123e4567-e89b-12d3-a456-426614174000
          INTERVAL YEAR TO MONTH | "P2Y3M" | P2Y3M
          INTERVAL YEAR TO MONTH | "-P14M" | P-1Y-2M
          INTERVAL YEAR TO MONTH | "P-1Y" | P-1Y
          INTERVAL DAY TO SECOND | "P1DT2H3M4.5S" | PT26H3M4.5S
          INTERVAL DAY TO SECOND | "-PT0.000000001S" | PT-0.000000001S
          INTERVAL DAY TO SECOND | "P999999999DT23H59M59.999999999S" | PT23999999999H59M59.999999999S
          BIGINT ARRAY | [1, null, "3"] | [1, null, 3]
          decimal(5, 2) array | [] | []
          DECIMAL(5,2) ARRAY | [1, "2.5"] | [1.00, 2.50]
          VARCHAR ARRAY | ["a", [1, {}], 2.0] | [a, [1,{}], 2.0]
          JSON ARRAY | [ 1, {"a": null}, "b" ] | [1, {"a":null}, "b"]
          DATE ARRAY | ["2026-11-20"] | [2026-11-20]
          ROW(a BIGINT, b VARCHAR) | {"b": "x", "c": [{}], "a": 1} | [1, x]
          ROW(a BIGINT, b VARCHAR) | [1, null] | [1, null]
          row ( "a b" DECIMAL(5,2) , "x""y" DATE ARRAY ) | {"x\\"y": ["2026-11-20"], "a b": 1} | [1.00, [2026-11-20]]
          ROW(a BIGINT, b JSON) | {} | [null, null]
          JSON | "a" | "a"
          JSON | [ 1e2, 1.10 ] | [1e2,1.10]
          JSON | false | false
          """)
  void read_whatIsExactlyAValue(String type, String json, String expected) {
    assertThat(String.valueOf(read(type, json))).isEqualTo(expected);
    assertThat(read(type, json)).isInstanceOf(SqlType.parse(type).kind().javaClass());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          BOOLEAN | 1
          BOOLEAN | "yes"
          BOOLEAN | ""
          BOOLEAN | {"a":true}
          TINYINT | 128
          SMALLINT | -32769
          INTEGER | 1.5
          INTEGER | "1.5"
          INTEGER | 2147483648
          INTEGER | ""
          INTEGER | " 1"
          INTEGER | "0x10"
          INTEGER | "1d"
          INTEGER | "١"
          INTEGER | true
          INTEGER | [1]
          INTEGER | 1e999999999
          INTEGER | 1e9999999999999
          BIGINT | 9223372036854775808
          BIGINT | 1e-999999999
          REAL | 1e39
          DOUBLE | 1e400
          DOUBLE | "nan"
          DOUBLE | "+Infinity"
          CHAR(3) | "abcd"
          BLOB | "a"
          DOUBLE | "1f"
          DECIMAL(5,2) | 0.001
          DECIMAL(5,2) | 1000
          DECIMAL(5,2) | 1e999999999
          DECIMAL(5,2) | 1e-999999999
          DECIMAL(5,2) | "1,5"
          VARBINARY | "a"
          VARBINARY | "aGk_"
          VARBINARY | 1
          DATE | "2026-02-30"
          DATE | "0000-01-01"
          DATE | "+12026-01-01"
          DATE | 20260101
          TIME | "25:00"
          TIMESTAMP | "2026-11-20"
          TIMESTAMP | "2026-11-20 12:30:15Z"
          TIMESTAMP WITH TIME ZONE | "2026-11-20 12:30:15"
          INTERVAL YEAR TO MONTH | "P1Y2D"
          INTERVAL YEAR TO MONTH | "P1W"
          INTERVAL YEAR TO MONTH | "P2147483648M"
          INTERVAL YEAR TO MONTH | "PT1H"
          INTERVAL YEAR TO MONTH | 5
          INTERVAL DAY TO SECOND | "P1000000000D"
          INTERVAL DAY TO SECOND | "P1M"
          INTERVAL DAY TO SECOND | "1 02:03:04"
          INTERVAL DAY TO SECOND | "PT99999999999999999999S"
          BIGINT ARRAY | 1
          BIGINT ARRAY | {"a":1}
          BIGINT ARRAY | [[1]]
          BIGINT ARRAY | [1, "x"]
          ROW(a BIGINT) | 1
          ROW(a BIGINT) | "a"
          ROW(a BIGINT) | [1, 2]
          ROW(a BIGINT) | []
          ROW(a BIGINT) | {"a": "x"}
          ROW(a BIGINT, b DATE) | [1, 2]
          UUID | "1-1-1-1-1"
          UUID | ""
          """)
  void read_whatIsNoValue_isRefused(String type, String json) {
    assertThatThrownBy(() -> read(type, json))
        .isInstanceOfSatisfying(
            UdfException.class, e -> assertThat(e.error()).isEqualTo(UdfError.BAD_RESULT))
        .hasMessageContaining("p: row 1: column c " + SqlType.parse(type) + ": ");
  }

  @Test
  void read_null_isNullOfAnyType() {
    for (SqlType.Kind kind : SqlType.Kind.values()) {
      assertThat(read(type(kind, 2).toString(), "null")).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"VARCHAR", "CHAR(9)", "CLOB", "JSON"})
  void read_halfOfASurrogatePair_isRefused(String type) {
    for (String json : new String[] {"\"\\ud800\"", "\"a\\udc00b\"", "\"\\ud800\\ud800\""}) {
      assertThatThrownBy(() -> read(type, json))
          .isInstanceOfSatisfying(
              UdfException.class, e -> assertThat(e.error()).isEqualTo(UdfError.INVALID_TEXT));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "INT",
        "VARCHAR(10)",
        "DECIMAL",
        "DECIMAL(0)",
        "DECIMAL(39)",
        "DECIMAL(2,3)",
        "CHAR",
        "CHAR(0)",
        "CHAR(3,1)",
        "NUMBER",
        "DECIMAL(5,2",
        "BIGINT;",
        "INTERVAL",
        "INTERVAL YEAR",
        "ARRAY",
        "BIGINT ARRAY ARRAY",
        "BIGINT ARRAY[10]",
        "ROW",
        "ROW()",
        "ROW(BIGINT)",
        "ROW(a)",
        "ROW(a BIGINT,)",
        "ROW(a BIGINT, A DATE)",
        "ROW(a BIGINT) ARRAY",
        "ROW(a ROW(b BIGINT))",
        "ROW(a BIGINT",
        "ROW(a NUMBER)",
        "ROW(1a BIGINT)",
        "ROW(\"\" BIGINT)",
        "ROW(\"a BIGINT)",
        "ROW(\"a\"BIGINT)",
        "NUMBER ARRAY",
        "TIMESTAMP_WITH_TIME_ZONE",
        "DECIMAL(999999999999)"
      })
  void parse_whatIsNoType_isRefused(String name) {
    assertThatThrownBy(() -> SqlType.parse(name))
        .isInstanceOfSatisfying(
            UdfException.class, e -> assertThat(e.error()).isEqualTo(UdfError.BAD_OPTION));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ROW") // which is never written
  void write_thenRead_isTheSame(SqlType.Kind kind) throws IOException {
    Random random = new Random(20261120);
    for (int i = 0; i < 500; i++) {
      SqlType type = type(kind, i % 39);
      Object value = RandomValues.of(type, random);
      ByteArrayOutputStream json = new ByteArrayOutputStream();
      try (JsonGenerator generator = RowJson.FACTORY.createGenerator(json)) {
        type.write(generator, value);
      }
      assertThat(comparable(read(type, json.toByteArray()))).isEqualTo(comparable(value));
      assertThat(SqlType.parse(type.toString())).isEqualTo(type);
    }
  }

  @Test
  void read_arrayOfTooManyElements_isRefused() {
    String most = "1,".repeat(SqlType.MAX_ELEMENTS - 1) + "1";
    assertThat((java.util.List<?>) read("INTEGER ARRAY", "[" + most + "]")).hasSize(65_536);
    assertThatThrownBy(() -> read("INTEGER ARRAY", "[" + most + ",1]"))
        .hasMessageContaining("more than 65536 elements");
  }

  @Test
  void write_whatNoPluginCouldAnswer_isRefused() {
    Object tooMany = java.util.Collections.nCopies(SqlType.MAX_ELEMENTS + 1, 1L);
    assertRefused("BIGINT ARRAY", tooMany);
    assertRefused("INTERVAL YEAR TO MONTH", java.time.Period.ofYears(200_000_000));
    assertRefused("INTERVAL DAY TO SECOND", java.time.Duration.ofDays(-1_000_000_000));
  }

  private static void assertRefused(String type, Object value) {
    try (JsonGenerator json = RowJson.FACTORY.createGenerator(new ByteArrayOutputStream())) {
      assertThatThrownBy(() -> SqlType.parse(type).write(json, value))
          .isInstanceOfSatisfying(
              UdfException.class, e -> assertThat(e.error()).isEqualTo(UdfError.BAD_ARGUMENT));
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** Lists are compared as arrays, since they may hold some. */
  private static @Nullable Object comparable(@Nullable Object value) {
    return value instanceof java.util.List<?> list ? list.toArray() : value;
  }

  private static SqlType type(SqlType.Kind kind, int scale) {
    return switch (kind) {
      case DECIMAL -> new SqlType(kind, 38, scale);
      case CHAR -> new SqlType(kind, 20, 0);
      case ARRAY -> SqlType.arrayOf(type(SIMPLE.get(scale % SIMPLE.size()), scale));
      case ROW -> SqlType.rowOf(List.of(new Column("a b", type(SqlType.Kind.ARRAY, scale))));
      default -> SqlType.of(kind);
    };
  }
}
