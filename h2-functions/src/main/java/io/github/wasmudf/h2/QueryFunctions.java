package io.github.wasmudf.h2;

import io.github.wasmudf.CallParameters;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.UdfFunction;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.h2.command.Prepared;
import org.h2.command.query.Query;
import org.h2.engine.SessionLocal;
import org.h2.expression.Expression;
import org.h2.result.ResultInterface;
import org.h2.table.Column;
import org.h2.value.TypeInfo;
import org.h2.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * {@code WASM_TRANSFORM_ROWS}: a plugin on the rows of a query. H2 calls these methods;
 * applications use SQL.
 *
 * <p>The query is part of the statement that calls: it runs on the same connection, in the same
 * transaction, with the caller's rights, and sees what that statement sees.
 */
public final class QueryFunctions {
  private static final String NAME = "WASM_TRANSFORM_ROWS";

  private QueryFunctions() {}

  /** {@code WASM_TRANSFORM_ROWS(name, query)}. */
  public static RowStream transformRows(
      Connection connection, @Nullable String name, @Nullable String query) throws SQLException {
    return transformRows(connection, name, query, null);
  }

  /**
   * {@code WASM_TRANSFORM_ROWS(name, query, parameters)}: the rows of a query; before their columns
   * one more, RESULT, with what the plugin answers for the first of them. NULL for the plugin's
   * name or for the query has no rows.
   */
  public static RowStream transformRows(
      Connection connection,
      @Nullable String name,
      @Nullable String query,
      @Nullable String parameters)
      throws SQLException {
    try {
      H2Session session = H2Session.of(connection);
      SessionLocal local = session.session();
      if (query == null) {
        Column result = new Column(resultName(local), TypeInfo.TYPE_VARCHAR);
        return StreamedRows.stream(local, List.of(result), () -> null);
      }
      Query prepared = session.nested(() -> prepared(local, NAME, query));
      boolean asText = !isBinary(prepared.getExpressions().get(0).getType());
      List<Column> columns = columns(local, prepared, asText);
      if (WasmTables.asksForColumns(connection)) {
        session.toldColumns().tell(NAME, query, shape(columns));
        return StreamedRows.stream(local, columns, () -> null);
      }
      session.toldColumns().require(NAME, query, shape(columns));
      if (name == null) {
        return StreamedRows.stream(local, columns, () -> null);
      }
      UdfFunction function = session.function(name);
      CallParameters call = parameters(function, parameters);
      AnsweredRows rows =
          new AnsweredRows(session, function, call, started(local, prepared), asText);
      return StreamedRows.stream(local, columns, rows::next);
    } catch (RuntimeException | Error failed) {
      throw SqlErrors.translate(failed);
    }
  }

  /**
   * A query that a function was given as text.
   *
   * @param name of the function
   */
  static Query prepared(SessionLocal session, String name, String sql) {
    Prepared prepared = session.prepare(sql);
    if (!(prepared instanceof Query query)) {
      throw new UdfException(UdfError.BAD_OPTION, name + " takes a query: SELECT, VALUES or TABLE");
    }
    if (!prepared.getParameters().isEmpty()) {
      throw new UdfException(
          UdfError.BAD_OPTION, name + " takes a query without ?: write the values into its text");
    }
    if (query.getColumnCount() == 0) {
      throw new UdfException(UdfError.BAD_OPTION, name + " needs a column: the plugin's input");
    }
    return query;
  }

  /** As it is read: H2 would else keep all rows in memory or in a file first. */
  static ResultInterface started(SessionLocal session, Query query) {
    boolean before = session.isLazyQueryExecution();
    session.setLazyQueryExecution(true);
    try {
      return query.query(0);
    } finally {
      session.setLazyQueryExecution(before);
    }
  }

  private static List<Column> columns(SessionLocal session, Query query, boolean asText) {
    List<Column> columns = new ArrayList<>();
    columns.add(
        new Column(resultName(session), asText ? TypeInfo.TYPE_VARCHAR : TypeInfo.TYPE_VARBINARY));
    for (int i = 0; i < query.getColumnCount(); i++) {
      Expression value = query.getExpressions().get(i);
      columns.add(new Column(value.getColumnNameForView(session, i, false), value.getType()));
    }
    return columns;
  }

  /** Equal for what H2 cannot tell apart. */
  private static List<String> shape(List<Column> columns) {
    return columns.stream().map(c -> c.getName() + " " + c.getType().getTraceSQL()).toList();
  }

  private static String resultName(SessionLocal session) {
    return session.getDatabase().getSettings().databaseToLower ? "result" : "RESULT";
  }

  private static boolean isBinary(TypeInfo type) {
    return switch (type.getValueType()) {
      case Value.BINARY, Value.VARBINARY, Value.BLOB, Value.JAVA_OBJECT -> true;
      default -> false;
    };
  }

  private static CallParameters parameters(UdfFunction function, @Nullable String text) {
    try {
      return text == null
          ? CallParameters.NONE
          : CallParameters.of(text, function.takesAnyParameters());
    } catch (UdfException unusable) {
      throw unusable.about(function.plugin().label());
    }
  }
}
