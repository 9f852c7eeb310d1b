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
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.h2.value.TypeInfo;
import org.h2.value.Value;
import org.h2.value.ValueNumeric;
import org.h2.value.ValueVarchar;

/**
 * What a type of ours is in the Java method behind an alias. H2 finds an alias's SQL types in the
 * classes of its parameters and of its result, and converts arguments to them as its own casts do.
 *
 * @param code stands for the type in the name of a generated class, so it never changes
 * @param parameter class of an argument
 * @param result class of the answer
 * @param argument from H2's object to that of the type
 * @param answer from the object of the type to H2's
 */
record AliasType(char code, Class<?> parameter, Class<?> result, FromH2 argument, ToH2 answer) {

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

  static AliasType of(SqlType.Kind kind) {
    return switch (kind) {
      case BOOLEAN -> same('Z', Boolean.class);
      case TINYINT ->
          new AliasType(
              'B',
              Byte.class,
              Byte.class,
              (value, type, session) -> ((Byte) value).intValue(),
              value -> ((Integer) value).byteValue());
      case SMALLINT ->
          new AliasType(
              'S',
              Short.class,
              Short.class,
              (value, type, session) -> ((Short) value).intValue(),
              value -> ((Integer) value).shortValue());
      case INTEGER -> same('I', Integer.class);
      case BIGINT -> same('J', Long.class);
      case REAL -> same('F', Float.class);
      case DOUBLE -> same('D', Double.class);
      case DECIMAL ->
          new AliasType(
              'N', BigDecimal.class, BigDecimal.class, AliasType::decimal, AliasType::unchanged);
      case VARCHAR -> same('V', String.class);
      case CHAR ->
          new AliasType(
              'C', String.class, String.class, AliasType::characters, AliasType::unchanged);
      case CLOB ->
          new AliasType(
              'L',
              Clob.class,
              Reader.class,
              AliasType::text,
              value -> new StringReader((String) value));
      case VARBINARY -> same('X', byte[].class);
      case BLOB ->
          new AliasType(
              'O',
              Blob.class,
              InputStream.class,
              AliasType::bytes,
              value -> new ByteArrayInputStream((byte[]) value));
      case DATE -> same('d', LocalDate.class);
      case TIME -> same('t', LocalTime.class);
      case TIMESTAMP -> same('T', LocalDateTime.class);
      case TIMESTAMP_WITH_TIME_ZONE -> same('z', OffsetDateTime.class);
      case UUID -> same('U', UUID.class);
      // H2 has no class for JSON: its text, as FORMAT JSON takes it.
      case JSON -> same('Q', String.class);
    };
  }

  /** The type of a code, for the classes alone. */
  static AliasType ofCode(char code) {
    return of(kindOfCode(code));
  }

  /** H2's number of the type. */
  int h2Type() {
    return ColumnType.h2Type(kindOfCode(code));
  }

  private static SqlType.Kind kindOfCode(char code) {
    for (SqlType.Kind kind : SqlType.Kind.values()) {
      if (of(kind).code == code) {
        return kind;
      }
    }
    throw new UdfException(UdfError.INTERNAL, "no type has the code " + code);
  }

  private static AliasType same(char code, Class<?> of) {
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
