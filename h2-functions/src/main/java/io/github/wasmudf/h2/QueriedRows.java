package io.github.wasmudf.h2;

import io.github.wasmudf.CallParameters;
import io.github.wasmudf.RowShape;
import io.github.wasmudf.UdfFunction;
import java.util.function.Supplier;
import org.h2.command.query.Query;
import org.h2.engine.SessionLocal;
import org.h2.result.ResultInterface;
import org.h2.value.Value;
import org.jspecify.annotations.Nullable;

/** The rows that a plugin answers for each row of a query, one after the other. */
final class QueriedRows {
  private final H2Session session;
  private final UdfFunction function;
  private final CallParameters parameters;
  private final RowShape shape;
  private final QueryInput input;
  private final ResultInterface query;
  private @Nullable Supplier<@Nullable Object @Nullable []> rows;
  private boolean ended;

  /** Rows that are yet to be read. */
  QueriedRows(
      H2Session session,
      UdfFunction function,
      CallParameters parameters,
      RowShape shape,
      String query) {
    SessionLocal local = session.session();
    Query prepared = session.nested(() -> QueryFunctions.prepared(local, "WASM_TABLE_ROWS", query));
    this.session = session;
    this.function = function;
    this.parameters = parameters;
    this.shape = shape;
    this.input = new QueryInput(session, function.plugin().label(), prepared);
    this.query = QueryFunctions.started(local, prepared);
  }

  /** The next row in the form of the shape's types, or null behind the last. */
  @Nullable Object @Nullable [] next() {
    while (true) {
      @Nullable Object[] row = rows == null ? null : rows.get();
      if (row != null) {
        return row;
      }
      rows = null;
      if (ended || !query.next()) {
        end();
        return null;
      }
      open(query.currentRow());
    }
  }

  private void open(Value[] row) {
    byte[] bytes = input.of(row);
    if (bytes != null) {
      rows = session.reading().add(function.rows(parameters, bytes, shape));
    }
  }

  private void end() {
    if (!ended) {
      ended = true;
      query.close();
    }
  }
}
