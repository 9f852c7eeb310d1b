package io.github.wasmudf.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.wasmudf.Column;
import io.github.wasmudf.SqlType;
import io.github.wasmudf.UdfException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads {@code [{"name":"id","type":"BIGINT"}]}. */
public final class ColumnsReader {
  private static final Set<String> KEYS = Set.of("name", "type");

  private final String what;
  private final JsonFields fields;

  /** Reads from a text that errors call {@code what}. */
  public ColumnsReader(String what) {
    this.what = what;
    this.fields = new JsonFields(what);
  }

  /**
   * The columns in a JSON array.
   *
   * @param key where it stands
   * @throws UdfException {@code BAD_OPTION} for anything else
   */
  public List<Column> read(String key, JsonNode json) {
    if (!(json instanceof ArrayNode array)) {
      throw fields.bad(key + " must be a JSON array");
    }
    List<Column> columns = new ArrayList<>();
    for (JsonNode element : array) {
      columns.add(column(key + "[" + columns.size() + "]", element));
    }
    return columns;
  }

  private Column column(String key, JsonNode json) {
    if (!(json instanceof ObjectNode object)) {
      throw fields.bad(key + " must be a JSON object with name and type");
    }
    fields.requireKnown(key + ".", object, KEYS);
    String name = fields.required(key, object, "name");
    String type = fields.required(key, object, "type");
    try {
      return new Column(name, SqlType.parse(type));
    } catch (UdfException refused) {
      throw refused.about(what + ": " + key);
    }
  }
}
