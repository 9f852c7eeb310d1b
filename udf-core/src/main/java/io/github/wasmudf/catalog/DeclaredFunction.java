package io.github.wasmudf.catalog;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.wasmudf.Column;
import io.github.wasmudf.Signature;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function that a plugin's manifest or an administrator's options declare. Immutable.
 *
 * @param name what its author calls it
 * @param export the module's function behind it; of an aggregate, and of a table that comes little
 *     by little, what its exports begin with
 * @param signature what it takes and answers
 * @param parameters JSON text of an object that goes with every call, or null for none
 * @param description for those who look for a function, or null
 * @param errors what becomes of rows that fail
 * @param encoding the form in which values travel
 */
public record DeclaredFunction(
    String name,
    String export,
    Signature signature,
    @Nullable String parameters,
    @Nullable String description,
    ErrorRule errors,
    Encoding encoding) {

  /** A function whose failures are the statement's, and whose values travel as JSON. */
  public DeclaredFunction(
      String name,
      String export,
      Signature signature,
      @Nullable String parameters,
      @Nullable String description) {
    this(name, export, signature, parameters, description, ErrorRule.USUAL, Encoding.JSON);
  }

  /** The same function with another rule and another form of its values. */
  DeclaredFunction with(ErrorRule rule, Encoding form) {
    return new DeclaredFunction(name, export, signature, parameters, description, rule, form);
  }

  /** The export of all others where nothing is said. */
  public static final String USUAL_EXPORT = "transform";

  /** What the exports of an aggregate begin with where nothing is said. */
  static final String USUAL_AGGREGATE = "agg";

  /** Reads {@link #toJson}'s form. */
  public static DeclaredFunction of(String what, String json) {
    return new FunctionsReader(what).function("function", Json.parseObject(what, json));
  }

  /** The form in which manifests write it. */
  public String toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", name);
    json.put("kind", signature.kind().word());
    json.put("export", export);
    addColumns(json.putArray("args"), signature.arguments());
    if (signature.returns() != null) {
      json.put("returns", signature.returns().toString());
    } else {
      addColumns(json.putArray("columns"), signature.columns());
    }
    json.put("deterministic", signature.deterministic());
    json.put("on_null", signature.calledOnNull() ? "call" : "null");
    if (errors.action() != ErrorRule.Action.FAIL) {
      json.put("on_error", errors.action().word());
    }
    if (encoding != Encoding.JSON) {
      json.put("encoding", encoding.word());
    }
    if (errors.sensitive()) {
      json.put("sensitive", true);
    }
    if (parameters != null) {
      json.set("params", Json.parseObject("params", parameters));
    }
    if (description != null) {
      json.put("description", description);
    }
    return json.toString();
  }

  private static void addColumns(ArrayNode array, List<Column> columns) {
    for (Column column : columns) {
      array.addObject().put("name", column.name()).put("type", column.type().toString());
    }
  }
}
