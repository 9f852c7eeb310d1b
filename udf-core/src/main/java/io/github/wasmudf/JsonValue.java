package io.github.wasmudf;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The value at which a parser stands, as the types want to have it. A guest wrote it: whatever is
 * not exactly what a type asks for is refused with {@code BAD_RESULT}. Numbers may be written as
 * JSON strings, because JSON writers in guests often keep large or exact numbers that way.
 */
final class JsonValue {
  private static final int MAX_SHOWN_CHARS = 60;
  private static final int MAX_DIGITS_OF_LONG = 18;
  private static final Set<String> NOT_FINITE = Set.of("NaN", "Infinity", "-Infinity");

  private final JsonParser parser;

  JsonValue(JsonParser parser) {
    this.parser = parser;
  }

  boolean isNull() {
    return parser.currentToken() == JsonToken.VALUE_NULL;
  }

  boolean truth() throws IOException {
    JsonToken token = parser.currentToken();
    String text = token.isScalarValue() ? parser.getText() : "";
    boolean isTrue = text.equalsIgnoreCase("true");
    if (token.isNumeric() || (!isTrue && !text.equalsIgnoreCase("false"))) {
      throw mismatch("not true or false");
    }
    return isTrue;
  }

  /** A whole number; 5.0 and 5e2 are such too. */
  long whole(long least, long most) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
        && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      return inRange(parser.getLongValue(), least, most);
    }
    String text = numberText();
    if (isShortWhole(text)) {
      return inRange(Long.parseLong(text), least, most);
    }
    BigDecimal number = new BigDecimal(text);
    if (number.signum() != 0 && number.stripTrailingZeros().scale() > 0) {
      throw mismatch("not a whole number");
    }
    try {
      return inRange(number.longValueExact(), least, most);
    } catch (ArithmeticException tooLarge) {
      throw mismatch("out of range");
    }
  }

  private long inRange(long number, long least, long most) throws IOException {
    if (number < least || number > most) {
      throw mismatch("out of range");
    }
    return number;
  }

  private static boolean isShortWhole(String text) {
    int from = text.startsWith("-") ? 1 : 0;
    if (text.length() == from || text.length() - from > MAX_DIGITS_OF_LONG) {
      return false;
    }
    return text.chars().skip(from).allMatch(c -> c >= '0' && c <= '9');
  }

  float real() throws IOException {
    if (isNotFinite()) {
      return Float.parseFloat(parser.getText());
    }
    float number = Float.parseFloat(numberText());
    if (Float.isInfinite(number)) {
      throw mismatch("out of range");
    }
    return number;
  }

  /** JSON has no numbers for these; as strings they are meant. */
  private boolean isNotFinite() throws IOException {
    return parser.currentToken() == JsonToken.VALUE_STRING && NOT_FINITE.contains(parser.getText());
  }

  double approximate() throws IOException {
    if (isNotFinite()) {
      return Double.parseDouble(parser.getText());
    }
    double number = Double.parseDouble(numberText());
    if (Double.isInfinite(number)) {
      throw mismatch("out of range");
    }
    return number;
  }

  BigDecimal decimal(int precision, int scale) throws IOException {
    BigDecimal number = new BigDecimal(numberText()).stripTrailingZeros();
    if (number.scale() > scale) {
      throw mismatch("more digits behind the point than " + scale);
    }
    // Before setScale, which would write out all the zeros of 1e999999999.
    if ((long) number.precision() - number.scale() > precision - scale) {
      throw mismatch("out of range");
    }
    return number.setScale(scale, RoundingMode.UNNECESSARY);
  }

  /** The text of a number, checked so that the JDK's parsers neither refuse nor misread it. */
  private String numberText() throws IOException {
    JsonToken token = parser.currentToken();
    if (token.isNumeric()) {
      return requireExponent(parser.getText());
    }
    if (token != JsonToken.VALUE_STRING) {
      throw mismatch("not a number");
    }
    String text = parser.getText();
    // As JSON itself writes numbers, but leading zeros and a plus are no harm.
    if (text.length() > RowJson.MAX_NUMBER_CHARS || !isNumber(text)) {
      throw mismatch("not a number");
    }
    return requireExponent(text);
  }

  private static boolean isNumber(String text) {
    int at = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
    int end = digits(text, at);
    boolean some = end > at;
    if (end < text.length() && text.charAt(end) == '.') {
      int fraction = end + 1;
      end = digits(text, fraction);
      some = some && end > fraction;
    }
    if (some && end < text.length() && (text.charAt(end) | 0x20) == 'e') {
      int exponent = end + 1;
      if (exponent < text.length() && "+-".indexOf(text.charAt(exponent)) >= 0) {
        exponent++;
      }
      end = digits(text, exponent);
      some = end > exponent;
    }
    return some && end == text.length();
  }

  private static int digits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }

  /** An exponent of more than nine digits is beyond what {@code BigDecimal} reads. */
  private String requireExponent(String text) throws IOException {
    int exponent = Math.max(text.lastIndexOf('e'), text.lastIndexOf('E'));
    if (exponent >= 0 && text.length() - exponent > 10) {
      throw mismatch("out of range");
    }
    return text;
  }

  /** A string that a parser must understand; its exceptions mean that it does not. */
  <T> T parsed(Function<String, T> parse) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw mismatch("not a JSON string");
    }
    try {
      return parse.apply(parser.getText());
    } catch (DateTimeException | IllegalArgumentException malformed) {
      throw mismatch("not such a value");
    }
  }

  /** What {@link #parsed} takes for a UUID. */
  static UUID uuid(String text) {
    UUID uuid = UUID.fromString(text);
    // The JDK's parser also takes shorter groups.
    if (!uuid.toString().equalsIgnoreCase(text)) {
      throw new IllegalArgumentException();
    }
    return uuid;
  }

  /** The elements of an array, each null or of the type's class; cannot be changed. */
  List<@Nullable Object> elements(SqlType type) throws IOException {
    if (!isArray()) {
      throw mismatch("not an array");
    }
    List<@Nullable Object> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (elements.size() == SqlType.MAX_ELEMENTS) {
        throw new UdfException(
            UdfError.BAD_RESULT, "an array has more than " + SqlType.MAX_ELEMENTS + " elements");
      }
      try {
        elements.add(isNull() ? null : type.read(this));
      } catch (UdfException refused) {
        throw refused.about("element " + (elements.size() + 1));
      }
    }
    return Collections.unmodifiableList(elements);
  }

  /**
   * The values of a row's fields, each null or of its type's class; cannot be changed. In an object
   * a field that is missing is NULL, and what is no field is ignored.
   */
  List<@Nullable Object> fields(List<Column> fields) throws IOException {
    @Nullable Object[] values = new @Nullable Object[fields.size()];
    if (!readInto(values, fields, "field", (name, due) -> position(fields, name, due))) {
      throw mismatch("neither an object nor an array");
    }
    return Collections.unmodifiableList(Arrays.asList(values));
  }

  /** Where the value of a name goes. */
  @FunctionalInterface
  interface Positions {
    /**
     * The position of a name, below 0 for none.
     *
     * @param due the one behind that of the name before it
     */
    int of(String name, int due);
  }

  /**
   * Reads an object or an array that begins here, a value for each column: null, or of its type's
   * class. In an object a column that is missing stays as it is, and what is no column is ignored.
   *
   * @param word for a column in errors
   * @return false, and nothing is read, where it is neither
   */
  boolean readInto(
      @Nullable Object[] values, List<Column> columns, String word, Positions positions)
      throws IOException {
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      readObject(values, columns, word, positions);
    } else if (isArray()) {
      readArray(values, columns, word);
    } else {
      return false;
    }
    return true;
  }

  private void readObject(
      @Nullable Object[] values, List<Column> columns, String word, Positions positions)
      throws IOException {
    int due = 0;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      int at = positions.of(parser.currentName(), due);
      parser.nextToken();
      if (at < 0) {
        parser.skipChildren();
      } else {
        values[at] = read(columns.get(at), word);
        due = at + 1;
      }
    }
  }

  /** Where a name is: nearly always, in the order of the fields. */
  private static int position(List<Column> fields, String name, int due) {
    for (int i = 0; i < fields.size(); i++) {
      int at = (due + i) % fields.size();
      if (fields.get(at).name().equals(name)) {
        return at;
      }
    }
    return -1;
  }

  private void readArray(@Nullable Object[] values, List<Column> columns, String word)
      throws IOException {
    int count = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (count < values.length) {
        values[count] = read(columns.get(count), word);
      } else {
        parser.skipChildren();
      }
      count++;
    }
    if (count != values.length) {
      throw new UdfException(
          UdfError.BAD_RESULT, "has " + count + " values for " + values.length + " " + word + "s");
    }
  }

  /** The value of a column; null for null. */
  @Nullable Object read(Column column, String word) throws IOException {
    try {
      return isNull() ? null : column.type().read(this);
    } catch (UdfException refused) {
      throw refused.about(word + " " + column.name() + " " + column.type());
    }
  }

  boolean isArray() {
    return parser.currentToken() == JsonToken.START_ARRAY;
  }

  /** Bytes as an array of numbers from 0 to 255. */
  byte[] octets() throws IOException {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      octets.write((int) whole(0, 255));
    }
    return octets.toByteArray();
  }

  String characters() throws IOException {
    return parser.currentToken() == JsonToken.VALUE_STRING
        ? requireUnicode(parser.getText())
        : jsonText();
  }

  /** The value's JSON text, compact; its numbers are as the guest wrote them. */
  String jsonText() throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = RowJson.FACTORY.createGenerator(text)) {
      int depth = 0;
      do {
        copy(generator);
        depth += parser.currentToken().isStructStart() ? 1 : 0;
        depth -= parser.currentToken().isStructEnd() ? 1 : 0;
      } while (depth > 0 && parser.nextToken() != null);
    }
    return text.toString();
  }

  private void copy(JsonGenerator generator) throws IOException {
    switch (parser.currentToken()) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> generator.writeNumber(parser.getText());
      case VALUE_STRING -> generator.writeString(requireUnicode(parser.getText()));
      case FIELD_NAME -> generator.writeFieldName(requireUnicode(parser.currentName()));
      default -> generator.copyCurrentEvent(parser);
    }
  }

  /**
   * A text of SQL that is one JSON value, compact.
   *
   * @throws UdfException {@code BAD_RESULT}, whose SQLSTATE stands for JSON that is none
   */
  static String requireJson(String text) {
    try (JsonParser parser = RowJson.FACTORY.createParser(text)) {
      if (parser.nextToken() == null) {
        throw new UdfException(UdfError.BAD_RESULT, "an empty text is not JSON");
      }
      String json = new JsonValue(parser).jsonText();
      if (parser.nextToken() != null) {
        throw new UdfException(UdfError.BAD_RESULT, "a text of more than one value is not JSON");
      }
      return json;
    } catch (JsonProcessingException malformed) {
      throw new UdfException(
          UdfError.BAD_RESULT, "not JSON: " + malformed.getOriginalMessage(), malformed);
    } catch (IOException broken) {
      throw new UdfException(UdfError.INTERNAL, "the text cannot be read", broken);
    }
  }

  /** JSON can write half of a surrogate pair; no database can. */
  static String requireUnicode(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(++i));
        if (!pair) {
          throw new UdfException(
              UdfError.INVALID_TEXT, "the text is not valid Unicode: half of a surrogate pair");
        }
      }
    }
    return text;
  }

  private UdfException mismatch(String why) throws IOException {
    JsonToken token = parser.currentToken();
    String shown =
        token == JsonToken.START_OBJECT
            ? "an object"
            : token == JsonToken.START_ARRAY ? "an array" : shortened(parser.getText());
    return new UdfException(UdfError.BAD_RESULT, shown + " is " + why);
  }

  private static String shortened(String text) {
    return text.length() <= MAX_SHOWN_CHARS ? text : text.substring(0, MAX_SHOWN_CHARS) + "...";
  }
}
