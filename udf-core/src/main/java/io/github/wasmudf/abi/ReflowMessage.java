package io.github.wasmudf.abi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.wasmudf.UdfException;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The twelve kinds of message that go through an actor's ports ({@code abis.md} 5.4): {@code
 * {"type":..,"data":..}} on the wire, a plain JSON value in SQL. A value is converted exactly, or
 * refused.
 */
enum ReflowMessage {
  FLOW,
  EVENT,
  BOOLEAN,
  INTEGER,
  FLOAT,
  STRING,
  OBJECT,
  ARRAY,
  STREAM,
  OPTIONAL,
  ANY,
  ERROR;

  /** No 64 bits have more. */
  private static final int MOST_DIGITS = 19;

  private static final String TYPE = "type";
  private static final String DATA = "data";
  private static final Map<String, ReflowMessage> BY_NAME =
      Stream.of(values()).collect(Collectors.toUnmodifiableMap(ReflowMessage::wireName, k -> k));

  private final String wireName = name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);

  /** Its name on the wire, such as {@code Integer}. */
  String wireName() {
    return wireName;
  }

  /** The kind of a name on the wire, or null for any other. */
  static @Nullable ReflowMessage of(@Nullable String wireName) {
    return wireName == null ? null : BY_NAME.get(wireName);
  }

  /** The kind that a plain value is without being told. */
  static ReflowMessage kindOf(JsonNode value) {
    return switch (value.getNodeType()) {
      case NULL, MISSING -> OPTIONAL;
      case BOOLEAN -> BOOLEAN;
      case NUMBER -> value.isIntegralNumber() && value.canConvertToLong() ? INTEGER : FLOAT;
      case STRING -> STRING;
      case ARRAY -> ARRAY;
      default -> OBJECT;
    };
  }

  /** Whether a value is a message already: an object of exactly a known type and maybe data. */
  static boolean isTagged(JsonNode value) {
    return value.isObject()
        && value.path(TYPE).isTextual()
        && of(value.path(TYPE).textValue()) != null
        && value.size() == (value.has(DATA) ? 2 : 1);
  }

  /** Whether a message tells of an error. */
  static boolean isError(JsonNode message) {
    return of(message.path(TYPE).textValue()) == ERROR;
  }

  /**
   * The message of this kind with a value.
   *
   * @param where names the value in errors
   * @throws UdfException {@code BAD_RESULT} when the value is not of this kind
   */
  ObjectNode tagged(String where, JsonNode value) {
    return GuestJson.newObject().put(TYPE, wireName()).set(DATA, checked(where, value));
  }

  /**
   * The plain value of a message.
   *
   * @throws UdfException {@code BAD_RESULT} when it is none, or its data is not of its kind
   */
  static JsonNode plain(String where, JsonNode message) {
    ReflowMessage kind = of(message.path(TYPE).textValue());
    if (kind == null || !message.isObject()) {
      throw GuestJson.bad(where + " is not a message {\"type\":..,\"data\":..}", null);
    }
    return kind == FLOW
        ? BooleanNode.TRUE
        : kind.checked(where, message.has(DATA) ? message.get(DATA) : NullNode.instance);
  }

  private JsonNode checked(String where, JsonNode given) {
    JsonNode value = this == INTEGER ? whole(given) : given;
    if (!fits(value)) {
      throw GuestJson.bad(
          where
              + " is of type "
              + wireName()
              + ", but its value is "
              + value.getNodeType().name().toLowerCase(Locale.ROOT),
          null);
    }
    return this == FLOW ? NullNode.instance : value;
  }

  /** 3.0 and 3e0 are whole numbers, too; what is none stays what it is. */
  private static JsonNode whole(JsonNode value) {
    if (!value.isBigDecimal()) {
      return value;
    }
    BigDecimal number = value.decimalValue();
    // Before the digits of 1e999999999 are written out.
    boolean isShort = (long) number.precision() - number.scale() <= MOST_DIGITS;
    return isShort && (number.signum() == 0 || number.stripTrailingZeros().scale() <= 0)
        ? BigIntegerNode.valueOf(number.toBigInteger())
        : value;
  }

  private boolean fits(JsonNode value) {
    return switch (this) {
      case BOOLEAN -> value.isBoolean();
      case INTEGER -> value.isIntegralNumber() && value.canConvertToLong();
      case FLOAT -> value.isNumber();
      case STRING, ERROR -> value.isTextual();
      case ARRAY -> value.isArray();
      case STREAM -> value.isArray() && isBytes(value);
      case FLOW, EVENT, OBJECT, OPTIONAL, ANY -> true;
    };
  }

  private static boolean isBytes(JsonNode array) {
    for (JsonNode element : array) {
      if (!element.isIntegralNumber()
          || !element.canConvertToInt()
          || element.intValue() < 0
          || element.intValue() > 255) {
        return false;
      }
    }
    return true;
  }
}
