package io.github.wasmudf.calcite;

import io.github.wasmudf.Column;
import io.github.wasmudf.RuntimePolicy;
import io.github.wasmudf.SqlType;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.jspecify.annotations.Nullable;

/**
 * What a type of ours is in Calcite: the declared type, and a value of it as generated code has it.
 *
 * @param name of the type
 * @param resultClass of its values in generated code, where they may be null
 * @param toValue from the object that JDBC uses
 * @param fromValue back to it
 */
record ColumnType(
    SqlTypeName name, Class<?> resultClass, UnaryOperator<Object> toValue, FromValue fromValue) {
  private static final int NANOS_PER_MILLI = 1_000_000;

  /** All that Calcite's dates and times hold. */
  private static final int MILLIS = 3;

  /** From an argument as generated code has it. */
  @FunctionalInterface
  interface FromValue {
    /**
     * The object that JDBC uses.
     *
     * @throws UdfException {@code BAD_ARGUMENT} for what is no value of the type
     */
    Object convert(Object value, RuntimePolicy policy);
  }

  static ColumnType of(SqlType type) {
    return switch (type.kind()) {
      case BOOLEAN -> same(SqlTypeName.BOOLEAN, Boolean.class);
      case TINYINT ->
          new ColumnType(
              SqlTypeName.TINYINT,
              Byte.class,
              o -> ((Integer) o).byteValue(),
              (o, policy) -> ((Number) o).intValue());
      case SMALLINT ->
          new ColumnType(
              SqlTypeName.SMALLINT,
              Short.class,
              o -> ((Integer) o).shortValue(),
              (o, policy) -> ((Number) o).intValue());
      case INTEGER -> same(SqlTypeName.INTEGER, Integer.class);
      case BIGINT -> same(SqlTypeName.BIGINT, Long.class);
      case REAL -> same(SqlTypeName.REAL, Float.class);
      case DOUBLE -> same(SqlTypeName.DOUBLE, Double.class);
      case DECIMAL ->
          new ColumnType(
              SqlTypeName.DECIMAL,
              BigDecimal.class,
              UnaryOperator.identity(),
              (o, policy) -> decimal((BigDecimal) o, type));
      case VARCHAR, CLOB, JSON -> text(UnaryOperator.identity(), UnaryOperator.identity());
      case CHAR ->
          new ColumnType(
              SqlTypeName.CHAR,
              String.class,
              o -> padded((String) o, type.precision()),
              (o, policy) -> o);
      case VARBINARY, BLOB ->
          new ColumnType(
              SqlTypeName.VARBINARY,
              ByteString.class,
              o -> new ByteString((byte[]) o),
              SqlValues::bytes);
      case DATE ->
          new ColumnType(
              SqlTypeName.DATE,
              Integer.class,
              o -> (int) ((LocalDate) o).toEpochDay(),
              (o, policy) -> LocalDate.ofEpochDay((Integer) o));
      case TIME ->
          new ColumnType(
              SqlTypeName.TIME,
              Integer.class,
              o -> millisOfDay((LocalTime) o),
              (o, policy) -> LocalTime.ofNanoOfDay((long) (Integer) o * NANOS_PER_MILLI));
      case TIMESTAMP ->
          new ColumnType(
              SqlTypeName.TIMESTAMP,
              Long.class,
              o -> epochMillis(((LocalDateTime) o).toInstant(ZoneOffset.UTC), o),
              (o, policy) -> utc(o).toLocalDateTime());
      case TIMESTAMP_WITH_TIME_ZONE ->
          new ColumnType(
              SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE,
              Long.class,
              o -> epochMillis(((OffsetDateTime) o).toInstant(), o),
              (o, policy) -> utc(o));
      case INTERVAL_YEAR_TO_MONTH ->
          new ColumnType(
              SqlTypeName.INTERVAL_YEAR_MONTH,
              Integer.class,
              o -> (int) ((Period) o).toTotalMonths(),
              (o, policy) -> Period.ofMonths(((Number) o).intValue()).normalized());
      case INTERVAL_DAY_TO_SECOND ->
          new ColumnType(
              SqlTypeName.INTERVAL_DAY_SECOND,
              Long.class,
              o -> millis((Duration) o),
              (o, policy) -> Duration.ofMillis(((Number) o).longValue()));
      case ARRAY -> array(ofElements(type.elements()));
      case ROW -> row(type.fields());
      // Calcite 1.42.0 has the type, but generates code for it that does not compile.
      case UUID -> text(Object::toString, ColumnType::uuid);
    };
  }

  private static ColumnType same(SqlTypeName name, Class<?> resultClass) {
    return new ColumnType(name, resultClass, UnaryOperator.identity(), (o, policy) -> o);
  }

  /** As {@link #of}, but takes whole numbers of any type, too. */
  private static ColumnType ofElements(SqlType type) {
    ColumnType usual = of(type);
    FromValue wider =
        switch (type.kind()) {
          case TINYINT -> (o, policy) -> whole(o, Byte.MIN_VALUE, Byte.MAX_VALUE);
          case SMALLINT -> (o, policy) -> whole(o, Short.MIN_VALUE, Short.MAX_VALUE);
          case INTEGER -> (o, policy) -> whole(o, Integer.MIN_VALUE, Integer.MAX_VALUE);
          case BIGINT -> (o, policy) -> ((Number) o).longValue();
          case REAL -> (o, policy) -> ((Number) o).floatValue();
          case DOUBLE -> (o, policy) -> ((Number) o).doubleValue();
          case DECIMAL ->
              (o, policy) ->
                  decimal(
                      o instanceof BigDecimal exact
                          ? exact
                          : BigDecimal.valueOf(((Number) o).longValue()),
                      type);
          default -> usual.fromValue;
        };
    return new ColumnType(usual.name, usual.resultClass, usual.toValue, wider);
  }

  private static Object whole(Object value, int least, int most) {
    long number = ((Number) value).longValue();
    if (number < least || number > most) {
      throw new UdfException(UdfError.BAD_ARGUMENT, number + " is out of range");
    }
    return (int) number;
  }

  /** Whether {@link #fromValue} takes arrays of a type without a cast. */
  static boolean isConverted(RelDataType present, SqlType due) {
    RelDataType elements = present.getComponentType();
    if (due.kind() != SqlType.Kind.ARRAY || elements == null) {
      return false;
    }
    SqlTypeName name = of(due.elements()).name();
    return elements.getSqlTypeName() == name
        || (SqlTypeUtil.isIntType(elements) && SqlTypeName.NUMERIC_TYPES.contains(name));
  }

  private static ColumnType array(ColumnType each) {
    return new ColumnType(
        SqlTypeName.ARRAY,
        List.class,
        o -> converted((List<?>) o, each.toValue),
        (o, policy) -> converted((List<?>) o, value -> each.fromValue.convert(value, policy)));
  }

  private static List<@Nullable Object> converted(List<?> values, UnaryOperator<Object> each) {
    List<@Nullable Object> list = new ArrayList<>(values.size());
    for (Object value : values) {
      list.add(value == null ? null : each.apply(value));
    }
    return Collections.unmodifiableList(list);
  }

  /** In a list that can be compared, as its fields can: such rows may be grouped and sorted. */
  private static ColumnType row(List<Column> fields) {
    ColumnType[] types = fields.stream().map(field -> of(field.type())).toArray(ColumnType[]::new);
    return new ColumnType(
        SqlTypeName.STRUCTURED,
        List.class,
        o -> {
          List<?> values = (List<?>) o;
          @Nullable Object[] row = new @Nullable Object[types.length];
          for (int i = 0; i < row.length; i++) {
            Object value = values.get(i);
            row[i] = value == null ? null : types[i].toValue.apply(value);
          }
          return new RowValue(row);
        },
        (o, policy) -> {
          throw new IllegalStateException("a ROW is no argument");
        });
  }

  /** A text here; a large object of another database may stand for it. */
  private static ColumnType text(UnaryOperator<Object> toValue, UnaryOperator<Object> fromText) {
    return new ColumnType(
        SqlTypeName.VARCHAR,
        String.class,
        toValue,
        (o, policy) ->
            fromText.apply(
                o instanceof String
                    ? o
                    : new String(SqlValues.bytes(o, policy), StandardCharsets.UTF_8)));
  }

  private static OffsetDateTime utc(Object millis) {
    return Instant.ofEpochMilli((Long) millis).atOffset(ZoneOffset.UTC);
  }

  private static Object uuid(Object text) {
    try {
      return UUID.fromString((String) text);
    } catch (IllegalArgumentException malformed) {
      throw new UdfException(UdfError.BAD_ARGUMENT, "not a UUID", malformed);
    }
  }

  /** Generated code leaves a DECIMAL as it is; digits and range are the type's from here on. */
  private static Object decimal(BigDecimal number, SqlType type) {
    // Before anything is calculated: 1E+900000000 written out would be a gigabyte.
    if (number.signum() != 0
        && (long) number.precision() - number.scale() > (long) type.precision() - type.scale()) {
      throw new UdfException(UdfError.BAD_ARGUMENT, "out of the range of " + type);
    }
    BigDecimal rounded = number.setScale(type.scale(), RoundingMode.HALF_UP);
    if (rounded.precision() > type.precision() && rounded.signum() != 0) {
      throw new UdfException(UdfError.BAD_ARGUMENT, "out of the range of " + type);
    }
    return rounded;
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

  private static long millis(Duration duration) {
    requireMillis(duration.toNanosPart() % NANOS_PER_MILLI == 0, duration);
    return duration.toMillis();
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
          case INTERVAL_YEAR_MONTH, INTERVAL_DAY_SECOND ->
              types.createSqlIntervalType(
                  new SqlIntervalQualifier(
                      name.getStartUnit(), name.getEndUnit(), SqlParserPos.ZERO));
          case ARRAY -> types.createArrayType(declare(types, type.elements()), -1);
          case STRUCTURED -> struct(types, type.fields());
          default -> types.createSqlType(name);
        };
    return types.createTypeWithNullability(declared, true);
  }

  private static RelDataType struct(RelDataTypeFactory types, List<Column> fields) {
    RelDataTypeFactory.Builder struct = types.builder();
    for (Column field : fields) {
      struct.add(field.sqlName(), declare(types, field.type()));
    }
    return new RowResultType(struct.build().getFieldList());
  }
}
