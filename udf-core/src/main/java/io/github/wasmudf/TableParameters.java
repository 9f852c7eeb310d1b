package io.github.wasmudf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.wasmudf.catalog.ColumnsReader;
import io.github.wasmudf.catalog.Json;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a call of a table function. The key {@code columns} is for us, the others are
 * for the plugin. Immutable.
 *
 * @param call what the plugin gets
 * @param shape what the key {@code columns} says, or null when it is not there
 */
public record TableParameters(CallParameters call, @Nullable RowShape shape) {
  /** No parameters. */
  public static final TableParameters NONE = new TableParameters(CallParameters.NONE, null);

  static final String COLUMNS = "columns";

  /**
   * The parameters in the text of a JSON object. Without {@code columns} the plugin gets the text
   * as it stands; with it, what is left, and no parameters at all where nothing is left.
   *
   * @throws UdfException {@code BAD_OPTION} when it is not a JSON object, or has columns that
   *     cannot be
   */
  public static TableParameters of(String json) {
    ObjectNode object = Json.parseObject("parameters", json);
    JsonNode columns = object.remove(COLUMNS);
    if (columns == null) {
      return new TableParameters(CallParameters.of(json), null);
    }
    RowShape shape = RowShape.of(new ColumnsReader("parameters").read(COLUMNS, columns));
    return new TableParameters(
        object.isEmpty() ? CallParameters.NONE : CallParameters.of(object.toString()), shape);
  }

  /** The parameters in a text, or none. */
  public static TableParameters ofNullable(@Nullable String json) {
    return json == null ? NONE : of(json);
  }

  /** What the rows of this call look like: the call's wish wins. */
  public RowShape shapeOr(RowShape otherwise) {
    return shape != null ? shape : otherwise;
  }
}
