package io.github.wasmudf.abi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.abi.OrbisExport.Form;
import io.github.wasmudf.engine.NumberRows;
import io.github.wasmudf.engine.NumbersCall;
import io.github.wasmudf.engine.WasmInstance;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A handler of an Orbis plugin, bound to an instance ({@code abis.md} 2). A call that fails undoes
 * what the handler changed in the database meanwhile.
 */
final class OrbisCall implements OneByOneCall {
  private static final int FIRST_ERROR_STATUS = 400;
  private static final String UNAUTHORIZED = "401";
  private static final String FORBIDDEN = "403";

  private final WasmInstance instance;
  private final PluginContext context;
  private final OrbisExport export;
  private final OrbisHost host;

  /** For answers of two numbers; null for all others. */
  private final @Nullable NumbersCall pair;

  OrbisCall(WasmInstance instance, PluginContext context, OrbisExport export) {
    this.instance = instance;
    this.context = context;
    this.export = export;
    this.host = (OrbisHost) instance.host();
    this.pair = export.form() == Form.PAIR ? instance.bindNumbers(export.name()) : null;
  }

  /** What an export without a request answers in JSON; nothing for what is none. */
  JsonNode told() {
    JsonNode json = result(instance.call(export.name())).json();
    return json == null ? MissingNode.getInstance() : json;
  }

  @Override
  public byte @Nullable [] call(byte[] head, byte[] data) {
    if (!export.form().isHandler()) {
      return withoutRequest();
    }
    byte[] request = OrbisRequest.of(export, head, data);
    host.begin();
    try {
      long at = host.memory().put(instance, request);
      return at == 0 ? null : context.services().atomically(() -> answer(at, request.length));
    } catch (UdfException failed) {
      throw host.blamed(failed);
    }
  }

  private byte[] withoutRequest() {
    host.begin();
    try {
      return context
          .services()
          .atomically(
              () -> {
                long answered = instance.call(export.name());
                return export.form() == Form.CODE
                    ? Integer.toString((int) answered).getBytes(StandardCharsets.US_ASCII)
                    : value(result(answered));
              });
    } catch (UdfException failed) {
      throw host.blamed(failed);
    }
  }

  private byte[] answer(long at, int length) {
    NumbersCall twice = pair;
    long answered =
        twice == null ? instance.call(export.name(), at, length) : packed(twice, at, length);
    OrbisResult result = result(answered);
    byte[] value = value(result);
    host.memory().release(instance, at, length);
    return value;
  }

  private static long packed(NumbersCall call, long at, int length) {
    NumberRows row = new NumberRows(2, 2, 1);
    row.arguments(0)[0] = at;
    row.arguments(1)[0] = length;
    row.reset(1);
    call.callRows(row, Long.MAX_VALUE);
    return row.results(0)[0] << Integer.SIZE | (row.results(1)[0] & 0xffff_ffffL);
  }

  private OrbisResult result(long answered) {
    long most = context.limits().resultBytes();
    boolean hasLength = export.form() == Form.PACKED || export.form() == Form.PAIR;
    if (hasLength ? answered == 0 : (int) answered == 0) {
      NullNode none = NullNode.getInstance();
      return new OrbisResult(GuestJson.write(none), none);
    }
    return instance.withMemory(
        memory ->
            hasLength
                ? OrbisResult.in(memory, answered, most)
                : OrbisResult.at(memory, answered & 0xffff_ffffL, most));
  }

  /** Of a response its body, of any other answer all of it ({@code abis.md} 2.5). */
  private byte[] value(OrbisResult result) {
    JsonNode json = result.json();
    if (json == null) {
      return result.bytes();
    }
    boolean isResponse =
        json.isObject() && json.path("status").isIntegralNumber() && json.has("body");
    JsonNode value = isResponse ? json.path("body") : json;
    if (isResponse) {
      requireSuccess(json.path("status"), value);
    }
    JsonNode rows = export.rows() ? rows(value) : null;
    if (rows != null) {
      return GuestJson.write(rows);
    }
    return isResponse || value.isNull() ? GuestJson.write(value) : result.bytes();
  }

  private static void requireSuccess(JsonNode status, JsonNode body) {
    if (!status.canConvertToInt() || status.intValue() >= FIRST_ERROR_STATUS) {
      String code = status.asText();
      JsonNode words = body.path("message").isTextual() ? body.path("message") : body.path("error");
      boolean forbidden = code.equals(UNAUTHORIZED) || code.equals(FORBIDDEN);
      throw new UdfException(
          forbidden ? UdfError.NOT_ALLOWED : UdfError.REFUSED,
          "the handler answered status "
              + code
              + ": "
              + (words.isTextual() ? words.textValue() : body.toString()));
    }
  }

  /** The array in one of the usual places. */
  private static @Nullable JsonNode rows(JsonNode value) {
    for (String name : List.of("data", "rows")) {
      JsonNode array = value.get(name);
      if (array != null && array.isArray()) {
        return array;
      }
    }
    return null;
  }

  @Override
  public Refusal refusal() {
    return Refusal.ALLOCATE;
  }
}
