package io.github.wasmudf.h2;

import io.github.wasmudf.RowShape;
import io.github.wasmudf.TableParameters;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.UdfFunction;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;
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
      if (name == null) {
        // While a statement is prepared, that is a parameter without a value.
        RowShape shape = TableParameters.ofNullable(parameters).shapeOr(RowShape.JSON_TEXT);
        return PluginRows.stream(session, shape.columns(), null);
      }
      UdfFunction function = session.function(name);
      TableParameters call = about(function, () -> TableParameters.ofNullable(parameters));
      RowShape shape = call.shapeOr(function.rowShape());
      if (WasmTables.asksForColumns(connection)) {
        session.toldColumns().tell(name, parameters, shape);
        return PluginRows.stream(session, shape.columns(), null);
      }
      require(session, function, parameters, shape);
      if (input.getValueType() == Value.NULL) {
        return PluginRows.stream(session, shape.columns(), null);
      }
      byte[] bytes = about(function, () -> SqlValues.textBytes(input, session));
      return PluginRows.stream(session, shape.columns(), function.rows(call.call(), bytes, shape));
    } catch (RuntimeException | Error failed) {
      throw SqlErrors.translate(failed);
    }
  }

  private static void require(
      H2Session session, UdfFunction function, @Nullable String parameters, RowShape shape) {
    try {
      session.toldColumns().require(function.plugin().name(), parameters, shape);
    } catch (UdfException changed) {
      throw changed.about(function.plugin().label());
    }
  }

  private static <T> T about(UdfFunction function, Supplier<T> work) {
    try {
      return work.get();
    } catch (UdfException unusable) {
      throw unusable.about(function.plugin().label());
    }
  }
}
