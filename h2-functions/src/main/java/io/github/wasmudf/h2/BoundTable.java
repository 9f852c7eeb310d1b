package io.github.wasmudf.h2;

import io.github.wasmudf.Column;
import io.github.wasmudf.Signature;
import io.github.wasmudf.TypedTable;
import io.github.wasmudf.UdfRows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A created table function in one session, with the way from H2's objects and back. */
final class BoundTable {
  private final H2Session session;
  private final TypedTable table;
  private final ArgumentsFromH2 arguments;
  private final List<Column> columns;

  BoundTable(H2Session session, TypedTable table) {
    this.session = session;
    this.table = table;
    Signature signature = table.created().declaration().signature();
    this.arguments = new ArgumentsFromH2(session, table.created().label(), signature);
    this.columns = signature.columns();
  }

  /** The rows of one call. */
  RowStream rows(@Nullable Object[] values) {
    arguments.convert(values);
    UdfRows rows = table.rows(values);
    return PluginRows.stream(session, columns, rows == null ? null : session.reading().add(rows));
  }
}
