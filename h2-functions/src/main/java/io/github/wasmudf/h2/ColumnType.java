package io.github.wasmudf.h2;

import io.github.wasmudf.SqlType;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.h2.util.JSR310Utils;
import org.h2.value.TypeInfo;
import org.h2.value.Value;
import org.h2.value.ValueArray;
import org.h2.value.ValueBigint;
import org.h2.value.ValueBlob;
import org.h2.value.ValueBoolean;
import org.h2.value.ValueChar;
import org.h2.value.ValueClob;
import org.h2.value.ValueDouble;
import org.h2.value.ValueInteger;
import org.h2.value.ValueInterval;
import org.h2.value.ValueJson;
import org.h2.value.ValueNull;
import org.h2.value.ValueNumeric;
import org.h2.value.ValueReal;
import org.h2.value.ValueSmallint;
import org.h2.value.ValueTinyint;
import org.h2.value.ValueUuid;
import org.h2.value.ValueVarbinary;
import org.h2.value.ValueVarchar;
import org.jspecify.annotations.Nullable;

/** What a type of ours is in H2: the declared type, and a value of it. */
final class ColumnType {
  /** Nanoseconds, which is what H2's values hold; its default for columns is less. */
  private static final int FRACTION_DIGITS = 9;

  private final TypeInfo info;
  private final Function<Object, Value> toValue;

  private ColumnType(TypeInfo info, Function<Object, Value> toValue) {
    this.info = info;
    this.toValue = toValue;
  }

  static ColumnType of(SqlType type) {
    return switch (type.kind()) {
      case BOOLEAN -> of(Value.BOOLEAN, object -> ValueBoolean.get((Boolean) object));
      case TINYINT -> of(Value.TINYINT, object -> ValueTinyint.get(((Integer) object).byteValue()));
      case SMALLINT ->
          of(Value.SMALLINT, object -> ValueSmallint.get(((Integer) object).shortValue()));
      case INTEGER -> of(Value.INTEGER, object -> ValueInteger.get((Integer) object));
      case BIGINT -> of(Value.BIGINT, object -> ValueBigint.get((Long) object));
      case REAL -> of(Value.REAL, object -> ValueReal.get((Float) object));
      case DOUBLE -> of(Value.DOUBLE, object -> ValueDouble.get((Double) object));
      case DECIMAL ->
          new ColumnType(
              TypeInfo.getTypeInfo(Value.NUMERIC, type.precision(), type.scale(), null),
              object -> ValueNumeric.get((BigDecimal) object));
      case VARCHAR -> of(Value.VARCHAR, object -> ValueVarchar.get((String) object));
      case CHAR ->
          new ColumnType(
              TypeInfo.getTypeInfo(Value.CHAR, type.precision(), 0, null),
              object -> ValueChar.get((String) object));
      case CLOB -> of(Value.CLOB, object -> ValueClob.createSmall((String) object));
      case BLOB -> of(Value.BLOB, object -> ValueBlob.createSmall((byte[]) object));
      case VARBINARY -> of(Value.VARBINARY, object -> ValueVarbinary.getNoCopy((byte[]) object));
      case DATE -> of(Value.DATE, JSR310Utils::localDateToValue, LocalDate.class);
      case TIME -> of(Value.TIME, JSR310Utils::localTimeToValue, LocalTime.class);
      case TIMESTAMP -> of(Value.TIMESTAMP, JSR310Utils::localDateTimeToValue, LocalDateTime.class);
      case TIMESTAMP_WITH_TIME_ZONE ->
          of(Value.TIMESTAMP_TZ, JSR310Utils::offsetDateTimeToValue, OffsetDateTime.class);
      case UUID -> of(Value.UUID, object -> ValueUuid.get((UUID) object));
      case JSON -> of(Value.JSON, object -> ValueJson.fromJson((String) object));
      case INTERVAL_YEAR_TO_MONTH ->
          interval(
              Value.INTERVAL_YEAR_TO_MONTH, object -> JSR310Utils.periodToValue((Period) object));
      case INTERVAL_DAY_TO_SECOND ->
          interval(
              Value.INTERVAL_DAY_TO_SECOND,
              object -> JSR310Utils.durationToValue((Duration) object));
      case ARRAY -> array(of(type.elements()));
      case ROW -> throw new IllegalArgumentException("no column, and no function here, has a ROW");
    };
  }

  /** One of the types of a kind that is no array, where precision does not matter. */
  static SqlType typical(SqlType.Kind kind) {
    boolean hasPrecision = kind == SqlType.Kind.DECIMAL || kind == SqlType.Kind.CHAR;
    return hasPrecision ? new SqlType(kind, 1, 0) : SqlType.of(kind);
  }

  private static ColumnType array(ColumnType element) {
    return new ColumnType(
        TypeInfo.getTypeInfo(Value.ARRAY, -1, 0, element.info),
        object -> {
          Value[] values = ((List<?>) object).stream().map(element::value).toArray(Value[]::new);
          return ValueArray.get(element.info, values, null);
        });
  }

  private static ColumnType interval(int valueType, Function<Object, Value> toValue) {
    TypeInfo info =
        TypeInfo.getTypeInfo(
            valueType, ValueInterval.MAXIMUM_PRECISION, ValueInterval.MAXIMUM_SCALE, null);
    return new ColumnType(info, object -> toValue.apply(object).convertTo(info));
  }

  private static ColumnType of(int valueType, Function<Object, Value> toValue) {
    return new ColumnType(TypeInfo.getTypeInfo(valueType), toValue);
  }

  private static <T> ColumnType of(int valueType, Function<T, Value> toValue, Class<T> of) {
    return new ColumnType(
        TypeInfo.getTypeInfo(valueType, -1, FRACTION_DIGITS, null),
        object -> toValue.apply(of.cast(object)));
  }

  TypeInfo info() {
    return info;
  }

  Value value(@Nullable Object object) {
    return object == null ? ValueNull.INSTANCE : toValue.apply(object);
  }
}
