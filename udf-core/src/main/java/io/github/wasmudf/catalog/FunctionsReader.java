package io.github.wasmudf.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.wasmudf.Column;
import io.github.wasmudf.UdfException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads the key {@code functions} of a manifest. What is not built yet is refused instead of
 * ignored, so that nobody relies on a declaration that does nothing.
 */
final class FunctionsReader {
  private static final Set<String> KEYS =
      Set.of(
          "name",
          "kind",
          "export",
          "args",
          "returns",
          "columns",
          "deterministic",
          "on_null",
          "params");
  private static final Set<String> KINDS = Set.of("scalar", "table", "aggregate");
  private static final Set<String> ON_NULL = Set.of("null", "call");
  private static final String TRANSFORM = "transform";

  private final String what;
  private final JsonFields fields;

  FunctionsReader(String what) {
    this.what = what;
    this.fields = new JsonFields(what);
  }

  List<DeclaredFunction> read(JsonNode json) {
    if (!(json instanceof ArrayNode array)) {
      throw fields.bad("functions must be a JSON array");
    }
    List<DeclaredFunction> functions = new ArrayList<>();
    for (JsonNode element : array) {
      String key = "functions[" + functions.size() + "]";
      if (!(element instanceof ObjectNode object)) {
        throw fields.bad(key + " must be a JSON object");
      }
      functions.add(function(key, object));
    }
    if (functions.size() > 1) {
      throw fields.bad("more than one function of kind table is not supported yet");
    }
    return List.copyOf(functions);
  }

  private DeclaredFunction function(String key, ObjectNode json) {
    fields.requireKnown(key + ".", json, KEYS);
    String name = fields.required(key, json, "name");
    requireKind(key, json);
    String export = fields.choice(json, "export", Set.of(TRANSFORM), TRANSFORM);
    requireNotYet(key, json);
    List<Column> args = columns(key, json, "args");
    boolean deterministic = fields.flag(json, "deterministic", false);
    try {
      return new DeclaredFunction(name, export, args, columns(key, json, "columns"), deterministic);
    } catch (UdfException refused) {
      throw refused.about(what + ": " + key);
    }
  }

  private void requireKind(String key, ObjectNode json) {
    fields.required(key, json, "kind");
    String kind = fields.choice(json, "kind", KINDS, "");
    if (!kind.equals("table")) {
      throw fields.bad(key + ": kind " + kind + " is not supported yet");
    }
    if (json.has("returns")) {
      throw fields.bad(key + ": a table has columns instead of returns");
    }
  }

  private void requireNotYet(String key, ObjectNode json) {
    if (fields.choice(json, "on_null", ON_NULL, "null").equals("call")) {
      throw fields.bad(key + ": on_null call is not supported yet");
    }
    if (json.has("params")) {
      throw fields.bad(key + ": params is not supported yet");
    }
  }

  private List<Column> columns(String key, ObjectNode json, String field) {
    JsonNode columns = json.get(field);
    return columns == null ? List.of() : new ColumnsReader(what).read(key + "." + field, columns);
  }
}
