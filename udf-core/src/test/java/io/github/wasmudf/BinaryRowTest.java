package io.github.wasmudf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wasmudf.catalog.DeclaredFunction;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The binary form of rows: its bytes as documented, every type, and what hostile guests answer. */
class BinaryRowTest {
  private static final long SEED = 20261127;

  /** Of which several forms are one value. */
  private static final Set<SqlType.Kind> NOT_UNIQUE =
      EnumSet.of(SqlType.Kind.REAL, SqlType.Kind.DOUBLE, SqlType.Kind.CHAR, SqlType.Kind.JSON);

  private static byte[] row(List<String> types, @Nullable Object... values) {
    List<String> columns = new ArrayList<>();
    for (String type : types) {
      columns.add("{\"name\":\"a" + columns.size() + "\",\"type\":\"" + type + "\"}");
    }
    DeclaredFunction function =
        DeclaredFunction.of(
            "f",
            "{\"name\":\"f\",\"kind\":\"scalar\",\"returns\":\"BIGINT\",\"encoding\":\"binary\",\"args\":"
                + columns
                + "}");
    return ArgumentEncoder.of(function).encode(values);
  }

  private static @Nullable Object read(SqlType type, byte[] row) {
    return new BinaryRowReader(row).only(type);
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  static Stream<Arguments> documented() {
    return Stream.of(
        Arguments.of("BOOLEAN", true, "01"),
        Arguments.of("TINYINT", -2, "fe"),
        Arguments.of("SMALLINT", -2, "feff"),
        Arguments.of("INTEGER", 258, "02010000"),
        Arguments.of("BIGINT", -2L, "feffffffffffffff"),
        Arguments.of("REAL", 1.5f, "0000c03f"),
        Arguments.of("DOUBLE", 1.5, "000000000000f83f"),
        Arguments.of("DECIMAL(9, 2)", new BigDecimal("-1.50"), "6affffffffffffff"),
        Arguments.of("DECIMAL(38, 2)", new BigDecimal("-1.50"), "6affffffffffffffffffffffffffffff"),
        Arguments.of("VARCHAR", "aü", "03000000 61c3bc"),
        Arguments.of("VARBINARY", new byte[] {0, -1}, "02000000 00ff"),
        Arguments.of("DATE", LocalDate.of(1970, 1, 2), "01000000"),
        Arguments.of("TIME", LocalTime.of(0, 0, 1), "00ca9a3b00000000"),
        Arguments.of(
            "TIMESTAMP",
            LocalDateTime.of(1969, 12, 31, 23, 59, 59, 500_000_000),
            "ffffffffffffffff 0065cd1d"),
        Arguments.of(
            "TIMESTAMP WITH TIME ZONE",
            OffsetDateTime.parse("1970-01-01T02:00:01+02:00"),
            "0100000000000000 00000000 201c0000"),
        Arguments.of(
            "UUID",
            UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"),
            "00112233445566778899aabbccddeeff"),
        Arguments.of("JSON", "{\"a\":1}", "07000000 7b2261223a317d"),
        Arguments.of("INTERVAL YEAR TO MONTH", Period.of(1, 2, 0), "0e000000"),
        Arguments.of(
            "INTERVAL DAY TO SECOND", Duration.ofMillis(-500), "ffffffffffffffff 0065cd1d"),
        Arguments.of("SMALLINT ARRAY", Arrays.asList(1, null, 3), "03000000 02 0100 0300"));
  }

  @ParameterizedTest
  @MethodSource("documented")
  void row_ofOneValue_isAsDocumented(String type, Object value, String hex) {
    byte[] due = bytes("00" + hex);
    assertThat(row(List.of(type), value)).isEqualTo(due);
    assertThat(read(SqlType.parse(type), due)).isEqualTo(value);
    assertThat(row(List.of(type), new @Nullable Object[] {null})).isEqualTo(new byte[] {1});
    assertThat(read(SqlType.parse(type), new byte[] {1})).isNull();
  }

  @Test
  void row_ofManyValues_beginsWithTheBitsOfNulls() {
    List<String> types = new ArrayList<>(java.util.Collections.nCopies(9, "TINYINT"));
    types.add("VARCHAR");
    assertThat(row(types, 1, null, 3, null, 5, 6, 7, null, null, "x"))
        .isEqualTo(bytes("8a01 01 03 05 06 07 01000000 78"));
    assertThat(row(List.of())).isEmpty();
  }

  @Test
  void read_rowInARow_hasBitsOfItsOwn() {
    SqlType type = SqlType.parse("ROW(a SMALLINT, b VARCHAR, c DATE, d TINYINT ARRAY)");
    assertThat(read(type, bytes("00 02 0700 01000000 02000000 00 05 06")))
        .isEqualTo(Arrays.asList((Object) 7, null, LocalDate.of(1970, 1, 2), List.of(5, 6)));
    assertThat(read(type, bytes("00 0f"))).isEqualTo(Arrays.asList(null, null, null, null));
    assertThat(read(type, bytes("01"))).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"00", "00 10", "00 0e 07", "00 0e 0700 00", "00 0d ffffffff"})
  void read_rowInARow_thatIsNone_isRefused(String row) {
    SqlType type = SqlType.parse("ROW(a SMALLINT, b VARCHAR, c DATE, d TINYINT ARRAY)");
    assertThatThrownBy(() -> read(type, bytes(row)))
        .isInstanceOfSatisfying(
            UdfException.class, e -> assertThat(e.error()).isEqualTo(UdfError.BAD_RESULT));
  }

  static Stream<SqlType> types() {
    return Arrays.stream(SqlType.Kind.values())
        .flatMap(
            kind ->
                switch (kind) {
                  case DECIMAL ->
                      Stream.of(1, 18, 19, 38).map(p -> new SqlType(kind, p, Math.min(p, 7)));
                  case CHAR -> Stream.of(new SqlType(kind, 20, 0));
                  case ARRAY, ROW -> Stream.empty();
                  default -> Stream.of(SqlType.of(kind));
                })
        .flatMap(type -> Stream.of(type, SqlType.arrayOf(type)));
  }

  private static List<Object> values(SqlType type, int random) {
    List<Object> values = new ArrayList<>(RandomValues.extremes(type));
    Random source = new Random(SEED);
    SqlType element = type.kind() == SqlType.Kind.ARRAY ? type.elements() : type;
    boolean isShort = element.kind() == SqlType.Kind.DECIMAL && element.precision() < 38;
    for (int i = 0; i < random && !isShort; i++) {
      values.add(RandomValues.of(type, source));
    }
    return values;
  }

  @ParameterizedTest
  @MethodSource("types")
  void read_whatWasWritten_isTheSame(SqlType type) {
    for (Object value : values(type, 200)) {
      Object read = read(type, row(List.of(type.toString()), value));
      assertThat(comparable(read)).isEqualTo(comparable(value));
    }
  }

  /** Lists are compared as arrays, since they may hold some. */
  private static @Nullable Object comparable(@Nullable Object value) {
    return value instanceof List<?> list ? list.toArray() : value;
  }

  /** Whatever bytes come, there is a value or a refusal; and a value has these bytes only. */
  @ParameterizedTest
  @MethodSource("types")
  void read_hostileBytes_isAValueOrRefused(SqlType type) {
    Random random = new Random(SEED);
    List<Object> values = values(type, 20);
    for (int i = 0; i < 1_500; i++) {
      byte[] hostile = row(List.of(type.toString()), values.get(i % values.size()));
      if (hostile.length > 2_000) {
        continue;
      }
      if (i % 4 == 0) {
        random.nextBytes(hostile);
      } else if (i % 4 == 1) {
        hostile = Arrays.copyOf(hostile, random.nextInt(hostile.length + 9));
      } else {
        for (int n = random.nextInt(3); n >= 0; n--) {
          hostile[random.nextInt(hostile.length)] = (byte) (random.nextInt(8) - 4);
        }
      }
      assertValueOrRefused(type, hostile);
    }
  }

  private static void assertValueOrRefused(SqlType type, byte[] hostile) {
    @Nullable Object value;
    try {
      value = read(type, hostile);
    } catch (UdfException refused) {
      assertThat(refused.error()).isIn(UdfError.BAD_RESULT, UdfError.INVALID_TEXT);
      return;
    }
    SqlType element = type.kind() == SqlType.Kind.ARRAY ? type.elements() : type;
    if (!NOT_UNIQUE.contains(element.kind())) {
      assertThat(row(List.of(type.toString()), value)).isEqualTo(hostile);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          BIGINT | '' | does not fit
          BIGINT | 00 | does not fit
          BIGINT | 0001020304050607 | does not fit
          BIGINT | 00010203040506070809 | 1 bytes more
          BIGINT | 0100 | 1 bytes more
          BIGINT | 02 | not there
          BOOLEAN | 0002 | neither true nor false
          DECIMAL(2, 0) | 006400000000000000 | more digits than 2
          DECIMAL(19, 0) | 0000000000000000000100000000000000 | more digits than 19
          VARCHAR | 00ffffffff | 4294967295 bytes
          VARCHAR | 0002000000c3 | does not fit
          VARCHAR | 0001000000c3 | not valid UTF-8
          CHAR(1) | 00020000006162 | longer than CHAR(1)
          VARBINARY | 0000000080 | 2147483648 bytes
          DATE | 00ffffff7f | out of range
          TIME | 00ffffffffffffffff | out of range
          TIMESTAMP | 00000000000000000000ca9a3b | a second or more
          TIMESTAMP | 00ffffffffffffff7f00000000 | out of range
          TIMESTAMP WITH TIME ZONE | 0000000000000000000000000000000001 | out of range
          INTERVAL YEAR TO MONTH | 0000000080 | out of range
          INTERVAL DAY TO SECOND | 00ffffffffffffff7f00000000 | out of range
          JSON | 00010000007b | not JSON
          JSON | 0000000000 | not JSON
          BIGINT ARRAY | 00ffffffff | 4294967295 elements
          BIGINT ARRAY | 0001000100 | 65537 elements
          BIGINT ARRAY | 000000010001 | does not fit
          BOOLEAN ARRAY | 000100000002 | not there
          BOOLEAN ARRAY | 0002000000000102 | element 2
          """)
  void read_whatIsNoRow_isRefused(String type, String hex, String message) {
    assertThatThrownBy(() -> read(SqlType.parse(type), bytes(hex)))
        .isInstanceOf(UdfException.class)
        .hasMessageContaining(message);
  }
}
