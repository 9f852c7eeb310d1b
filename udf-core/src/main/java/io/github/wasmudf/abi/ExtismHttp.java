package io.github.wasmudf.abi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.CallingGuest;
import io.github.wasmudf.engine.CompanionModule;
import io.github.wasmudf.engine.HostFunctions;
import io.github.wasmudf.host.HttpAccess;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The requests of one instance of an Extism plugin ({@code abis.md} 4). One that gets no answer
 * ends the call, as it does on Extism's own hosts. One thread at a time.
 */
final class ExtismHttp implements HostFunctions {
  private static final byte[] NONE = {};

  /** Of an answer's body; that of Extism's own hosts. */
  private static final long MOST_BODY_BYTES = 50L << 20;

  private static final long MOST_REQUEST_BYTES = 1L << 20;

  private final PluginContext context;
  private int status;
  private byte[] headers = NONE;

  ExtismHttp(PluginContext context) {
    this.context = context;
  }

  @Override
  public long call(int function, CallingGuest guest, long[] arguments) {
    return switch (ExtismImport.of(function)) {
      case HTTP_REQUEST -> body(guest, arguments[0], arguments[1]);
      case HTTP_STATUS_CODE -> status;
      case HTTP_HEADERS -> blocks(guest).put(headers);
    };
  }

  private static ExtismBlocks blocks(CallingGuest guest) {
    return new ExtismBlocks(guest.companion(CompanionModule.EXTISM));
  }

  private long body(CallingGuest guest, long request, long body) {
    HttpAccess http = context.services().http();
    ExtismBlocks blocks = blocks(guest);
    byte[] json = blocks.take(request, "a request", MOST_REQUEST_BYTES);
    byte[] sent = blocks.take(body, "a request's body", MOST_BODY_BYTES);
    HttpAccess.Answer answer = http.send(request(json, sent), guest.deadline());
    if (answer.body().length > MOST_BODY_BYTES) {
      throw UdfException.limit(
          UdfError.MEMORY_LIMIT, "bytes of an answer", MOST_BODY_BYTES, 0, answer.body().length);
    }
    status = answer.status();
    headers = json(answer.headers());
    return blocks.put(answer.body());
  }

  private static HttpAccess.Request request(byte[] json, byte[] body) {
    JsonNode request = GuestJson.read("the request", json);
    Map<String, List<String>> headers = new LinkedHashMap<>();
    // Kits of before its first version write the other.
    request
        .path(request.has("headers") ? "headers" : "header")
        .properties()
        .forEach(header -> headers.put(header.getKey(), List.of(header.getValue().asText())));
    String method = request.path("method").textValue();
    return new HttpAccess.Request(
        method == null || method.isEmpty() ? "GET" : method.toUpperCase(Locale.ROOT),
        request.path("url").asText(""),
        headers,
        body.length == 0 ? null : body);
  }

  private static byte[] json(Map<String, List<String>> headers) {
    ObjectNode json = GuestJson.newObject();
    headers.forEach((name, values) -> json.put(name, String.join(", ", values)));
    return GuestJson.write(json);
  }
}
