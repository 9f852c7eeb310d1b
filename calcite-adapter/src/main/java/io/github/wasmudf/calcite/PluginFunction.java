package io.github.wasmudf.calcite;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.enumerable.CallImplementor;
import org.apache.calcite.adapter.enumerable.NullPolicy;
import org.apache.calcite.adapter.enumerable.RexImpTable;
import org.apache.calcite.adapter.enumerable.RexToLixTranslator;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.schema.FunctionParameter;
import org.apache.calcite.schema.ImplementableFunction;
import org.apache.calcite.schema.ScalarFunction;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * A SQL function that one of our static methods answers. The method gets the statement's {@code
 * DataContext} before the SQL arguments; that is how it knows the connection. Its return type is
 * exactly that of the SQL type, because a conversion in the generated code would evaluate the call
 * a second time.
 */
final class PluginFunction implements ScalarFunction, ImplementableFunction {
  /** Of a plugin call: the name, the input, the parameters. */
  private static final int INPUT = 1;

  private final Method method;
  private final @Nullable Method methodForAny;
  private final SqlTypeName result;
  private final List<SqlParameter> parameters;

  /**
   * @param parameterTypes of the SQL parameters; those of the method's parameters that are left
   *     over get null
   */
  PluginFunction(Class<?> owner, String method, SqlTypeName result, SqlTypeName... parameterTypes) {
    this.method = method(owner, method);
    this.methodForAny = null;
    this.result = result;
    List<SqlParameter> list = new ArrayList<>();
    for (int i = 0; i < parameterTypes.length; i++) {
      String name = this.method.getParameters()[i + 1].getName().toUpperCase(Locale.ROOT);
      SqlTypeName type = parameterTypes[i];
      list.add(SqlParameter.of(i, name, types -> SqlParameter.nullable(types, type)));
    }
    this.parameters = List.copyOf(list);
  }

  private PluginFunction(
      Method method,
      @Nullable Method methodForAny,
      SqlTypeName result,
      List<SqlParameter> parameters) {
    this.method = method;
    this.methodForAny = methodForAny;
    this.result = result;
    this.parameters = parameters;
  }

  /** The same function, whose parameters from one on may be left out and are then NULL. */
  PluginFunction withOptional(int first) {
    List<SqlParameter> list = new ArrayList<>(parameters);
    list.replaceAll(p -> p.ordinal() >= first ? p.withOptional() : p);
    return new PluginFunction(method, methodForAny, result, List.copyOf(list));
  }

  /** The same function, which hands an input of type ANY to another method as it is. */
  PluginFunction withAny(String other) {
    return new PluginFunction(
        method, method(method.getDeclaringClass(), other), result, parameters);
  }

  /** Whether it has an effect on the plugins. */
  boolean changesPlugins() {
    return method.getDeclaringClass() == WasmAdministration.class;
  }

  private static Method method(Class<?> owner, String name) {
    for (Method method : owner.getMethods()) {
      if (method.getName().equals(name) && method.getParameterTypes()[0] == DataContext.class) {
        return method;
      }
    }
    throw new IllegalArgumentException(owner + " has no method " + name);
  }

  @Override
  public List<FunctionParameter> getParameters() {
    return List.copyOf(parameters);
  }

  @Override
  public RelDataType getReturnType(RelDataTypeFactory typeFactory) {
    return method.getReturnType().isPrimitive()
        ? typeFactory.createSqlType(result)
        : SqlParameter.nullable(typeFactory, result);
  }

  @Override
  public CallImplementor getImplementor() {
    return RexImpTable.createImplementor(this::call, NullPolicy.NONE, false);
  }

  private Expression call(RexToLixTranslator translator, RexCall call, List<Expression> operands) {
    Arguments arguments = new Arguments(translator, result);
    List<RexNode> values = call.getOperands();
    RexNode any = methodForAny == null ? null : arguments.valueOfAnyType(values.get(INPUT));
    Method target = any != null && methodForAny != null ? methodForAny : method;
    List<Expression> list = new ArrayList<>();
    list.add(translator.getRoot());
    for (int i = 0; i < operands.size(); i++) {
      Class<?> type = target.getParameterTypes()[list.size()];
      list.add(
          any != null && i == INPUT
              ? arguments.expression(any)
              : arguments.expression(values.get(i), operands.get(i), type));
    }
    while (list.size() < target.getParameterCount()) {
      list.add(Expressions.constant(null, target.getParameterTypes()[list.size()]));
    }
    return Expressions.call(target, list);
  }
}
