package io.github.wasmudf.abi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.wasmudf.abi.ReflowMetadata.Port;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What goes into an actor's input ports: messages, made of the values of one call. Immutable. */
final class ReflowInput {
  private final Map<String, Port> known;
  private final Set<String> streams;

  /** The ports of arguments that are not named like one. */
  private final Map<String, String> byPosition;

  /**
   * The way of a function's arguments, or of an object with all ports, into an actor.
   *
   * @param ports null for the object
   */
  ReflowInput(ReflowMetadata metadata, @Nullable ReflowPorts ports) {
    known = metadata.inputs();
    streams = ports == null ? Set.of() : ports.streams();
    byPosition = ports == null ? Map.of() : byPosition(ports.arguments());
  }

  /** Where no argument is called like a port, they come in the order of the ports. */
  private Map<String, String> byPosition(List<String> arguments) {
    Map<String, String> ports = new HashMap<>();
    if (arguments.stream().noneMatch(known::containsKey)) {
      int at = 0;
      for (String port : known.keySet()) {
        if (at < arguments.size()) {
          ports.put(arguments.get(at), port);
        }
        at++;
      }
    }
    return ports;
  }

  /**
   * The messages by their ports.
   *
   * @throws io.github.wasmudf.UdfException {@code BAD_RESULT} for a value that its port does not
   *     take, and for a port that there is not or that misses its value
   */
  ObjectNode payload(JsonNode input) {
    ObjectNode payload = GuestJson.newObject();
    for (var field : requireObject(input).properties()) {
      String argument = field.getKey();
      String port = byPosition.getOrDefault(argument, argument);
      JsonNode message = message(port, streams.contains(argument), field.getValue());
      if (message != null) {
        payload.set(port, message);
      }
    }
    known.forEach(
        (name, port) -> {
          if (port.required() && !payload.has(name)) {
            throw GuestJson.bad("the input has no value for the port \"" + name + "\"", null);
          }
        });
    return payload;
  }

  /** The values as they are, for actors that take no messages. */
  static JsonNode requireObject(JsonNode input) {
    if (!input.isObject()) {
      throw GuestJson.bad("the input is no JSON object with a value for each port", null);
    }
    return input;
  }

  /** Null for a port that is left out. */
  private @Nullable JsonNode message(String name, boolean isStream, JsonNode value) {
    Port port = known.get(name);
    if (port == null && !known.isEmpty()) {
      List<String> names = List.copyOf(known.keySet());
      throw GuestJson.bad(
          "there is no input port \"" + name + "\"; " + ExportNames.those(names), null);
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
    ReflowMessage ofValue = isStream ? ReflowMessage.STREAM : ReflowMessage.kindOf(value);
    return (kind == null ? ofValue : kind)
        .tagged("the value of input port \"" + name + "\"", value);
  }
}
