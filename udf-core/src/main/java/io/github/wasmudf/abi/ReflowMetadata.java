package io.github.wasmudf.abi;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an actor says of itself ({@code abis.md} 5.2). Immutable.
 *
 * @param component its name
 * @param description or null
 * @param inputs its input ports by their names; empty when it says nothing of them
 * @param outputs its output ports likewise
 */
record ReflowMetadata(
    String component,
    @Nullable String description,
    Map<String, Port> inputs,
    Map<String, Port> outputs) {
  /** That of an actor of the first kind, which says nothing of itself. */
  static final ReflowMetadata UNTOLD = new ReflowMetadata("", null, Map.of(), Map.of());

  private static final int MOST_PORTS = 1_000;
  private static final int MAX_TEXT_CHARS = 4_096;

  /**
   * A port.
   *
   * @param kind of its messages; null where the type is none that is known here
   */
  record Port(@Nullable ReflowMessage kind, boolean required) {}

  /**
   * Reads what the export {@code get_metadata} has answered.
   *
   * @throws UdfException {@code UNKNOWN_ABI} saying what is wrong
   */
  static ReflowMetadata of(byte[] answer) {
    JsonNode json;
    try {
      json = GuestJson.read("it", answer);
    } catch (UdfException malformed) {
      throw invalid(malformed.getMessage());
    }
    if (!json.isObject()) {
      throw invalid("it is no JSON object");
    }
    String component = json.path("component").textValue();
    if (component == null || component.isBlank()) {
      throw invalid("empty component name");
    }
    String description = json.path("description").textValue();
    requireShort("component", component);
    requireShort("description", description);
    return new ReflowMetadata(
        component, description, ports(json.path("inports")), ports(json.path("outports")));
  }

  private static void requireShort(String what, @Nullable String text) {
    if (text != null && text.length() > MAX_TEXT_CHARS) {
      throw invalid(what + " is longer than " + MAX_TEXT_CHARS + " characters");
    }
  }

  private static Map<String, Port> ports(JsonNode list) {
    if (list.size() > MOST_PORTS) {
      throw invalid("more than " + MOST_PORTS + " ports");
    }
    Map<String, Port> ports = new LinkedHashMap<>();
    for (JsonNode port : list) {
      String name = port.path("name").textValue();
      if (name == null) {
        throw invalid("a port has no name");
      }
      requireShort("a port's name", name);
      ports.put(
          name,
          new Port(
              ReflowMessage.of(port.path("port_type").textValue()),
              port.path("required").booleanValue()));
    }
    return ports;
  }

  /** Whether it is {@link #UNTOLD}. */
  boolean isUntold() {
    return component.isEmpty();
  }

  private static UdfException invalid(String why) {
    return new UdfException(UdfError.UNKNOWN_ABI, "Invalid metadata: " + why);
  }
}
