package io.github.wasmudf.abi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.catalog.Json;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The request that a handler gets for what SQL called it with ({@code abis.md} 2.4): what it is
 * about, and beside that every field of its body, because handlers read either.
 */
final class OrbisRequest {
  private static final int HEADER = Integer.BYTES;
  private static final String FORM = "request";

  /** What stands around a body; an input of nothing but these is a request itself. */
  private static final Set<String> AROUND =
      Set.of(
          "method",
          "path",
          "params",
          "query",
          "headers",
          "body",
          "user",
          "user_id",
          "is_admin",
          "request_id");

  private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

  private OrbisRequest() {}

  /**
   * The bytes of a request.
   *
   * @param head the parameters of the call with their length before them, of which {@code
   *     "request"} says in which form the handler wants it: {@code union}, {@code wrapper} or
   *     {@code body}; and behind them what the request's path says, if it says anything
   * @param input JSON, or any other text, which then is the body
   */
  static byte[] of(OrbisExport export, byte[] head, byte[] input) {
    JsonNode given = value(input);
    ObjectNode request = around(export);
    if (isRequest(given)) {
      request.setAll((ObjectNode) given);
    } else {
      addBody(request, given);
    }
    int parametersEnd = HEADER + parametersLength(head);
    if (head.length > parametersEnd) {
      addPath(request, Arrays.copyOfRange(head, parametersEnd, head.length));
    }
    JsonNode body = request.path("body");
    return switch (form(head, parametersEnd)) {
      case "union" -> GuestJson.write(withFieldsOf(body, request));
      case "wrapper" -> GuestJson.write(request);
      case "body" -> GuestJson.write(body);
      default ->
          throw new UdfException(
              UdfError.BAD_OPTION, "parameter request must be union, wrapper or body");
    };
  }

  private static int parametersLength(byte[] head) {
    return head.length < HEADER ? 0 : ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getInt();
  }

  /** What stands in the path counts, whatever the input says. */
  private static void addPath(ObjectNode request, byte[] asked) {
    JsonNode path = GuestJson.read("the request's path", asked);
    request.set("path", path.path("path"));
    for (String name : List.of("params", "query")) {
      ObjectNode all =
          request.get(name) instanceof ObjectNode given ? given : GuestJson.newObject();
      all.setAll((ObjectNode) path.path(name));
      request.set(name, all);
    }
  }

  private static JsonNode value(byte[] input) {
    try {
      return input.length == 0 ? NullNode.getInstance() : GuestJson.read("the input", input);
    } catch (UdfException noJson) {
      return TextNode.valueOf(new String(input, StandardCharsets.UTF_8));
    }
  }

  private static boolean isRequest(JsonNode given) {
    return given instanceof ObjectNode object
        && !object.isEmpty()
        && object.properties().stream().allMatch(field -> AROUND.contains(field.getKey()));
  }

  private static ObjectNode around(OrbisExport export) {
    ObjectNode request = GuestJson.newObject();
    request.put("method", export.method()).put("path", export.path());
    request.set("params", GuestJson.newObject());
    request.set("query", GuestJson.newObject());
    request.set("headers", GuestJson.newObject());
    request.set("body", NullNode.getInstance());
    request.set("user", NullNode.getInstance());
    request.set("user_id", NullNode.getInstance());
    request.put("is_admin", false).put("request_id", "");
    return request;
  }

  /** Of a method without a body, the fields are what a path and a query would have said. */
  private static void addBody(ObjectNode request, JsonNode given) {
    if (WITH_BODY.contains(request.path("method").asText()) || !given.isObject()) {
      request.set("body", given);
    }
    if (given.isObject()) {
      ObjectNode texts = GuestJson.newObject();
      given.properties().stream()
          .filter(field -> field.getValue().isValueNode() && !field.getValue().isNull())
          .forEach(field -> texts.put(field.getKey(), field.getValue().asText()));
      request.set("params", texts);
      request.set("query", texts.deepCopy());
    }
  }

  private static ObjectNode withFieldsOf(JsonNode body, ObjectNode request) {
    if (body.isObject()) {
      body.properties().stream()
          .filter(field -> !AROUND.contains(field.getKey()))
          .forEach(field -> request.set(field.getKey(), field.getValue()));
    }
    return request;
  }

  private static String form(byte[] head, int end) {
    if (end <= HEADER) {
      return "union";
    }
    String text = new String(head, HEADER, end - HEADER, StandardCharsets.UTF_8);
    @Nullable JsonNode form = Json.parseObject("parameters", text).get(FORM);
    return form == null ? "union" : form.asText();
  }
}
