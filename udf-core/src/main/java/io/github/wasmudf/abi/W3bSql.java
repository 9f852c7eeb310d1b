package io.github.wasmudf.abi;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.host.SqlRows;
import io.github.wasmudf.host.UntrustedReader;
import java.io.IOException;
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

  /**
   * Rows in JSON: nothing for none, an object for one, an array of objects for more.
   *
   * @throws UdfException {@code MEMORY_LIMIT} for more than so many bytes
   */
  static byte[] write(SqlRows rows, long mostBytes) {
    if (rows.rows().isEmpty()) {
      return NONE;
    }
    boolean isOne = rows.rows().size() == 1;
    GuestRows written = new GuestRows(rows.columns(), W3bSql::writeOther);
    return GuestJson.write(
        "bytes of the rows of a query",
        mostBytes,
        json -> {
          if (!isOne) {
            json.writeStartArray();
          }
          written.write(json, rows.rows());
          if (!isOne) {
            json.writeEndArray();
          }
        });
  }

  private static void writeOther(JsonGenerator json, Object value) throws IOException {
    if (value instanceof byte[] bytes) {
      json.writeString(text(bytes));
    } else {
      writeTime(json, value);
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
  private static void writeTime(JsonGenerator json, Object value) throws IOException {
    OffsetDateTime time = time(value);
    if (time == null) {
      json.writeString(value.toString());
      return;
    }
    json.writeStartObject();
    json.writeStringField("Time", DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time));
    json.writeBooleanField("Valid", true);
    json.writeEndObject();
  }

  private static @Nullable OffsetDateTime time(Object value) {
    return value instanceof OffsetDateTime offset
        ? offset
        : value instanceof LocalDateTime local
            ? local.atOffset(ZoneOffset.UTC)
            : value instanceof LocalDate date
                ? date.atStartOfDay().atOffset(ZoneOffset.UTC)
                : value instanceof LocalTime clock
                    ? clock.atDate(LocalDate.of(0, 1, 1)).atOffset(ZoneOffset.UTC)
                    : null;
  }
}
