package io.github.wasmudf.abi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.wasmudf.host.HttpAccess;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The requests of {@code http_request}, and their answers as its plugins read them. */
final class OrbisHttp {
  private OrbisHttp() {}

  /**
   * A request.
   *
   * @param headers a JSON object, or nothing
   * @param body empty for none
   */
  static HttpAccess.Request request(String method, String url, String headers, byte[] body) {
    Map<String, List<String>> all = new LinkedHashMap<>();
    if (!headers.isBlank()) {
      JsonNode given = GuestJson.read("the headers", headers.getBytes(StandardCharsets.UTF_8));
      given.properties().forEach(h -> all.put(h.getKey(), List.of(h.getValue().asText())));
    }
    return new HttpAccess.Request(
        method.toUpperCase(Locale.ROOT), url, all, body.length == 0 ? null : body);
  }

  /**
   * An answer.
   *
   * @param bare whether the body is text, instead of an array of numbers
   */
  static byte[] answer(HttpAccess.Answer answer, boolean bare) {
    ObjectNode json = GuestJson.newObject();
    json.put("status", answer.status());
    ObjectNode headers = json.putObject("headers");
    answer.headers().forEach((name, values) -> headers.put(name, String.join(", ", values)));
    if (bare) {
      json.put("body", new String(answer.body(), StandardCharsets.UTF_8));
    } else {
      addNumbers(json.putArray("body"), answer.body());
    }
    return GuestJson.write(json);
  }

  /** Bytes as these plugins have them in JSON. */
  private static void addNumbers(ArrayNode array, byte[] bytes) {
    for (byte b : bytes) {
      array.add(b & 0xff);
    }
  }
}
