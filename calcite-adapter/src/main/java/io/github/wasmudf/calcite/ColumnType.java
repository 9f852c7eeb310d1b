package io.github.wasmudf.calcite;

import io.github.wasmudf.SqlType;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.function.UnaryOperator;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * What a type of ours is in Calcite: the declared type, and a value of it as generated code has it.
 *
 * @param name of the type
 * @param toValue from the object that JDBC uses
 */
record ColumnType(SqlTypeName name, UnaryOperator<Object> toValue) {
  private static final int NANOS_PER_MILLI = 1_000_000;

  /** All that Calcite's dates and times hold. */
  private static final int MILLIS = 3;

  static ColumnType of(SqlType type) {
    return switch (type.kind()) {
      case BOOLEAN -> same(SqlTypeName.BOOLEAN);
      case TINYINT -> new ColumnType(SqlTypeName.TINYINT, o -> ((Integer) o).byteValue());
      case SMALLINT -> new ColumnType(SqlTypeName.SMALLINT, o -> ((Integer) o).shortValue());
      case INTEGER -> same(SqlTypeName.INTEGER);
      case BIGINT -> same(SqlTypeName.BIGINT);
      case REAL -> same(SqlTypeName.REAL);
      case DOUBLE -> same(SqlTypeName.DOUBLE);
      case DECIMAL -> same(SqlTypeName.DECIMAL);
      case VARCHAR, CLOB, JSON -> same(SqlTypeName.VARCHAR);
      case CHAR -> new ColumnType(SqlTypeName.CHAR, o -> padded((String) o, type.precision()));
      case VARBINARY, BLOB ->
          new ColumnType(SqlTypeName.VARBINARY, o -> new ByteString((byte[]) o));
      case DATE -> new ColumnType(SqlTypeName.DATE, o -> (int) ((LocalDate) o).toEpochDay());
      case TIME -> new ColumnType(SqlTypeName.TIME, o -> millisOfDay((LocalTime) o));
      case TIMESTAMP ->
          new ColumnType(
              SqlTypeName.TIMESTAMP,
              o -> epochMillis(((LocalDateTime) o).toInstant(ZoneOffset.UTC), o));
      case TIMESTAMP_WITH_TIME_ZONE ->
          new ColumnType(
              SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE,
              o -> epochMillis(((OffsetDateTime) o).toInstant(), o));
      // Calcite 1.42.0 has the type, but generates code for it that does not compile.
      case UUID -> new ColumnType(SqlTypeName.VARCHAR, Object::toString);
    };
  }

  private static ColumnType same(SqlTypeName name) {
    return new ColumnType(name, UnaryOperator.identity());
  }

  /** Generated code takes it for granted that a CHAR has all its characters. */
  private static String padded(String text, int length) {
    return text + " ".repeat(Math.max(0, length - text.length()));
  }

  private static long epochMillis(Instant instant, Object shown) {
    long millis = instant.toEpochMilli();
    requireMillis(instant.equals(Instant.ofEpochMilli(millis)), shown);
    return millis;
  }

  private static int millisOfDay(LocalTime time) {
    long nanos = time.toNanoOfDay();
    requireMillis(nanos % NANOS_PER_MILLI == 0, time);
    return (int) (nanos / NANOS_PER_MILLI);
  }

  private static void requireMillis(boolean isWhole, Object shown) {
    if (!isWhole) {
      throw new UdfException(
          UdfError.BAD_RESULT, shown + " is finer than a millisecond, which is Calcite's finest");
    }
  }

  /** The declared type of a column, which may be NULL. */
  static RelDataType declare(RelDataTypeFactory types, SqlType type) {
    SqlTypeName name = of(type).name();
    RelDataType declared =
        switch (name) {
          case CHAR -> types.createSqlType(name, type.precision());
          case DECIMAL -> types.createSqlType(name, type.precision(), type.scale());
          case TIME, TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> types.createSqlType(name, MILLIS);
          default -> types.createSqlType(name);
        };
    return types.createTypeWithNullability(declared, true);
  }
}
