package io.github.wasmudf.h2;

import io.github.wasmudf.RowShape;
import io.github.wasmudf.TableParameters;
import io.github.wasmudf.UdfFunction;
import io.github.wasmudf.UdfRows;
import java.sql.Connection;
import java.sql.SQLException;
import org.h2.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * {@code WASM_TABLE}: rows from a plugin. H2 calls these methods; applications use SQL.
 *
 * <p>H2 calls them several times for a query: to learn the columns, when nothing may run, and then
 * for the rows.
 */
public final class TableFunctions {
  private TableFunctions() {}

  /** {@code WASM_TABLE(name, input)}. */
  public static RowStream table(Connection connection, @Nullable String name, Value input)
      throws SQLException {
    return table(connection, name, input, null);
  }

  /**
   * {@code WASM_TABLE(name, input, parameters)}: the rows that a plugin answers. NULL input has no
   * rows.
   */
  public static RowStream table(
      Connection connection, @Nullable String name, Value input, @Nullable String parameters)
      throws SQLException {
    try {
      H2Session session = H2Session.of(connection);
      TableParameters call =
          parameters == null ? TableParameters.NONE : TableParameters.of(parameters);
      if (name == null) {
        // While a statement is prepared, that is a parameter without a value.
        RowShape shape = call.shape() != null ? call.shape() : RowShape.JSON_TEXT;
        return PluginRows.stream(session, shape.columns(), null);
      }
      UdfFunction function = session.function(name);
      RowShape shape = call.shapeOf(function);
      if (WasmTables.asksForColumns(connection)) {
        session.toldColumns().tell(name, parameters, shape);
        return PluginRows.stream(session, shape.columns(), null);
      }
      session.toldColumns().require(name, parameters, shape);
      UdfRows rows =
          input.getValueType() == Value.NULL
              ? null
              : function.rows(call.call(), SqlValues.textBytes(input, session), shape);
      return PluginRows.stream(session, shape.columns(), rows);
    } catch (RuntimeException | Error failed) {
      throw SqlErrors.translate(failed);
    }
  }
}
