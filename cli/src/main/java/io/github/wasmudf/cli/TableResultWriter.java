package io.github.wasmudf.cli;

import java.io.IOException;
import java.io.Writer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Aligned columns for people. The first rows decide how wide the columns are. */
final class TableResultWriter implements ResultWriter {
  private static final int ROWS_MEASURED = 1000;

  private final Writer out;

  TableResultWriter(Writer out) {
    this.out = out;
  }

  @Override
  public void rows(ResultSet result) throws SQLException, IOException {
    List<ResultColumn> columns = ResultColumn.of(result.getMetaData());
    List<@Nullable String[]> first = new ArrayList<>();
    while (first.size() < ROWS_MEASURED && result.next()) {
      first.add(ResultColumn.texts(columns, result));
    }
    TextTable table = new TextTable(columns, first, out);
    table.header();
    for (@Nullable String[] row : first) {
      table.row(row);
    }
    long count = first.size();
    first.clear();
    if (count == ROWS_MEASURED) {
      for (; result.next(); count++) {
        table.row(ResultColumn.texts(columns, result));
      }
    }
    out.write(count == 1 ? "(1 row)\n\n" : "(" + count + " rows)\n\n");
  }

  @Override
  public void changed(long rows) throws IOException {
    out.write(rows == 1 ? "(1 row changed)\n\n" : "(" + rows + " rows changed)\n\n");
  }
}
