package io.github.wasmudf.abi;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.host.SqlRows;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A statement as an Orbis plugin sends it, and rows as it reads them ({@code abis.md} 2.6).
 *
 * @param parameters values of the types that {@link io.github.wasmudf.host.SqlAccess} lists
 */
record OrbisStatement(String sql, List<@Nullable Object> parameters) {
  private static final int MOST_BYTE = 255;

  /**
   * A statement from what two generations send: SQL and an array, or an object of both in place of
   * either.
   *
   * @throws UdfException {@code SERVICE_FAILED} when that is no JSON
   */
  static OrbisStatement of(String text, @Nullable String parameters) {
    JsonNode given = json(parameters == null || parameters.isBlank() ? "[]" : parameters);
    String sql = text;
    if (text.stripLeading().startsWith("{")) {
      given = json(text);
      sql = given.path("sql").asText();
    }
    JsonNode array = given.isObject() ? given.path("params") : given;
    List<@Nullable Object> values = new ArrayList<>();
    array.forEach(value -> values.add(value(value)));
    return new OrbisStatement(sql, values);
  }

  private static JsonNode json(String text) {
    try {
      return GuestJson.read("the parameters", text.getBytes(StandardCharsets.UTF_8));
    } catch (UdfException malformed) {
      throw new UdfException(UdfError.SERVICE_FAILED, malformed.getMessage(), malformed);
    }
  }

  private static @Nullable Object value(JsonNode value) {
    if (value.isNull()) {
      return null;
    } else if (value.isBoolean()) {
      return value.booleanValue();
    } else if (value.isIntegralNumber()) {
      return value.canConvertToLong()
          ? (Object) value.longValue()
          : new BigDecimal(value.bigIntegerValue());
    } else if (value.isNumber()) {
      return value.doubleValue();
    } else if (value.isTextual()) {
      return value.textValue();
    }
    return isBytes(value) ? bytes(value) : value.toString();
  }

  private static boolean isBytes(JsonNode value) {
    if (!value.isArray()) {
      return false;
    }
    for (JsonNode each : value) {
      if (!each.isInt() || each.intValue() < 0 || each.intValue() > MOST_BYTE) {
        return false;
      }
    }
    return true;
  }

  private static byte[] bytes(JsonNode value) {
    byte[] bytes = new byte[value.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) value.get(i).intValue();
    }
    return bytes;
  }

  /**
   * {@code {"rows":[{column:value}]}}.
   *
   * @throws UdfException {@code MEMORY_LIMIT} for more than so many bytes
   */
  static byte[] rows(SqlRows rows, long mostBytes) {
    List<String> names = rows.columns().stream().map(OrbisStatement::name).toList();
    GuestRows written = new GuestRows(names, OrbisStatement::writeOther);
    return GuestJson.write(
        "bytes of the rows of a query",
        mostBytes,
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("rows");
          written.write(json, rows.rows());
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  /**
   * What SQL wrote without quotes is in lower case to plugins, whatever the database makes of it.
   */
  private static String name(String column) {
    return column.equals(column.toUpperCase(Locale.ROOT))
        ? column.toLowerCase(Locale.ROOT)
        : column;
  }

  private static void writeOther(JsonGenerator json, Object value) throws IOException {
    if (value instanceof byte[] bytes) {
      json.writeStartArray();
      for (byte b : bytes) {
        json.writeNumber(b & 0xff);
      }
      json.writeEndArray();
    } else {
      json.writeString(value.toString());
    }
  }

  /** What plugins that look for it hear of a query that failed. */
  static byte[] failure(UdfException why) {
    ObjectNode json = GuestJson.newObject();
    json.putArray("rows");
    return GuestJson.write(json.put("error", why.getMessage()));
  }
}
