package io.github.wasmudf.abi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.wasmudf.host.HttpAccess;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request as guests of w3bstream write it, and an answer as they read it ({@code abis.md} 3.2,
 * {@code ws_api_call}): names as Go's, bodies in base64.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record W3bHttp(
    String method, String url, Map<String, List<String>> headers, byte @Nullable [] body) {
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  /**
   * Reads a request.
   *
   * @throws io.github.wasmudf.UdfException {@code BAD_RESULT} that says what is wrong with it
   */
  static W3bHttp read(byte[] json) {
    JsonNode node = GuestJson.read("the request", json);
    String body = text(node, "Body");
    return new W3bHttp(
        text(node, "Method").isEmpty() ? "GET" : text(node, "Method"),
        text(node, "Url"),
        headers(node.path("Header")),
        body.isEmpty() ? null : decoded(body));
  }

  private static String text(JsonNode node, String name) {
    JsonNode value = node.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    if (!value.isTextual()) {
      throw GuestJson.bad("\"" + name + "\" of a request is no text", null);
    }
    return value.textValue();
  }

  private static byte[] decoded(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException malformed) {
      throw GuestJson.bad("the body of a request is no base64", malformed);
    }
  }

  private static Map<String, List<String>> headers(JsonNode node) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    node.properties()
        .forEach(
            field -> {
              List<String> values = new ArrayList<>();
              field.getValue().forEach(value -> values.add(value.asText()));
              headers.put(field.getKey(), values);
            });
    return headers;
  }

  HttpAccess.Request toRequest() {
    return new HttpAccess.Request(method, url, headers, body);
  }

  static byte[] write(HttpAccess.Answer answer) {
    ObjectNode node = GuestJson.newObject();
    node.put("Status", (answer.status() + " " + answer.reason()).strip());
    node.put("StatusCode", answer.status());
    node.put("Proto", answer.protocol());
    ObjectNode headers = node.putObject("Header");
    answer
        .headers()
        .forEach(
            (name, values) -> {
              ArrayNode all = headers.putArray(canonical(name));
              values.forEach(all::add);
            });
    node.put("Body", Base64.getEncoder().encodeToString(answer.body()));
    return GuestJson.write(node);
  }

  /** As Go spells the names of headers: the letters at the beginning of words are capitals. */
  private static String canonical(String name) {
    if (!TOKEN.matcher(name).matches()) {
      return name;
    }
    StringBuilder spelled = new StringBuilder(name);
    for (int i = 0; i < name.length(); i++) {
      if (i == 0 || name.charAt(i - 1) == '-') {
        spelled.setCharAt(i, Character.toUpperCase(name.charAt(i)));
      }
    }
    return spelled.toString();
  }
}
