package io.github.wasmudf.abi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.host.SqlRows;
import io.github.wasmudf.host.UntrustedReader;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement as guests of w3bstream write it, and rows as they read them ({@code abis.md} 3.2).
 *
 * @param text with a {@code ?} for each parameter
 */
record W3bSql(String text, List<@Nullable Object> parameters) {
  /** The types of parameters, in the order in which the first that is there counts. */
  private static final List<String> TYPES =
      List.of("int32", "int64", "float32", "float64", "string", "bool", "bytes", "time");

  private static final byte[] NONE = {};

  /**
   * Reads a statement.
   *
   * @throws UdfException {@code BAD_RESULT} that says what is wrong with it
   */
  static W3bSql read(byte[] json) {
    JsonNode node = GuestJson.read("the statement", json);
    JsonNode text = node.path("statement");
    JsonNode parameters = node.path("params");
    if (!text.isTextual() || !parameters.isArray()) {
      throw GuestJson.bad("a statement is {\"statement\": text, \"params\": array}", null);
    }
    List<@Nullable Object> values = new ArrayList<>();
    parameters.forEach(each -> values.add(value(each)));
    return new W3bSql(text.textValue(), values);
  }

  private static Object value(JsonNode parameter) {
    for (String type : TYPES) {
      JsonNode value = parameter.get(type);
      if (value != null) {
        return value(type, value);
      }
    }
    throw GuestJson.bad("a parameter is an object with one of " + TYPES, null);
  }

  private static Object value(String type, JsonNode value) {
    boolean fits =
        switch (type) {
          case "int32" -> value.isIntegralNumber() && value.canConvertToInt();
          case "int64" -> value.isIntegralNumber() && value.canConvertToLong();
          case "float32", "float64" -> value.isNumber();
          case "bool" -> value.isBoolean();
          default -> value.isTextual();
        };
    if (!fits) {
      throw GuestJson.bad("a parameter is not the " + type + " that it says", null);
    }
    return switch (type) {
      case "int32", "int64" -> value.longValue();
      case "float32", "float64" -> value.doubleValue();
      case "bool" -> value.booleanValue();
      case "bytes" -> bytes(value.textValue());
      case "time" -> time(value.textValue());
      default -> value.textValue();
    };
  }

  /** With padding or without: both are in the wild. */
  private static byte[] bytes(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException malformed) {
      throw GuestJson.bad("a parameter is no base64", malformed);
    }
  }

  private static OffsetDateTime time(String text) {
    try {
      return OffsetDateTime.parse(text);
    } catch (DateTimeException malformed) {
      throw GuestJson.bad("a parameter is no time as RFC 3339 has it", malformed);
    }
  }

  /** Rows in JSON: nothing for none, an object for one, an array of objects for more. */
  static byte[] write(SqlRows rows) {
    if (rows.rows().isEmpty()) {
      return NONE;
    }
    ArrayNode all = GuestJson.newObject().arrayNode();
    for (List<@Nullable Object> row : rows.rows()) {
      ObjectNode object = all.addObject();
      for (int i = 0; i < row.size(); i++) {
        put(object, rows.columns().get(i), row.get(i));
      }
    }
    return GuestJson.write(all.size() == 1 ? all.get(0) : all);
  }

  private static void put(ObjectNode object, String column, @Nullable Object value) {
    if (value == null) {
      object.putNull(column);
    } else if (value instanceof Boolean truth) {
      object.put(column, truth);
    } else if (value instanceof Long number) {
      object.put(column, number);
    } else if (value instanceof Double number) {
      put(object, column, number);
    } else if (value instanceof BigDecimal number) {
      object.put(column, number);
    } else if (value instanceof byte[] bytes) {
      object.put(column, text(bytes));
    } else {
      putTime(object, column, value);
    }
  }

  /** JSON has no numbers that are none. */
  private static void put(ObjectNode object, String column, Double number) {
    if (number.isNaN() || number.isInfinite()) {
      object.put(column, number.toString());
    } else {
      object.put(column, number);
    }
  }

  /** Bytes that are text are that; others are in base64. */
  private static String text(byte[] bytes) {
    try {
      return UntrustedReader.text("value", bytes);
    } catch (UdfException noText) {
      return Base64.getEncoder().encodeToString(bytes);
    }
  }

  /** Times are as Go's {@code sql.NullTime} writes them; what is no time is its text. */
  private static void putTime(ObjectNode object, String column, Object value) {
    OffsetDateTime time =
        value instanceof OffsetDateTime offset
            ? offset
            : value instanceof LocalDateTime local
                ? local.atOffset(ZoneOffset.UTC)
                : value instanceof LocalDate date
                    ? date.atStartOfDay().atOffset(ZoneOffset.UTC)
                    : value instanceof LocalTime clock
                        ? clock.atDate(LocalDate.of(0, 1, 1)).atOffset(ZoneOffset.UTC)
                        : null;
    if (time == null) {
      object.put(column, value.toString());
    } else {
      object
          .putObject(column)
          .put("Time", DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time))
          .put("Valid", true);
    }
  }
}
