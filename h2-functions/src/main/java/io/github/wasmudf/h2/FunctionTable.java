package io.github.wasmudf.h2;

import io.github.wasmudf.catalog.CreatedFunction;
import io.github.wasmudf.catalog.DeclaredFunction;
import org.h2.engine.SessionLocal;
import org.h2.index.Cursor;
import org.h2.message.DbException;
import org.h2.result.Row;
import org.h2.value.ValueVarchar;
import org.jspecify.annotations.Nullable;

/** Reads {@code WASM.CREATED_FUNCTION} as one session sees it. */
final class FunctionTable {
  private final CatalogTable table;

  FunctionTable(SessionLocal session) {
    this.table = new CatalogTable(session, "CREATED_FUNCTION");
  }

  /** The table itself; says whether what was read still holds. */
  CatalogTable table() {
    return table;
  }

  /** The function with so many arguments, or null. H2 tells overloads apart by nothing else. */
  @Nullable CreatedFunction find(String name, int arguments) {
    for (int attempt = 1; ; attempt++) {
      try {
        return read(name, arguments);
      } catch (DbException gone) {
        CatalogTable.requireReadAgain(gone, attempt);
      }
    }
  }

  private @Nullable CreatedFunction read(String name, int arguments) {
    Cursor rows = table.rows("FUNCTION_NAME", ValueVarchar.get(name));
    while (rows.next()) {
      CreatedFunction function = function(name, rows.get());
      if (function.declaration().signature().arguments().size() == arguments) {
        return function;
      }
    }
    return null;
  }

  private CreatedFunction function(String name, Row row) {
    return new CreatedFunction(
        name,
        table.value(row, "PLUGIN").getString(),
        DeclaredFunction.of("stored function " + name, table.value(row, "DECLARATION").getString()),
        table.value(row, "OF_MANIFEST").getBoolean());
  }
}
