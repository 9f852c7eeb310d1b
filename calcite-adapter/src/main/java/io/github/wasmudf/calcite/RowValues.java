package io.github.wasmudf.calcite;

import io.github.wasmudf.Column;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The way of a plugin's rows to those of generated code. */
final class RowValues {
  private final ColumnType[] types;

  RowValues(List<Column> columns) {
    types = columns.stream().map(each -> ColumnType.of(each.type())).toArray(ColumnType[]::new);
  }

  /**
   * The row as Calcite wants it: an array, but of one column the bare value.
   *
   * @param row changed
   */
  @Nullable Object of(@Nullable Object[] row) {
    for (int i = 0; i < row.length; i++) {
      Object value = row[i];
      row[i] = value == null ? null : types[i].toValue().apply(value);
    }
    return row.length == 1 ? row[0] : row;
  }
}
