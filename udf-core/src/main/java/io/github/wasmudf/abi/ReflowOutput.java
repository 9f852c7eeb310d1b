package io.github.wasmudf.abi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What comes out of an actor's output ports, as one call wants to have it. Immutable. */
final class ReflowOutput {
  /** The port that actors tell their errors on. */
  private static final String ERRORS = "error";

  private final Map<String, ReflowMetadata.Port> known;
  private final @Nullable ReflowPorts ports;

  /**
   * The way out of an actor.
   *
   * @param ports null where an object with all ports is wanted
   */
  ReflowOutput(ReflowMetadata metadata, @Nullable ReflowPorts ports) {
    this.known = metadata.outputs();
    this.ports = ports;
  }

  /**
   * The plain values of messages.
   *
   * @param tagged whether each is a message; else it may be one
   * @throws UdfException {@code REFUSED} for an error on the port for errors, where a function of
   *     SQL wants something else; {@code BAD_RESULT} for what is no message
   */
  ObjectNode plain(JsonNode outputs, boolean tagged) {
    ObjectNode plain = GuestJson.newObject();
    for (var field : outputs.properties()) {
      String port = field.getKey();
      JsonNode value = field.getValue();
      if (tagged || ReflowMessage.isTagged(value)) {
        JsonNode data = ReflowMessage.plain("output port \"" + port + "\"", value);
        requireNoError(port, value, data);
        plain.set(port, data);
      } else {
        plain.set(port, value);
      }
    }
    return plain;
  }

  private void requireNoError(String port, JsonNode message, JsonNode data) {
    if (ports != null
        && port.equals(ERRORS)
        && !port.equals(ports.output())
        && ReflowMessage.isError(message)) {
      throw new UdfException(UdfError.REFUSED, data.asText());
    }
  }

  /** One answer of all that was sent. */
  byte[] answer(List<ObjectNode> sent) {
    ObjectNode all = merged(sent);
    return GuestJson.write(ports == null ? all : wanted(ports, all));
  }

  /** What was sent to the port that is asked for; all of it, where nobody says which of several. */
  private JsonNode wanted(ReflowPorts function, ObjectNode all) {
    String port = function.output();
    if (port == null) {
      List<String> possible = known.keySet().stream().filter(name -> !name.equals(ERRORS)).toList();
      if (possible.size() != 1) {
        return all;
      }
      port = possible.get(0);
    } else if (!known.isEmpty() && !known.containsKey(port)) {
      List<String> names = List.copyOf(known.keySet());
      throw new UdfException(
          UdfError.NOT_FOUND,
          "there is no output port \"" + port + "\"; " + ExportNames.those(names));
    }
    return Objects.requireNonNullElse(all.get(port), NullNode.instance);
  }

  /** All outputs in one: of what was sent to a port twice, the last counts. */
  private static ObjectNode merged(List<ObjectNode> sent) {
    ObjectNode all = GuestJson.newObject();
    sent.forEach(all::setAll);
    return all;
  }

  /** A line of JSON for each time that something was sent. */
  static byte[] lines(List<ObjectNode> sent) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (ObjectNode row : sent) {
      if (!row.isEmpty()) {
        lines.writeBytes(GuestJson.write(row));
        lines.write('\n');
      }
    }
    return lines.toByteArray();
  }
}
