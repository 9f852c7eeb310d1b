package io.github.wasmudf.h2;

import io.github.wasmudf.UdfRows;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.h2.engine.SessionLocal;
import org.h2.expression.Expression;
import org.h2.expression.ExpressionColumn;
import org.h2.message.DbException;
import org.h2.result.LazyResult;
import org.h2.result.ResultInterface;
import org.h2.table.Column;
import org.h2.value.Value;
import org.jspecify.annotations.Nullable;

/** Rows of a plugin as a result of H2; decoded when H2 asks for them. */
final class PluginRows extends LazyResult {
  private static final Map<Method, Method> METHODS = methods();

  private final List<ColumnType> types;
  private final @Nullable UdfRows rows;

  private PluginRows(
      SessionLocal session, Expression[] columns, List<ColumnType> types, @Nullable UdfRows rows) {
    super(session, columns);
    this.types = types;
    this.rows = rows;
  }

  /**
   * A stream of rows.
   *
   * @param rows null for none, as when H2 only asks for the columns
   */
  static RowStream stream(
      H2Session session, List<io.github.wasmudf.Column> columns, @Nullable UdfRows rows) {
    SessionLocal local = session.session();
    List<ColumnType> types = columns.stream().map(c -> ColumnType.of(c.type())).toList();
    Expression[] expressions = new Expression[columns.size()];
    for (int i = 0; i < expressions.length; i++) {
      String name = session.identifier(columns.get(i));
      expressions[i] =
          new ExpressionColumn(local.getDatabase(), new Column(name, types.get(i).info()));
    }
    PluginRows result = new PluginRows(local, expressions, types, rows);
    return (RowStream)
        Proxy.newProxyInstance(
            PluginRows.class.getClassLoader(),
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
    return types.size();
  }

  @Override
  protected Value @Nullable [] fetchNextRow() {
    try {
      @Nullable Object[] row = rows == null ? null : rows.next();
      return row == null ? null : values(row);
    } catch (RuntimeException | Error failed) {
      throw DbException.convert(SqlErrors.translate(failed));
    }
  }

  private Value[] values(@Nullable Object[] row) {
    Value[] values = new Value[row.length];
    for (int i = 0; i < row.length; i++) {
      values[i] = types.get(i).value(row[i]);
    }
    return values;
  }
}
