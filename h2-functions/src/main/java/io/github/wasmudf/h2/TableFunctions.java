package io.github.wasmudf.h2;

import io.github.wasmudf.CallParameters;
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
 * {@code WASM_TABLE} and {@code WASM_TABLE_ROWS}: rows from a plugin. H2 calls these methods;
 * applications use SQL.
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
    return stream(
        connection,
        name,
        parameters,
        (session, function, call, shape) -> {
          if (input.getValueType() == Value.NULL) {
            return null;
          }
          byte[] bytes = about(function, () -> SqlValues.textBytes(input, session));
          return session.reading().add(function.rows(call, bytes, shape));
        });
  }

  /** {@code WASM_TABLE_ROWS(name, query)}. */
  public static RowStream tableRows(
      Connection connection, @Nullable String name, @Nullable String query) throws SQLException {
    return tableRows(connection, name, query, null);
  }

  /**
   * {@code WASM_TABLE_ROWS(name, query, parameters)}: the rows that a plugin answers for each row
   * of a query. The query is part of the statement that calls, as that of {@link QueryFunctions}.
   */
  public static RowStream tableRows(
      Connection connection,
      @Nullable String name,
      @Nullable String query,
      @Nullable String parameters)
      throws SQLException {
    return stream(
        connection,
        name,
        parameters,
        (session, function, call, shape) ->
            query == null ? null : new QueriedRows(session, function, call, shape, query)::next);
  }

  /** What answers the rows of one call; null for no rows. */
  @FunctionalInterface
  private interface Rows {
    @Nullable Supplier<@Nullable Object @Nullable []> of(
        H2Session session, UdfFunction function, CallParameters parameters, RowShape shape);
  }

  private static RowStream stream(
      Connection connection, @Nullable String name, @Nullable String parameters, Rows rows)
      throws SQLException {
    try {
      H2Session session = H2Session.of(connection);
      RowShape named = columnsOfView(session, parameters);
      if (named != null) {
        return PluginRows.stream(session, named.columns(), null);
      }
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
      return PluginRows.stream(
          session, shape.columns(), rows.of(session, function, call.call(), shape));
    } catch (RuntimeException | Error failed) {
      throw SqlErrors.translate(failed);
    }
  }

  /**
   * The columns that parameters name, for the views of a database that is being opened: plugins
   * cannot be read yet.
   */
  private static @Nullable RowShape columnsOfView(H2Session session, @Nullable String parameters) {
    return session.database().isStarting() ? TableParameters.ofNullable(parameters).shape() : null;
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
