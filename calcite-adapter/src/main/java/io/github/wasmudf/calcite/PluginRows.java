package io.github.wasmudf.calcite;

import io.github.wasmudf.Column;
import io.github.wasmudf.RowShape;
import io.github.wasmudf.TableParameters;
import io.github.wasmudf.UdfRows;
import java.util.List;
import java.util.function.Supplier;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.AbstractEnumerable;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;
import org.apache.calcite.linq4j.Linq4j;
import org.jspecify.annotations.Nullable;

/** Rows of a plugin as generated code reads them; each is decoded when it is asked for. */
public final class PluginRows implements Enumerator<@Nullable Object> {
  private final RunningStatement statement;
  private final @Nullable UdfRows rows;
  private final RowValues values;
  private @Nullable Object current;

  private PluginRows(RunningStatement statement, @Nullable UdfRows rows, List<Column> columns) {
    this.statement = statement;
    this.rows = rows;
    this.values = new RowValues(columns);
  }

  /**
   * {@code WASM_TABLE(name, input, parameters)}. Code that Calcite generates calls this;
   * applications use SQL. The plugin runs each time the rows are read.
   *
   * @param planned the columns that the statement was planned with, as parameters
   */
  public static Enumerable<@Nullable Object> of(
      DataContext root,
      @Nullable String name,
      @Nullable Object input,
      @Nullable String parameters,
      String planned) {
    if (name == null || input == null) {
      return Linq4j.emptyEnumerable();
    }
    RunningStatement statement = RunningStatements.of(root);
    RowShape shape = TableParameters.of(planned).shapeOr(RowShape.JSON_TEXT);
    return enumerable(
        statement,
        shape.columns(),
        () -> statement.rows(name, policy -> SqlValues.bytes(input, policy), parameters, shape));
  }

  /**
   * A call of a created table function. Code that Calcite generates calls this; applications use
   * SQL ({@code SELECT n FROM TABLE(series(1, 10, 3))}).
   *
   * @param number of the {@link CreatedFunctionCall}
   * @param arguments as generated code has them
   */
  public static Enumerable<@Nullable Object> created(
      DataContext root, int number, @Nullable Object[] arguments) {
    RunningStatement statement = RunningStatements.of(root);
    return enumerable(
        statement,
        CreatedFunctionCall.ofNumber(number).signature().columns(),
        () -> statement.createdRows(number, arguments));
  }

  private static Enumerable<@Nullable Object> enumerable(
      RunningStatement statement, List<Column> columns, Supplier<@Nullable UdfRows> rows) {
    return new AbstractEnumerable<@Nullable Object>() {
      @Override
      public Enumerator<@Nullable Object> enumerator() {
        try {
          return new PluginRows(statement, rows.get(), columns);
        } catch (RuntimeException | Error failed) {
          throw SqlErrors.raise(failed);
        }
      }
    };
  }

  /**
   * The rows of a call for each row of a query. Code that Calcite generates calls this.
   *
   * @param plan a {@link RowCalls.Plan}
   * @param inputs rows of the query: arrays, or of one column the bare values
   */
  public static Enumerable<@Nullable Object> forEach(
      DataContext root, Object plan, Enumerable<@Nullable Object> inputs) {
    return RowCalls.rows(root, (RowCalls.Plan) plan, inputs);
  }

  @Override
  public boolean moveNext() {
    try {
      @Nullable Object[] row = rows == null ? null : statement.next(rows);
      current = row == null ? null : values.of(row);
      return row != null;
    } catch (RuntimeException | Error failed) {
      throw SqlErrors.raise(failed);
    }
  }

  @Override
  public @Nullable Object current() {
    return current;
  }

  @Override
  public void reset() {
    throw new UnsupportedOperationException("rows are read once, forward");
  }

  @Override
  public void close() {
    if (rows != null) {
      statement.close(rows);
    }
  }
}
