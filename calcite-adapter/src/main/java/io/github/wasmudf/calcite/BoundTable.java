package io.github.wasmudf.calcite;

import io.github.wasmudf.Column;
import io.github.wasmudf.RuntimePolicy;
import io.github.wasmudf.TypedTable;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.UdfRows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A created table function in one statement, with the way from Calcite's objects. */
final class BoundTable {
  private final TypedTable table;
  private final RuntimePolicy policy;
  private final List<Column> arguments;
  private final ColumnType[] types;

  BoundTable(TypedTable table, RuntimePolicy policy) {
    this.table = table;
    this.policy = policy;
    this.arguments = table.created().declaration().signature().arguments();
    this.types =
        arguments.stream().map(each -> ColumnType.of(each.type())).toArray(ColumnType[]::new);
  }

  /**
   * The rows of one call; null for none.
   *
   * @param values as generated code has them; not changed
   */
  @Nullable UdfRows rows(@Nullable Object[] values) {
    @Nullable Object[] converted = values.clone();
    for (int i = 0; i < converted.length; i++) {
      Object value = converted[i];
      if (value != null) {
        converted[i] = argument(i, value);
      }
    }
    return table.rows(converted);
  }

  private Object argument(int i, Object value) {
    try {
      return types[i].fromValue().convert(value, policy);
    } catch (UdfException unusable) {
      throw unusable.about(table.label() + ": argument " + arguments.get(i).name());
    }
  }
}
