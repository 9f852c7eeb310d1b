package io.github.wasmudf.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.wasmudf.Column;
import io.github.wasmudf.Signature;
import io.github.wasmudf.SqlType;
import io.github.wasmudf.UdfException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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
          "on_error",
          "encoding",
          "sensitive",
          "params",
          "description");
  private static final Set<String> KINDS = Set.of("scalar", "table", "aggregate");
  private static final Set<String> ON_NULL = Set.of("null", "call");
  private static final Set<String> ON_ERROR_OF_VALUES = Set.of("fail", "null");
  private static final Set<String> ON_ERROR_OF_ROWS = Set.of("fail", "skip");
  private static final Set<String> ENCODINGS = Set.of("json", "binary");
  private static final int MAX_FUNCTIONS = 1_000;

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
    if (array.size() > MAX_FUNCTIONS) {
      throw fields.bad("a plugin declares at most " + MAX_FUNCTIONS + " functions");
    }
    List<DeclaredFunction> functions = new ArrayList<>();
    for (JsonNode element : array) {
      String key = "functions[" + functions.size() + "]";
      if (!(element instanceof ObjectNode object)) {
        throw fields.bad(key + " must be a JSON object");
      }
      functions.add(function(key, object));
    }
    return List.copyOf(functions);
  }

  private static boolean isTable(DeclaredFunction function) {
    return function.signature().kind() == Signature.Kind.TABLE;
  }

  /** One function; {@code key} is where it stands. */
  DeclaredFunction function(String key, ObjectNode json) {
    DeclaredFunction function = withoutRule(key, json);
    Set<String> actions = isTable(function) ? ON_ERROR_OF_ROWS : ON_ERROR_OF_VALUES;
    String action = fields.choice(json, "on_error", actions, "fail");
    return function.with(
        new ErrorRule(
            ErrorRule.Action.valueOf(action.toUpperCase(Locale.ROOT)),
            fields.flag(json, "sensitive", false)),
        encoding(key, function, json));
  }

  private Encoding encoding(String key, DeclaredFunction function, ObjectNode json) {
    if (isTable(function) && json.has("encoding")) {
      throw fields.bad(key + ": encoding is not supported yet for a table");
    }
    String form = fields.choice(json, "encoding", ENCODINGS, "json");
    return Encoding.valueOf(form.toUpperCase(Locale.ROOT));
  }

  private DeclaredFunction withoutRule(String key, ObjectNode json) {
    fields.requireKnown(key + ".", json, KEYS);
    String name = fields.required(key, json, "name");
    fields.required(key, json, "kind");
    String kind = fields.choice(json, "kind", KINDS, "");
    List<Column> args = columns(key, json, "args");
    boolean deterministic = fields.flag(json, "deterministic", false);
    boolean call = fields.choice(json, "on_null", ON_NULL, "null").equals("call");
    return switch (kind) {
      case "scalar" ->
          new DeclaredFunction(
              name,
              export(key, json),
              about(
                  key,
                  () ->
                      Signature.scalar(args, returns(key, "a scalar", json), deterministic, call)),
              params(key, json),
              fields.text(json, "description", null));
      case "aggregate" ->
          new DeclaredFunction(
              name,
              json.has("export")
                  ? fields.required(key, json, "export")
                  : DeclaredFunction.USUAL_AGGREGATE,
              about(
                  key,
                  () ->
                      Signature.aggregate(
                          args, returns(key, "an aggregate", json), deterministic, call)),
              params(key, json),
              fields.text(json, "description", null));
      case "table" -> table(key, json, name, args, deterministic, call);
      default -> throw new IllegalStateException(kind);
    };
  }

  private DeclaredFunction table(
      String key,
      ObjectNode json,
      String name,
      List<Column> args,
      boolean deterministic,
      boolean call) {
    requireTable(key, json, call);
    List<Column> columns = columns(key, json, "columns");
    return new DeclaredFunction(
        name,
        export(key, json),
        about(key, () -> Signature.table(args, columns, deterministic)),
        params(key, json),
        fields.text(json, "description", null));
  }

  private String export(String key, ObjectNode json) {
    return json.has("export")
        ? fields.required(key, json, "export")
        : DeclaredFunction.USUAL_EXPORT;
  }

  private <T> T about(String key, Supplier<T> made) {
    try {
      return made.get();
    } catch (UdfException refused) {
      throw refused.about(what + ": " + key);
    }
  }

  private SqlType returns(String key, String kind, ObjectNode json) {
    if (json.has("columns")) {
      throw fields.bad(key + ": " + kind + " has returns instead of columns");
    }
    return SqlType.parse(fields.required(key, json, "returns"));
  }

  private void requireTable(String key, ObjectNode json, boolean call) {
    if (json.has("returns")) {
      throw fields.bad(key + ": a table has columns instead of returns");
    }
    if (call) {
      throw fields.bad(key + ": on_null call is not supported yet for a table");
    }
  }

  private @Nullable String params(String key, ObjectNode json) {
    JsonNode params = json.get("params");
    if (params == null) {
      return null;
    }
    if (!(params instanceof ObjectNode)) {
      throw fields.bad(key + ".params must be a JSON object");
    }
    return params.toString();
  }

  private List<Column> columns(String key, ObjectNode json, String field) {
    JsonNode columns = json.get(field);
    return columns == null ? List.of() : new ColumnsReader(what).read(key + "." + field, columns);
  }
}
