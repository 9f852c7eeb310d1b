package io.github.wasmudf.abi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import org.jspecify.annotations.Nullable;

/**
 * An actor's configuration ({@code abis.md} 5.3): what it is told, and the environment variables
 * that it asks for. Their values come from the configuration, too: an actor sees nothing of the
 * database's own environment.
 *
 * @param values all of it
 * @param environment the variables that have a value
 */
record ReflowConfiguration(ObjectNode values, ObjectNode environment) {
  private static final String VARIABLES = "env_vars";
  private static final String OPTIONAL = "optional";

  /**
   * Resolves the variables.
   *
   * @param config with what asks for them, {@code {"env_vars":{"NAME":"required"}}}; not changed
   * @throws UdfException {@code BAD_OPTION} that names a variable which is required and has no
   *     value
   */
  static ReflowConfiguration of(ObjectNode config) {
    ObjectNode values = config.deepCopy();
    ObjectNode environment = GuestJson.newObject();
    JsonNode variables = values.remove(VARIABLES);
    if (variables != null) {
      if (!variables.isObject()) {
        throw bad("it is no JSON object");
      }
      for (var variable : variables.properties()) {
        String value = value(variable.getKey(), variable.getValue(), values);
        if (value != null) {
          environment.put(variable.getKey(), value);
          values.put(variable.getKey(), value);
        }
      }
    }
    return new ReflowConfiguration(values, environment);
  }

  private static @Nullable String value(String name, JsonNode rule, ObjectNode values) {
    JsonNode given = values.get(name);
    if (given != null && !given.isNull()) {
      return given.isTextual() ? given.textValue() : given.toString();
    }
    String text = rule.isTextual() ? rule.textValue() : "";
    if (text.startsWith(OPTIONAL + ":")) {
      return text.substring(OPTIONAL.length() + 1);
    }
    if (text.equals(OPTIONAL)) {
      return null;
    }
    throw bad(
        text.equals("required")
            ? name + " is required, and config has no value for it"
            : name + " is neither required, optional nor optional:value");
  }

  private static UdfException bad(String why) {
    return new UdfException(UdfError.BAD_OPTION, "config: " + VARIABLES + ": " + why);
  }
}
