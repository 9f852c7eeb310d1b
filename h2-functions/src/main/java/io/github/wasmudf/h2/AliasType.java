package io.github.wasmudf.h2;

import io.github.wasmudf.LargeInput;
import io.github.wasmudf.SqlType;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.h2.value.TypeInfo;
import org.h2.value.Value;
import org.h2.value.ValueNumeric;
import org.h2.value.ValueVarchar;
import org.jspecify.annotations.Nullable;

/**
 * What a type of ours is in the Java method behind an alias. H2 finds an alias's SQL types in the
 * classes of its parameters and of its result, and converts arguments to them as its own casts do.
 *
 * @param code stands for the type in the name of a generated class, so it never changes: a letter,
 *     of an array {@code A} and that of its elements
 * @param parameter class of an argument
 * @param result class of the answer
 * @param argument from H2's object to that of the type
 * @param answer from the object of the type to H2's
 */
record AliasType(String code, Class<?> parameter, Class<?> result, FromH2 argument, ToH2 answer) {
  private static final char ARRAY = 'A';

  /** An argument that is not NULL. */
  @FunctionalInterface
  interface FromH2 {
    Object convert(Object value, SqlType type, H2Session session);
  }

  /** An answer that is not NULL. */
  @FunctionalInterface
  interface ToH2 {
    Object convert(Object value);
  }

  /**
   * The one for a type.
   *
   * @throws UdfException {@code NOT_SUPPORTED} for a ROW, which no class stands for
   */
  static AliasType of(SqlType type) {
    return switch (type.kind()) {
      case ARRAY -> array(type.elements());
      case ROW ->
          throw new UdfException(
              UdfError.NOT_SUPPORTED,
              "no function of H2 answers a ROW; \"columns\" instead of \"returns\" make it a table"
                  + " of one row, and values of one type can be an ARRAY");
      default -> of(type.kind());
    };
  }

  private static AliasType of(SqlType.Kind kind) {
    return switch (kind) {
      case BOOLEAN -> same("Z", Boolean.class);
      case TINYINT ->
          new AliasType(
              "B",
              Byte.class,
              Byte.class,
              (value, type, session) -> ((Byte) value).intValue(),
              value -> ((Integer) value).byteValue());
      case SMALLINT ->
          new AliasType(
              "S",
              Short.class,
              Short.class,
              (value, type, session) -> ((Short) value).intValue(),
              value -> ((Integer) value).shortValue());
      case INTEGER -> same("I", Integer.class);
      case BIGINT -> same("J", Long.class);
      case REAL -> same("F", Float.class);
      case DOUBLE -> same("D", Double.class);
      case DECIMAL ->
          new AliasType(
              "N", BigDecimal.class, BigDecimal.class, AliasType::decimal, AliasType::unchanged);
      case VARCHAR -> same("V", String.class);
      case CHAR ->
          new AliasType(
              "C", String.class, String.class, AliasType::characters, AliasType::unchanged);
      case CLOB ->
          new AliasType(
              "L",
              Clob.class,
              Reader.class,
              AliasType::text,
              value -> new StringReader((String) value));
      case VARBINARY -> same("X", byte[].class);
      case BLOB ->
          new AliasType(
              "O",
              Blob.class,
              InputStream.class,
              AliasType::bytes,
              value -> new ByteArrayInputStream((byte[]) value));
      case DATE -> same("d", LocalDate.class);
      case TIME -> same("t", LocalTime.class);
      case TIMESTAMP -> same("T", LocalDateTime.class);
      case TIMESTAMP_WITH_TIME_ZONE -> same("z", OffsetDateTime.class);
      case UUID -> same("U", UUID.class);
      // H2 has no class for JSON: its text, as FORMAT JSON takes it.
      case JSON -> same("Q", String.class);
      case INTERVAL_YEAR_TO_MONTH -> same("m", Period.class);
      case INTERVAL_DAY_TO_SECOND -> same("s", Duration.class);
      case ARRAY, ROW -> throw new IllegalArgumentException(kind + " has types of its own");
    };
  }

  /**
   * The types of codes, for the classes alone.
   *
   * @param codes one behind the other
   */
  static List<AliasType> ofCodes(String codes) {
    List<AliasType> types = new ArrayList<>();
    boolean array = false;
    for (int i = 0; i < codes.length(); i++) {
      char code = codes.charAt(i);
      if (code == ARRAY && !array) {
        array = true;
      } else {
        SqlType type = ColumnType.typical(kindOfCode(String.valueOf(code)));
        types.add(of(array ? SqlType.arrayOf(type) : type));
        array = false;
      }
    }
    return List.copyOf(types);
  }

  /** H2's number of the type. */
  int h2Type() {
    return code.charAt(0) == ARRAY
        ? Value.ARRAY
        : ColumnType.of(ColumnType.typical(kindOfCode(code))).info().getValueType();
  }

  private static SqlType.Kind kindOfCode(String code) {
    for (SqlType.Kind kind : SqlType.Kind.values()) {
      if (!kind.isList() && of(kind).code.equals(code)) {
        return kind;
      }
    }
    throw new UdfException(UdfError.INTERNAL, "no type has the code " + code);
  }

  /** A Java array; large objects are texts and bytes in it. */
  private static AliasType array(SqlType elements) {
    AliasType each =
        switch (elements.kind()) {
          case CLOB -> of(SqlType.Kind.VARCHAR);
          case BLOB -> of(SqlType.Kind.VARBINARY);
          default -> of(elements.kind());
        };
    return new AliasType(
        ARRAY + each.code,
        each.parameter.arrayType(),
        each.result.arrayType(),
        (value, type, session) -> each.list((@Nullable Object[]) value, type.elements(), session),
        value -> each.array((List<?>) value));
  }

  private List<@Nullable Object> list(@Nullable Object[] values, SqlType type, H2Session session) {
    List<@Nullable Object> list = new ArrayList<>(values.length);
    for (Object value : values) {
      list.add(value == null ? null : argument.convert(value, type, session));
    }
    return list;
  }

  private Object array(List<?> values) {
    Object array = Array.newInstance(result, values.size());
    for (int i = 0; i < values.size(); i++) {
      Object value = values.get(i);
      Array.set(array, i, value == null ? null : answer.convert(value));
    }
    return array;
  }

  private static AliasType same(String code, Class<?> of) {
    return new AliasType(code, of, of, (value, type, session) -> value, AliasType::unchanged);
  }

  private static Object unchanged(Object value) {
    return value;
  }

  /** H2 knows of the class only; digits and range are the cast's to a column of the type. */
  private static Object decimal(Object value, SqlType type, H2Session session) {
    TypeInfo target = TypeInfo.getTypeInfo(Value.NUMERIC, type.precision(), type.scale(), null);
    return ValueNumeric.getAnyScale((BigDecimal) value)
        .castTo(target, session.castDataProvider())
        .getBigDecimal()
        .setScale(type.scale());
  }

  private static Object characters(Object value, SqlType type, H2Session session) {
    TypeInfo target = TypeInfo.getTypeInfo(Value.CHAR, type.precision(), 0, null);
    return ValueVarchar.get((String) value)
        .convertForAssignTo(target, session.castDataProvider(), type.toString())
        .getString();
  }

  private static Object text(Object value, SqlType type, H2Session session) {
    return Uninterrupted.read(
        () -> {
          try (Reader reader = ((Clob) value).getCharacterStream()) {
            byte[] utf8 = LargeInput.text(reader, session.policy().limits().memoryBytes());
            return new String(utf8, StandardCharsets.UTF_8);
          } catch (IOException | SQLException broken) {
            throw unreadable(broken);
          }
        });
  }

  private static Object bytes(Object value, SqlType type, H2Session session) {
    return Uninterrupted.read(
        () -> {
          try (InputStream stream = ((Blob) value).getBinaryStream()) {
            return LargeInput.bytes(stream, session.policy().limits().memoryBytes());
          } catch (IOException | SQLException broken) {
            throw unreadable(broken);
          }
        });
  }

  private static UdfException unreadable(Exception broken) {
    return new UdfException(UdfError.INTERNAL, "the large object cannot be read", broken);
  }
}
