package io.github.wasmudf.abi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.wasmudf.abi.ExtismChange.Kind;
import io.github.wasmudf.catalog.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An actor's export, bound to an instance ({@code abis.md} 5 and 6): values for input ports go in,
 * and what it sends to output ports comes out.
 */
final class ReflowCall implements OneByOneCall {
  private static final byte[] NONE = {};
  private static final byte[] NO_STATE = {'{', '}'};
  private static final byte[] NULL = {'n', 'u', 'l', 'l'};
  private static final int PARAMETERS_AT = 4;

  private final ExtismCall call;
  private final PluginContext context;
  private final ReflowMetadata metadata;
  private final ReflowExport.Form form;
  private final ReflowInput input;
  private final ReflowOutput output;

  /**
   * Binds an export.
   *
   * @param context in which its state is kept
   */
  ReflowCall(ExtismCall call, PluginContext context, ReflowMetadata metadata, ReflowExport export) {
    this.call = call;
    this.context = context;
    this.metadata = metadata;
    this.form = export.form();
    this.input = new ReflowInput(metadata, export.ports());
    this.output = new ReflowOutput(metadata, export.ports());
  }

  @Override
  public byte @Nullable [] call(byte[] head, byte[] data) {
    return switch (form) {
      case ANSWER -> output.answer(sent(head, read(data)));
      case ROWS -> ReflowOutput.lines(sent(head, read(data)));
      case GROUP -> group(head, read(data));
      case RESET -> forgotten();
    };
  }

  private static JsonNode read(byte[] input) {
    return GuestJson.read("the input", input);
  }

  private byte[] forgotten() {
    context.forget();
    return NO_STATE.clone();
  }

  /** A call for each row; what one keeps is there for the next, and for no other group. */
  private byte[] group(byte[] head, JsonNode rows) {
    context.kept().replace(List.of());
    List<ObjectNode> last = null;
    for (JsonNode row : rows) {
      last = sent(head, row.isTextual() ? read(utf8(row)) : row);
    }
    return last == null ? NULL.clone() : output.answer(last);
  }

  private static byte[] utf8(JsonNode text) {
    return text.textValue().getBytes(StandardCharsets.UTF_8);
  }

  /** One call: what was sent to ports, in its order, and the outputs of the result behind it. */
  private List<ObjectNode> sent(byte[] head, JsonNode values) {
    byte[] answer = call.call(NONE, actorContext(head, values));
    JsonNode result = result(answer == null ? NONE : answer);
    JsonNode outputs = result.get("outputs");
    if (outputs != null && !outputs.isObject()) {
      throw GuestJson.bad("Invalid ActorResult: missing outputs", null);
    }
    List<ObjectNode> sent = sentMeanwhile();
    // An old actor's answer is nothing but its outputs, and those are plain.
    sent.add(outputs == null ? output.plain(result, false) : output.plain(outputs, true));
    keep(outputs == null ? null : result.get("state"));
    return sent;
  }

  @Override
  public Refusal refusal() {
    return Refusal.FUNCTION;
  }

  // ---- in ----

  private byte[] actorContext(byte[] head, JsonNode values) {
    if (metadata.isUntold()) {
      return GuestJson.write(ReflowInput.requireObject(values));
    }
    ObjectNode actor = GuestJson.newObject();
    actor.set("payload", input.payload(values));
    ObjectNode config = actor.putObject("config");
    config.put("node_id", metadata.component());
    config.put("component", metadata.component());
    ReflowConfiguration resolved = ReflowConfiguration.of(configuration(head));
    config.set("resolved_env", resolved.environment());
    config.set("config", resolved.values());
    config.putNull("namespace");
    ObjectNode state = actor.putObject("state");
    context
        .kept()
        .forEach(
            (key, value) ->
                state.set(
                    new String(key, StandardCharsets.UTF_8), GuestJson.read("the state", value)));
    return GuestJson.write(actor);
  }

  private ObjectNode configuration(byte[] head) {
    ObjectNode config = context.config().deepCopy();
    if (head.length > 0) {
      String text =
          new String(head, PARAMETERS_AT, head.length - PARAMETERS_AT, StandardCharsets.UTF_8);
      config.setAll(Json.parseObject("parameters", text));
    }
    return config;
  }

  // ---- out ----

  private static JsonNode result(byte[] answer) {
    JsonNode result = GuestJson.read("the result", answer);
    if (result.isTextual()) {
      // An old kit for Go.
      try {
        result = GuestJson.read("the result", Base64.getDecoder().decode(result.textValue()));
      } catch (IllegalArgumentException notBase64) {
        throw GuestJson.bad("Invalid ActorResult: missing outputs", notBase64);
      }
    }
    if (!result.isObject()) {
      throw GuestJson.bad("Invalid ActorResult: missing outputs", null);
    }
    return result;
  }

  private List<ObjectNode> sentMeanwhile() {
    List<ObjectNode> sent = new ArrayList<>();
    for (ExtismChange change : call.changes()) {
      byte[] value = change.value();
      if (change.kind() == Kind.OUTPUT && value != null) {
        JsonNode outputs = GuestJson.read("what the plugin sent", value);
        if (!outputs.isObject()) {
          throw GuestJson.bad("what the plugin sent is no JSON object of ports", null);
        }
        sent.add(output.plain(outputs, false));
      }
    }
    return sent;
  }

  // ---- state ----

  /** A state in the result replaces all; otherwise what the call has set is changed. */
  private void keep(@Nullable JsonNode state) {
    if (state == null || state.isNull()) {
      List<ExtismChange> changes =
          call.changes().stream().filter(change -> change.kind() == Kind.STATE).toList();
      changes.forEach(ReflowCall::requireJson);
      context.kept().apply(changes);
      return;
    }
    if (!state.isObject()) {
      throw GuestJson.bad("Invalid ActorResult: the state is no JSON object", null);
    }
    List<ExtismChange> all = new ArrayList<>();
    for (var field : state.properties()) {
      byte[] key = field.getKey().getBytes(StandardCharsets.UTF_8);
      all.add(new ExtismChange(Kind.STATE, key, GuestJson.write(field.getValue())));
    }
    context.kept().replace(all);
  }

  private static void requireJson(ExtismChange change) {
    byte[] value = change.value();
    if (value != null) {
      String key = new String(change.key(), StandardCharsets.UTF_8);
      GuestJson.read("the state \"" + key + "\"", value);
    }
  }
}
