package io.github.wasmudf.h2;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.h2.engine.SessionLocal;
import org.h2.expression.Expression;
import org.h2.expression.ExpressionColumn;
import org.h2.message.DbException;
import org.h2.result.LazyResult;
import org.h2.result.ResultInterface;
import org.h2.table.Column;
import org.h2.value.Value;
import org.jspecify.annotations.Nullable;

/** Rows as a result of H2, which are made when H2 asks for them. */
final class StreamedRows extends LazyResult {
  private static final Map<Method, Method> METHODS = methods();

  private final int columnCount;
  private final Supplier<Value @Nullable []> rows;

  private StreamedRows(
      SessionLocal session, Expression[] columns, Supplier<Value @Nullable []> rows) {
    super(session, columns);
    this.columnCount = columns.length;
    this.rows = rows;
  }

  /**
   * A stream of rows.
   *
   * @param rows the next row, an array of its own; null behind the last
   */
  static RowStream stream(
      SessionLocal session, List<Column> columns, Supplier<Value @Nullable []> rows) {
    Expression[] expressions = new Expression[columns.size()];
    for (int i = 0; i < expressions.length; i++) {
      expressions[i] = new ExpressionColumn(session.getDatabase(), columns.get(i));
    }
    StreamedRows result = new StreamedRows(session, expressions, rows);
    return (RowStream)
        Proxy.newProxyInstance(
            StreamedRows.class.getClassLoader(),
            new Class<?>[] {RowStream.class},
            (proxy, method, arguments) -> result.invoke(method, arguments));
  }

  /** Those of {@link ResultInterface}, whichever interface of the stream declares them. */
  private static Map<Method, Method> methods() {
    Map<Method, Method> methods = new HashMap<>();
    for (Method target : ResultInterface.class.getMethods()) {
      for (Method method : RowStream.class.getMethods()) {
        if (method.getName().equals(target.getName())
            && Arrays.equals(method.getParameterTypes(), target.getParameterTypes())) {
          methods.put(method, target);
        }
      }
    }
    return methods;
  }

  private @Nullable Object invoke(Method method, @Nullable Object @Nullable [] arguments)
      throws Throwable {
    Method target = METHODS.get(method);
    if (target == null) {
      throw new SQLFeatureNotSupportedException(method.getName());
    }
    try {
      return target.invoke(this, arguments);
    } catch (InvocationTargetException failed) {
      throw failed.getCause();
    }
  }

  @Override
  public int getVisibleColumnCount() {
    return columnCount;
  }

  @Override
  protected Value @Nullable [] fetchNextRow() {
    try {
      return rows.get();
    } catch (RuntimeException | Error failed) {
      throw DbException.convert(SqlErrors.translate(failed));
    }
  }
}
