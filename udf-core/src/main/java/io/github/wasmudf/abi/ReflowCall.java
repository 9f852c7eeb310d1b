package io.github.wasmudf.abi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.wasmudf.abi.ExtismChange.Kind;
import io.github.wasmudf.abi.ReflowMetadata.Port;
import io.github.wasmudf.catalog.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An actor's export, bound to an instance ({@code abis.md} 5 and 6): a JSON object with a value for
 * each input port goes in, one with a value for each output port comes out.
 */
final class ReflowCall implements OneByOneCall {
  private static final byte[] NONE = {};
  private static final int PARAMETERS_AT = 4;

  private final ExtismCall call;
  private final PluginContext context;
  private final ReflowMetadata metadata;
  private final boolean rows;

  ReflowCall(ExtismCall call, PluginContext context, ReflowMetadata metadata, boolean rows) {
    this.call = call;
    this.context = context;
    this.metadata = metadata;
    this.rows = rows;
  }

  @Override
  public byte @Nullable [] call(byte[] head, byte[] data) {
    byte[] answer = call.call(NONE, actorContext(head, data));
    JsonNode result = result(answer == null ? NONE : answer);
    JsonNode outputs = result.get("outputs");
    if (outputs != null && !outputs.isObject()) {
      throw GuestJson.bad("Invalid ActorResult: missing outputs", null);
    }
    List<ObjectNode> sent = sent();
    // An old actor's answer is nothing but its outputs, and those are plain.
    sent.add(outputs == null ? plain(result, false) : plain(outputs, true));
    keep(outputs == null ? null : result.get("state"));
    return rows ? lines(sent) : GuestJson.write(merged(sent));
  }

  @Override
  public Refusal refusal() {
    return Refusal.FUNCTION;
  }

  // ---- in ----

  private byte[] actorContext(byte[] head, byte[] data) {
    ObjectNode actor = GuestJson.newObject();
    actor.set("payload", payload(data));
    ObjectNode config = actor.putObject("config");
    config.put("node_id", metadata.component());
    config.put("component", metadata.component());
    config.putObject("resolved_env");
    config.set("config", configuration(head));
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

  private ObjectNode payload(byte[] data) {
    JsonNode input = GuestJson.read("the input", data);
    if (!input.isObject()) {
      throw GuestJson.bad("the input is no JSON object with a value for each port", null);
    }
    ObjectNode payload = GuestJson.newObject();
    for (var field : input.properties()) {
      JsonNode message = message(field.getKey(), field.getValue());
      if (message != null) {
        payload.set(field.getKey(), message);
      }
    }
    metadata
        .inputs()
        .forEach(
            (name, port) -> {
              if (port.required() && !payload.has(name)) {
                throw GuestJson.bad("the input has no value for the port \"" + name + "\"", null);
              }
            });
    return payload;
  }

  /** Null for a port that is left out. */
  private @Nullable JsonNode message(String name, JsonNode value) {
    Port port = metadata.inputs().get(name);
    if (port == null && !metadata.inputs().isEmpty()) {
      throw GuestJson.bad(
          "there is no input port \"" + name + "\"; " + ExportNames.those(portNames()), null);
    }
    if (ReflowMessage.isTagged(value)) {
      return value;
    }
    ReflowMessage kind = port == null ? null : port.kind();
    if (kind == ReflowMessage.FLOW) {
      boolean absent = value.isNull() || (value.isBoolean() && !value.booleanValue());
      return absent ? null : kind.tagged(name, value);
    }
    if (value.isNull()) {
      return port != null && !port.required() ? null : ReflowMessage.OPTIONAL.tagged(name, value);
    }
    return (kind == null ? ReflowMessage.kindOf(value) : kind)
        .tagged("the value of input port \"" + name + "\"", value);
  }

  private List<String> portNames() {
    return new ArrayList<>(metadata.inputs().keySet());
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

  private List<ObjectNode> sent() {
    List<ObjectNode> sent = new ArrayList<>();
    for (ExtismChange change : call.changes()) {
      byte[] value = change.value();
      if (change.kind() == Kind.OUTPUT && value != null) {
        JsonNode outputs = GuestJson.read("what the plugin sent", value);
        if (!outputs.isObject()) {
          throw GuestJson.bad("what the plugin sent is no JSON object of ports", null);
        }
        sent.add(plain(outputs, false));
      }
    }
    return sent;
  }

  private static ObjectNode plain(JsonNode outputs, boolean tagged) {
    ObjectNode plain = GuestJson.newObject();
    for (var field : outputs.properties()) {
      JsonNode value = field.getValue();
      plain.set(
          field.getKey(),
          tagged || ReflowMessage.isTagged(value)
              ? ReflowMessage.plain("output port \"" + field.getKey() + "\"", value)
              : value);
    }
    return plain;
  }

  /** All outputs in one: of what was sent to a port twice, the last counts. */
  private static ObjectNode merged(List<ObjectNode> sent) {
    ObjectNode all = GuestJson.newObject();
    sent.forEach(all::setAll);
    return all;
  }

  private static byte[] lines(List<ObjectNode> sent) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (ObjectNode row : sent) {
      if (!row.isEmpty()) {
        lines.writeBytes(GuestJson.write(row));
        lines.write('\n');
      }
    }
    return lines.toByteArray();
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
