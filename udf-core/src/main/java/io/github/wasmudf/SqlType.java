package io.github.wasmudf;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A SQL type as manifests write it. Immutable. This is the only list of types in the project: what
 * a type is called, which Java object a value of it is (the one that JDBC uses), and how that is
 * read from and written to JSON stand side by side in {@link Kind}.
 *
 * @param kind which type
 * @param precision digits of a DECIMAL, characters of a CHAR, 0 for all other types
 * @param scale digits of a DECIMAL behind its point, 0 for all other types
 */
public record SqlType(Kind kind, int precision, int scale) {

  /** Reads one JSON value that is not null; refuses what is not exactly a value of the type. */
  @FunctionalInterface
  private interface FromJson {
    Object read(JsonValue json, SqlType type) throws IOException;
  }

  /** Writes what {@link FromJson} reads. */
  @FunctionalInterface
  private interface ToJson {
    void write(JsonGenerator json, Object value) throws IOException;
  }

  /** The types, without their parameters. */
  @SuppressWarnings("ImmutableEnumChecker") // its functions hold nothing
  public enum Kind {
    BOOLEAN(
        Boolean.class,
        (json, type) -> json.truth(),
        (json, value) -> json.writeBoolean((Boolean) value)),
    TINYINT(
        Integer.class,
        (json, type) -> (int) json.whole(Byte.MIN_VALUE, Byte.MAX_VALUE),
        (json, value) -> json.writeNumber((Integer) value)),
    SMALLINT(
        Integer.class,
        (json, type) -> (int) json.whole(Short.MIN_VALUE, Short.MAX_VALUE),
        (json, value) -> json.writeNumber((Integer) value)),
    INTEGER(
        Integer.class,
        (json, type) -> (int) json.whole(Integer.MIN_VALUE, Integer.MAX_VALUE),
        (json, value) -> json.writeNumber((Integer) value)),
    BIGINT(
        Long.class,
        (json, type) -> json.whole(Long.MIN_VALUE, Long.MAX_VALUE),
        (json, value) -> json.writeNumber((Long) value)),
    /** The nearest value; what is beyond the largest is refused. Not a number is a string. */
    REAL(
        Float.class, (json, type) -> json.real(), (json, value) -> json.writeNumber((Float) value)),
    /** As REAL. */
    DOUBLE(
        Double.class,
        (json, type) -> json.approximate(),
        (json, value) -> json.writeNumber((Double) value)),
    /** Has exactly the type's scale; a string, since many readers make doubles of numbers. */
    DECIMAL(
        BigDecimal.class,
        (json, type) -> json.decimal(type.precision(), type.scale()),
        (json, value) -> json.writeString(((BigDecimal) value).toPlainString())),
    /** Any JSON value: of a string its characters, of any other its JSON text. */
    VARCHAR(String.class, (json, type) -> json.characters(), SqlType::writeText),
    /** As VARCHAR, of at most the type's characters; blanks at the end do not count. */
    CHAR(String.class, (json, type) -> type.requireLength(json.characters()), SqlType::writeText),
    /** As VARCHAR; a database may keep it out of line. */
    CLOB(String.class, (json, type) -> json.characters(), SqlType::writeText),
    /** A string in Base64. */
    VARBINARY(byte[].class, SqlType::readBytes, SqlType::writeBytes),
    /** As VARBINARY; a database may keep it out of line. */
    BLOB(byte[].class, SqlType::readBytes, SqlType::writeBytes),
    DATE(
        LocalDate.class,
        (json, type) -> json.parsed(Temporals::date),
        (json, value) -> json.writeString(value.toString())),
    TIME(
        LocalTime.class,
        (json, type) -> json.parsed(LocalTime::parse),
        (json, value) -> json.writeString(Temporals.text((LocalTime) value))),
    TIMESTAMP(
        LocalDateTime.class,
        (json, type) -> json.parsed(Temporals::timestamp),
        (json, value) -> json.writeString(Temporals.text((LocalDateTime) value))),
    TIMESTAMP_WITH_TIME_ZONE(
        OffsetDateTime.class,
        (json, type) -> json.parsed(Temporals::timestampWithTimeZone),
        (json, value) -> json.writeString(Temporals.text((OffsetDateTime) value))),
    UUID(
        UUID.class,
        (json, type) -> json.parsed(SqlType::uuid),
        (json, value) -> json.writeString(value.toString())),
    /** The text of any JSON value. */
    JSON(
        String.class,
        (json, type) -> json.jsonText(),
        (json, value) -> json.writeRawValue(JsonValue.requireJson((String) value)));

    private final Class<?> javaClass;
    private final FromJson reader;
    private final ToJson writer;

    Kind(Class<?> javaClass, FromJson reader, ToJson writer) {
      this.javaClass = javaClass;
      this.reader = reader;
      this.writer = writer;
    }

    /** Whether a value is a text, which can go to a plugin as it is. */
    boolean isText() {
      return this == VARCHAR || this == CHAR || this == CLOB;
    }

    /** Whether a value is bytes, which can go to a plugin as they are. */
    boolean isBytes() {
      return javaClass == byte[].class;
    }

    /** What SQL calls it. */
    public String sqlName() {
      return name().replace('_', ' ');
    }

    /** The class of its values. */
    public Class<?> javaClass() {
      return javaClass;
    }
  }

  /** The most digits of a DECIMAL that every database here can hold. */
  public static final int MAX_PRECISION = 38;

  private static final int MAX_CHARACTERS = 1_000_000;
  private static final Pattern NAME =
      Pattern.compile("([A-Z]+(?: [A-Z]+)*)(?: ?\\( ?(\\d{1,7}) ?(?:, ?(\\d{1,3}) ?)?\\))?");

  public SqlType {
    boolean fits =
        switch (kind) {
          case DECIMAL ->
              precision >= 1 && precision <= MAX_PRECISION && scale >= 0 && scale <= precision;
          case CHAR -> precision >= 1 && precision <= MAX_CHARACTERS && scale == 0;
          default -> precision == 0 && scale == 0;
        };
    if (!fits) {
      throw new UdfException(UdfError.BAD_OPTION, rule(kind));
    }
  }

  private static String rule(Kind kind) {
    return switch (kind) {
      case DECIMAL ->
          "DECIMAL has 1 to 38 digits, not more of them behind the point: DECIMAL(18, 2)";
      case CHAR -> "CHAR has 1 to " + MAX_CHARACTERS + " characters: CHAR(3)";
      default -> kind.sqlName() + " has no precision";
    };
  }

  /**
   * The type of a name, such as {@code "BIGINT"} or {@code "decimal(18, 2)"}.
   *
   * @throws UdfException {@code BAD_OPTION} for what is no name of a type
   */
  public static SqlType parse(String name) {
    Matcher matcher = NAME.matcher(name.strip().toUpperCase(Locale.ROOT));
    if (matcher.matches()) {
      for (Kind kind : Kind.values()) {
        if (kind.sqlName().equals(matcher.group(1))) {
          return new SqlType(kind, number(matcher, 2), number(matcher, 3));
        }
      }
    }
    throw new UdfException(
        UdfError.BAD_OPTION,
        "unknown type \""
            + name.substring(0, Math.min(name.length(), 100))
            + "\"; known are "
            + String.join(
                ", ", java.util.Arrays.stream(Kind.values()).map(Kind::sqlName).toList()));
  }

  private static int number(Matcher matcher, int group) {
    String digits = matcher.group(group);
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  /** A type that has no parameters. */
  public static SqlType of(Kind kind) {
    return new SqlType(kind, 0, 0);
  }

  Object read(JsonValue json) throws IOException {
    return kind.reader.read(json, this);
  }

  void write(JsonGenerator json, Object value) throws IOException {
    kind.writer.write(json, value);
  }

  private static Object readBytes(JsonValue json, SqlType type) throws IOException {
    return json.parsed(Base64.getDecoder()::decode);
  }

  private static void writeBytes(JsonGenerator json, Object value) throws IOException {
    json.writeString(Base64.getEncoder().encodeToString((byte[]) value));
  }

  private static void writeText(JsonGenerator json, Object value) throws IOException {
    json.writeString(JsonValue.requireUnicode((String) value));
  }

  /** A text that is not longer than the type allows; only of CHAR is that less than everything. */
  String requireLength(String text) {
    if (kind != Kind.CHAR || text.length() <= precision) {
      return text;
    }
    int end = text.length();
    while (end > precision && text.charAt(end - 1) == ' ') {
      end--;
    }
    if (end > precision) {
      throw new UdfException(
          UdfError.BAD_RESULT, "a text of " + end + " characters is longer than " + this);
    }
    return text.substring(0, end);
  }

  private static UUID uuid(String text) {
    UUID uuid = java.util.UUID.fromString(text);
    // The JDK's parser also takes shorter groups.
    if (!uuid.toString().equalsIgnoreCase(text)) {
      throw new IllegalArgumentException();
    }
    return uuid;
  }

  /** As {@link #parse} takes it. */
  @Override
  public String toString() {
    return switch (kind) {
      case DECIMAL -> "DECIMAL(" + precision + ", " + scale + ")";
      case CHAR -> "CHAR(" + precision + ")";
      default -> kind.sqlName();
    };
  }
}
