package io.github.wasmudf.h2;

import io.github.wasmudf.Column;
import java.util.List;
import java.util.function.Supplier;
import org.h2.value.Value;
import org.jspecify.annotations.Nullable;

/** Rows that a plugin answered as JSON; decoded when H2 asks for them. */
final class PluginRows {
  private final List<ColumnType> types;
  private final Supplier<@Nullable Object @Nullable []> rows;

  private PluginRows(List<ColumnType> types, Supplier<@Nullable Object @Nullable []> rows) {
    this.types = types;
    this.rows = rows;
  }

  /**
   * A stream of rows.
   *
   * @param rows the next row, or null behind the last; null for none, as when H2 only asks for the
   *     columns
   */
  static RowStream stream(
      H2Session session,
      List<Column> columns,
      @Nullable Supplier<@Nullable Object @Nullable []> rows) {
    List<ColumnType> types = columns.stream().map(c -> ColumnType.of(c.type())).toList();
    PluginRows source = rows == null ? null : new PluginRows(types, rows);
    return StreamedRows.stream(
        session.session(),
        columns.stream()
            .map(
                c -> new org.h2.table.Column(session.identifier(c), ColumnType.of(c.type()).info()))
            .toList(),
        () -> source == null ? null : source.next());
  }

  private Value @Nullable [] next() {
    @Nullable Object[] row = rows.get();
    if (row == null) {
      return null;
    }
    Value[] values = new Value[row.length];
    for (int i = 0; i < row.length; i++) {
      values[i] = types.get(i).value(row[i]);
    }
    return values;
  }
}
