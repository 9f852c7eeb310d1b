package io.github.wasmudf;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A SQL type as manifests write it. Immutable. This is the only list of types in the project: what
 * a type is called, which Java object a value of it is (the one that JDBC uses), and how that is
 * read from and written to JSON and the binary form stand side by side in {@link Kind}.
 *
 * @param kind which type
 * @param precision digits of a DECIMAL, characters of a CHAR, 0 for all other types
 * @param scale digits of a DECIMAL behind its point, 0 for all other types
 * @param element what an ARRAY has, null for all other types
 * @param fields what a ROW has, in order; none for all other types
 */
public record SqlType(
    Kind kind, int precision, int scale, @Nullable SqlType element, List<Column> fields) {

  /** Reads one JSON value that is not null; refuses what is not exactly a value of the type. */
  @FunctionalInterface
  private interface FromJson {
    Object read(JsonValue json, SqlType type) throws IOException;
  }

  /** Writes what {@link FromJson} reads. */
  @FunctionalInterface
  private interface ToJson {
    void write(JsonGenerator json, Object value, SqlType type) throws IOException;
  }

  /** Reads one value of the binary form that is not null; as strict. */
  @FunctionalInterface
  private interface FromBinary {
    Object read(BinaryRowReader row, SqlType type);
  }

  /** Writes what {@link FromBinary} reads. */
  @FunctionalInterface
  private interface ToBinary {
    void write(BinaryRowWriter row, Object value, SqlType type);
  }

  /** The types, without their parameters. */
  @SuppressWarnings("ImmutableEnumChecker") // its functions hold nothing
  public enum Kind {
    BOOLEAN(
        Boolean.class,
        (json, type) -> json.truth(),
        (json, value, type) -> json.writeBoolean((Boolean) value),
        (row, type) -> row.getTruth(),
        (row, value, type) -> row.putByte((Boolean) value ? 1 : 0)),
    TINYINT(
        Integer.class,
        (json, type) -> (int) json.whole(Byte.MIN_VALUE, Byte.MAX_VALUE),
        (json, value, type) -> json.writeNumber((Integer) value),
        (row, type) -> (int) row.getByte(),
        (row, value, type) -> row.putByte((Integer) value)),
    SMALLINT(
        Integer.class,
        (json, type) -> (int) json.whole(Short.MIN_VALUE, Short.MAX_VALUE),
        (json, value, type) -> json.writeNumber((Integer) value),
        (row, type) -> (int) row.getShort(),
        (row, value, type) -> row.putShort((Integer) value)),
    INTEGER(
        Integer.class,
        (json, type) -> (int) json.whole(Integer.MIN_VALUE, Integer.MAX_VALUE),
        (json, value, type) -> json.writeNumber((Integer) value),
        (row, type) -> row.getInt(),
        (row, value, type) -> row.putInt((Integer) value)),
    BIGINT(
        Long.class,
        (json, type) -> json.whole(Long.MIN_VALUE, Long.MAX_VALUE),
        (json, value, type) -> json.writeNumber((Long) value),
        (row, type) -> row.getLong(),
        (row, value, type) -> row.putLong((Long) value)),
    /** The nearest value; what is beyond the largest is refused. Not a number is a string. */
    REAL(
        Float.class,
        (json, type) -> json.real(),
        (json, value, type) -> json.writeNumber((Float) value),
        (row, type) -> Float.intBitsToFloat(row.getInt()),
        (row, value, type) -> row.putInt(Float.floatToIntBits((Float) value))),
    /** As REAL. */
    DOUBLE(
        Double.class,
        (json, type) -> json.approximate(),
        (json, value, type) -> json.writeNumber((Double) value),
        (row, type) -> Double.longBitsToDouble(row.getLong()),
        (row, value, type) -> row.putLong(Double.doubleToLongBits((Double) value))),
    /** Has exactly the type's scale; a string, since many readers make doubles of numbers. */
    DECIMAL(
        BigDecimal.class,
        (json, type) -> json.decimal(type.precision(), type.scale()),
        (json, value, type) -> json.writeString(((BigDecimal) value).toPlainString()),
        (row, type) -> row.getDecimal(type.precision(), type.scale()),
        (row, value, type) -> row.putDecimal((BigDecimal) value, type.precision())),
    /** Any JSON value: of a string its characters, of any other its JSON text. */
    VARCHAR(
        String.class,
        (json, type) -> json.characters(),
        SqlType::writeText,
        (row, type) -> row.getText(),
        (row, value, type) -> row.putText((String) value)),
    /** As VARCHAR, of at most the type's characters; blanks at the end do not count. */
    CHAR(
        String.class,
        (json, type) -> type.requireLength(json.characters()),
        SqlType::writeText,
        (row, type) -> type.requireLength(row.getText()),
        (row, value, type) -> row.putText((String) value)),
    /** As VARCHAR; a database may keep it out of line. */
    CLOB(
        String.class,
        (json, type) -> json.characters(),
        SqlType::writeText,
        (row, type) -> row.getText(),
        (row, value, type) -> row.putText((String) value)),
    /** A string in Base64; also read from an array of numbers. */
    VARBINARY(
        byte[].class,
        SqlType::readBytes,
        SqlType::writeBytes,
        (row, type) -> row.getBytes(),
        (row, value, type) -> row.putBytes((byte[]) value)),
    /** As VARBINARY; a database may keep it out of line. */
    BLOB(
        byte[].class,
        SqlType::readBytes,
        SqlType::writeBytes,
        (row, type) -> row.getBytes(),
        (row, value, type) -> row.putBytes((byte[]) value)),
    DATE(
        LocalDate.class,
        (json, type) -> json.parsed(Temporals::date),
        (json, value, type) -> json.writeString(value.toString()),
        (row, type) -> row.getDate(),
        (row, value, type) -> row.putDate((LocalDate) value)),
    TIME(
        LocalTime.class,
        (json, type) -> json.parsed(LocalTime::parse),
        (json, value, type) -> json.writeString(Temporals.text((LocalTime) value)),
        (row, type) -> row.getTime(),
        (row, value, type) -> row.putLong(((LocalTime) value).toNanoOfDay())),
    TIMESTAMP(
        LocalDateTime.class,
        (json, type) -> json.parsed(Temporals::timestamp),
        (json, value, type) -> json.writeString(Temporals.text((LocalDateTime) value)),
        (row, type) -> row.getTimestamp().toLocalDateTime(),
        (row, value, type) -> row.putInstant(((LocalDateTime) value).toInstant(ZoneOffset.UTC))),
    TIMESTAMP_WITH_TIME_ZONE(
        OffsetDateTime.class,
        (json, type) -> json.parsed(Temporals::timestampWithTimeZone),
        (json, value, type) -> json.writeString(Temporals.text((OffsetDateTime) value)),
        (row, type) -> row.getTimestampWithTimeZone(),
        (row, value, type) -> row.putTimestamp((OffsetDateTime) value)),
    UUID(
        UUID.class,
        (json, type) -> json.parsed(JsonValue::uuid),
        (json, value, type) -> json.writeString(value.toString()),
        (row, type) -> row.getUuid(),
        (row, value, type) -> row.putUuid((UUID) value)),
    /** The text of any JSON value. */
    JSON(
        String.class,
        (json, type) -> json.jsonText(),
        (json, value, type) -> json.writeRawValue(JsonValue.requireJson((String) value)),
        (row, type) -> JsonValue.requireJson(row.getText()),
        (row, value, type) -> row.putText(JsonValue.requireJson((String) value))),
    /** Whole months; {@code P2Y3M} in ISO 8601, with the sign in front. */
    INTERVAL_YEAR_TO_MONTH(
        Period.class,
        (json, type) -> json.parsed(Temporals::period),
        (json, value, type) -> json.writeString(Temporals.text((Period) value)),
        (row, type) -> row.getPeriod(),
        (row, value, type) -> row.putInt(Temporals.months((Period) value))),
    /** Seconds and nanoseconds; {@code P1DT2H3M4.5S}, with the sign in front. */
    INTERVAL_DAY_TO_SECOND(
        Duration.class,
        (json, type) -> json.parsed(Temporals::duration),
        (json, value, type) -> json.writeString(Temporals.text((Duration) value)),
        (row, type) -> row.getDuration(),
        (row, value, type) -> row.putDuration(Temporals.requireArgument((Duration) value))),
    /** A JSON array; its elements may be NULL, but are no arrays themselves. */
    ARRAY(
        List.class,
        (json, type) -> json.elements(type.elements()),
        (json, value, type) ->
            writeElements(json, type.elements(), (List<?>) value, SqlType::write),
        (row, type) -> row.elements(type.elements()),
        (row, value, type) -> writeElements(row, type.elements(), (List<?>) value)),
    /**
     * Several values with names and types of their own, as one result: a JSON object, or an array.
     * Its class has them in order, NULL as null. Never an argument.
     */
    ROW(
        List.class,
        (json, type) -> json.fields(type.fields()),
        (json, value, type) -> noArgument(type),
        (row, type) -> row.fields(type.fields()),
        (row, value, type) -> noArgument(type));

    private final Class<?> javaClass;
    private final FromJson reader;
    private final ToJson writer;
    private final FromBinary binaryReader;
    private final ToBinary binaryWriter;

    Kind(
        Class<?> javaClass,
        FromJson reader,
        ToJson writer,
        FromBinary binaryReader,
        ToBinary binaryWriter) {
      this.javaClass = javaClass;
      this.reader = reader;
      this.writer = writer;
      this.binaryReader = binaryReader;
      this.binaryWriter = binaryWriter;
    }

    /** Whether a value is a text, which can go to a plugin as it is. */
    boolean isText() {
      return this == VARCHAR || this == CHAR || this == CLOB;
    }

    /** Whether a value is bytes, which can go to a plugin as they are. */
    public boolean isBytes() {
      return javaClass == byte[].class;
    }

    /** What SQL calls it. */
    public String sqlName() {
      return name().replace('_', ' ');
    }

    /** Whether a value has several of other types, in a list. */
    public boolean isList() {
      return javaClass == List.class;
    }

    /** The class of its values. */
    public Class<?> javaClass() {
      return javaClass;
    }
  }

  /** The most digits of a DECIMAL that every database here can hold. */
  public static final int MAX_PRECISION = 38;

  /** The most elements of an array that every database here can hold. */
  public static final int MAX_ELEMENTS = 65_536;

  private static final String ARRAY_OF = " ARRAY";
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
    if (!fits
        || (kind == Kind.ARRAY) != (element != null)
        || (kind == Kind.ROW) == fields.isEmpty()
        || (element != null && element.kind.isList())) {
      throw new UdfException(UdfError.BAD_OPTION, rule(kind));
    }
    fields = RowType.require(fields);
  }

  /** A type that has no others. */
  public SqlType(Kind kind, int precision, int scale) {
    this(kind, precision, scale, null, List.of());
  }

  private static String rule(Kind kind) {
    return switch (kind) {
      case DECIMAL ->
          "DECIMAL has 1 to 38 digits, not more of them behind the point: DECIMAL(18, 2)";
      case CHAR -> "CHAR has 1 to " + MAX_CHARACTERS + " characters: CHAR(3)";
      case ARRAY -> "an ARRAY is of a type that is neither an array nor a row: BIGINT ARRAY";
      case ROW -> "a ROW has fields: ROW(quotient BIGINT, rest BIGINT)";
      default -> kind.sqlName() + " has no precision";
    };
  }

  /**
   * The type of a name, such as {@code "BIGINT"}, {@code "decimal(18, 2)"}, {@code "DATE ARRAY"} or
   * {@code "ROW(quotient BIGINT, rest BIGINT)"}.
   *
   * @throws UdfException {@code BAD_OPTION} for what is no name of a type
   */
  public static SqlType parse(String name) {
    String fields = RowType.fieldsIn(name);
    return fields == null ? parseField(name) : rowOf(RowType.parse(fields));
  }

  /** The same, but for a ROW. */
  static SqlType parseField(String name) {
    String simple = name.strip();
    if (!isOfArray(simple)) {
      return parseSimple(simple);
    }
    String element = simple.substring(0, simple.length() - ARRAY_OF.length()).strip();
    if (isOfArray(element)) {
      throw new UdfException(UdfError.BAD_OPTION, rule(Kind.ARRAY));
    }
    return arrayOf(parseSimple(element));
  }

  private static boolean isOfArray(String name) {
    return name.toUpperCase(Locale.ROOT).endsWith(ARRAY_OF);
  }

  private static SqlType parseSimple(String name) {
    Matcher matcher = NAME.matcher(name.toUpperCase(Locale.ROOT));
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
            + Arrays.stream(Kind.values()).map(Kind::sqlName).collect(Collectors.joining(", "))
            + ", as in BIGINT ARRAY and ROW(a BIGINT)");
  }

  private static int number(Matcher matcher, int group) {
    String digits = matcher.group(group);
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  /** A type that has no parameters. */
  public static SqlType of(Kind kind) {
    return new SqlType(kind, 0, 0);
  }

  /** The type of arrays of another. */
  public static SqlType arrayOf(SqlType element) {
    return new SqlType(Kind.ARRAY, 0, 0, element, List.of());
  }

  /**
   * The type of rows.
   *
   * @throws UdfException {@code BAD_OPTION} for none, too many, two that SQL cannot tell apart, and
   *     for rows in a row
   */
  public static SqlType rowOf(List<Column> fields) {
    return new SqlType(Kind.ROW, 0, 0, null, fields);
  }

  /** What an array has. */
  public SqlType elements() {
    if (element == null) {
      throw new IllegalStateException(this + " is no array");
    }
    return element;
  }

  Object read(JsonValue json) throws IOException {
    return kind.reader.read(json, this);
  }

  void write(JsonGenerator json, Object value) throws IOException {
    kind.writer.write(json, value, this);
  }

  Object read(BinaryRowReader row) {
    return kind.binaryReader.read(row, this);
  }

  void write(BinaryRowWriter row, Object value) {
    kind.binaryWriter.write(row, value, this);
  }

  /** The same as other JSON has it: a DECIMAL as a number, bytes as an array of numbers. */
  void writePlain(JsonGenerator json, Object value) throws IOException {
    switch (kind) {
      case DECIMAL -> json.writeNumber((BigDecimal) value);
      case VARBINARY, BLOB -> {
        json.writeStartArray();
        for (byte octet : (byte[]) value) {
          json.writeNumber(octet & 0xff);
        }
        json.writeEndArray();
      }
      case ARRAY -> writeElements(json, elements(), (List<?>) value, SqlType::writePlain);
      default -> write(json, value);
    }
  }

  private static void writeElements(BinaryRowWriter row, SqlType type, List<?> elements) {
    requireElements(elements);
    row.putInt(elements.size());
    int nulls = row.nulls(elements.size());
    for (int i = 0; i < elements.size(); i++) {
      Object each = elements.get(i);
      if (each == null) {
        row.putNull(nulls, i);
      } else {
        type.write(row, each);
      }
    }
  }

  /** One of the two forms of a value in JSON. */
  @FunctionalInterface
  private interface ElementWriter {
    void write(SqlType type, JsonGenerator json, Object value) throws IOException;
  }

  private static void writeElements(
      JsonGenerator json, SqlType type, List<?> elements, ElementWriter writer) throws IOException {
    requireElements(elements);
    json.writeStartArray();
    for (Object each : elements) {
      if (each == null) {
        json.writeNull();
      } else {
        writer.write(type, json, each);
      }
    }
    json.writeEndArray();
  }

  /** A database may have larger arrays than a plugin can answer. */
  private static void requireElements(List<?> elements) {
    if (elements.size() > MAX_ELEMENTS) {
      throw UdfException.limit(
          UdfError.BAD_ARGUMENT, "elements of an array", MAX_ELEMENTS, 0, elements.size());
    }
  }

  private static void noArgument(SqlType type) {
    throw new IllegalStateException(type + " is no argument");
  }

  private static Object readBytes(JsonValue json, SqlType type) throws IOException {
    return json.isArray() ? json.octets() : json.parsed(Base64.getDecoder()::decode);
  }

  private static void writeBytes(JsonGenerator json, Object value, SqlType type)
      throws IOException {
    json.writeString(Base64.getEncoder().encodeToString((byte[]) value));
  }

  private static void writeText(JsonGenerator json, Object value, SqlType type) throws IOException {
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

  /** As {@link #parse} takes it. */
  @Override
  public String toString() {
    return switch (kind) {
      case DECIMAL -> "DECIMAL(" + precision + ", " + scale + ")";
      case CHAR -> "CHAR(" + precision + ")";
      case ARRAY -> elements() + ARRAY_OF;
      case ROW -> kind.sqlName() + RowType.toString(fields);
      default -> kind.sqlName();
    };
  }
}
