package io.github.wasmudf.calcite;

import io.github.wasmudf.RowShape;
import io.github.wasmudf.TableParameters;
import io.github.wasmudf.UdfRows;
import java.util.List;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.AbstractEnumerable;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;
import org.apache.calcite.linq4j.Linq4j;
import org.jspecify.annotations.Nullable;

/** Rows of a plugin as generated code reads them; each is decoded when it is asked for. */
public final class PluginRows implements Enumerator<@Nullable Object> {
  private final RunningStatement statement;
  private final UdfRows rows;
  private final List<ColumnType> types;
  private @Nullable Object current;

  private PluginRows(RunningStatement statement, UdfRows rows) {
    this.statement = statement;
    this.rows = rows;
    this.types = rows.columns().stream().map(c -> ColumnType.of(c.type())).toList();
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
    RunningStatement statement = RunningStatement.of(root);
    RowShape shape = TableParameters.of(planned).shapeOr(RowShape.JSON_TEXT);
    return new AbstractEnumerable<@Nullable Object>() {
      @Override
      public Enumerator<@Nullable Object> enumerator() {
        try {
          return new PluginRows(
              statement,
              statement.rows(name, policy -> SqlValues.bytes(input, policy), parameters, shape));
        } catch (RuntimeException | Error failed) {
          throw SqlErrors.raise(failed);
        }
      }
    };
  }

  @Override
  public boolean moveNext() {
    try {
      statement.checkCancelled();
      @Nullable Object[] row = rows.next();
      current = row == null ? null : converted(row);
      return row != null;
    } catch (RuntimeException | Error failed) {
      throw SqlErrors.raise(failed);
    }
  }

  /** The row as Calcite wants it: an array, but of one column the bare value. */
  private @Nullable Object converted(@Nullable Object[] row) {
    for (int i = 0; i < row.length; i++) {
      Object value = row[i];
      row[i] = value == null ? null : types.get(i).toValue().apply(value);
    }
    return row.length == 1 ? row[0] : row;
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
    // The plugin has answered long ago; nothing is held.
  }
}
