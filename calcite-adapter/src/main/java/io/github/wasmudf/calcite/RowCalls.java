package io.github.wasmudf.calcite;

import io.github.wasmudf.Column;
import io.github.wasmudf.RowInput;
import io.github.wasmudf.RowShape;
import io.github.wasmudf.RuntimePolicy;
import io.github.wasmudf.UdfRows;
import java.util.List;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.AbstractEnumerable;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;
import org.jspecify.annotations.Nullable;

/** The rows that a plugin answers for each row of a query, one after the other. */
final class RowCalls implements Enumerator<@Nullable Object> {
  /**
   * {@code WASM_TABLE_ROWS(name, CURSOR(..), parameters)} as it was planned.
   *
   * @param inputs the query's columns
   * @param shape of the rows that are answered
   */
  record Plan(Constant name, Constant parameters, List<Column> inputs, RowShape shape) {
    /** What makes the calls of one execution. */
    Caller in(RunningStatement statement, DataContext root) {
      String plugin = name.in(root);
      String text = parameters.in(root);
      if (plugin == null) {
        return row -> null;
      }
      RowInput input = RowInput.of(inputs);
      ColumnType[] types =
          inputs.stream().map(each -> ColumnType.of(each.type())).toArray(ColumnType[]::new);
      return row ->
          input.isMissing(row)
              ? null
              : statement.rows(
                  plugin, policy -> input.bytes(objects(row, types, policy)), text, shape);
    }

    private static @Nullable Object[] objects(
        @Nullable Object[] row, ColumnType[] types, RuntimePolicy policy) {
      for (int i = 0; i < row.length; i++) {
        Object value = row[i];
        row[i] = value == null ? null : types[i].fromValue().convert(value, policy);
      }
      return row;
    }
  }

  /** Makes the call for a row, which it may change; null where it has no rows. */
  @FunctionalInterface
  private interface Caller {
    @Nullable UdfRows rows(@Nullable Object[] row);
  }

  private final RunningStatement statement;
  private final Caller caller;
  private final Enumerator<@Nullable Object> inputs;
  private final RowValues values;
  private @Nullable UdfRows rows;
  private @Nullable Object current;

  private RowCalls(
      RunningStatement statement,
      Caller caller,
      Enumerator<@Nullable Object> inputs,
      List<Column> columns) {
    this.statement = statement;
    this.caller = caller;
    this.inputs = inputs;
    this.values = new RowValues(columns);
  }

  static Enumerable<@Nullable Object> rows(
      DataContext root, Plan plan, Enumerable<@Nullable Object> inputs) {
    RunningStatement statement = RunningStatements.of(root);
    return new AbstractEnumerable<@Nullable Object>() {
      @Override
      public Enumerator<@Nullable Object> enumerator() {
        return new RowCalls(
            statement, plan.in(statement, root), inputs.enumerator(), plan.shape().columns());
      }
    };
  }

  @Override
  public boolean moveNext() {
    try {
      while (true) {
        UdfRows open = rows;
        @Nullable Object[] row = open == null ? null : statement.next(open);
        if (row != null) {
          current = values.of(row);
          return true;
        }
        rows = null;
        if (!inputs.moveNext()) {
          return false;
        }
        rows = caller.rows(columns(inputs.current()));
      }
    } catch (RuntimeException | Error failed) {
      throw SqlErrors.raise(failed);
    }
  }

  private static @Nullable Object[] columns(@Nullable Object row) {
    return row instanceof @Nullable Object[] several
        ? several.clone()
        : new @Nullable Object[] {row};
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
    try {
      UdfRows open = rows;
      rows = null;
      if (open != null) {
        statement.close(open);
      }
    } finally {
      inputs.close();
    }
  }
}
