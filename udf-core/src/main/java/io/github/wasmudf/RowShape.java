package io.github.wasmudf;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * What the rows of a table function look like to SQL. Immutable.
 *
 * @param columns the table's
 * @param wholeRow whether the one column holds each row's JSON text, whatever the row is
 */
public record RowShape(List<Column> columns, boolean wholeRow) {
  /**
   * What holds when nobody names columns: {@code ROW_JSON}, the JSON text of each row. (A shorter
   * name such as {@code VALUE} would be a reserved word.)
   */
  public static final RowShape JSON_TEXT =
      new RowShape(List.of(new Column("ROW_JSON", SqlType.of(SqlType.Kind.VARCHAR))), true);

  public RowShape {
    columns = Column.requireTable(columns);
  }

  /** Text of parameters that make a call's rows look like this; read by {@link TableParameters}. */
  public String toParameters() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    if (!wholeRow) {
      ArrayNode list = json.putArray(TableParameters.COLUMNS);
      for (Column column : columns) {
        list.addObject().put("name", column.name()).put("type", column.type().toString());
      }
    }
    return json.toString();
  }

  /** Rows of these columns. */
  public static RowShape of(List<Column> columns) {
    return new RowShape(columns, false);
  }
}
