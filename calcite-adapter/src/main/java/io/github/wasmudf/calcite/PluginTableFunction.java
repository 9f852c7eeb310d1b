package io.github.wasmudf.calcite;

import io.github.wasmudf.RowShape;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.adapter.enumerable.CallImplementor;
import org.apache.calcite.adapter.enumerable.NullPolicy;
import org.apache.calcite.adapter.enumerable.RexImpTable;
import org.apache.calcite.adapter.enumerable.RexToLixTranslator;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.schema.TableFunction;
import org.apache.calcite.schema.impl.TableFunctionImpl;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * {@code WASM_TABLE} as a function of Calcite. What was planned goes into the generated code, so
 * the rows always have the planned columns.
 */
final class PluginTableFunction {
  private static final int NAME = 0;
  private static final int INPUT = 1;
  private static final int PARAMETERS = 2;

  private final WasmSchema schema;

  private PluginTableFunction(WasmSchema schema) {
    this.schema = schema;
  }

  /** One function for each number of arguments; the planner cannot pass what is left out. */
  static List<TableFunction> all(WasmSchema schema) {
    PluginTableFunction function = new PluginTableFunction(schema);
    List<TableFunction> all = new ArrayList<>();
    for (Method method : PluginTable.class.getMethods()) {
      if (method.getName().equals("table")) {
        all.add(function.of(method));
      }
    }
    return all;
  }

  /**
   * Calcite's own class for functions of static methods, but with our code for the call.
   *
   * <p>No other class will do: {@code EnumerableTableFunctionScan} reads a table of one column
   * right only for this one; for any other, sorting, limiting and uniting it fail on a cast. And
   * the code that it would generate itself does not pass the statement's {@code DataContext} on.
   */
  private TableFunction of(Method method) {
    try {
      Constructor<TableFunctionImpl> constructor =
          TableFunctionImpl.class.getDeclaredConstructor(Method.class, CallImplementor.class);
      constructor.setAccessible(true);
      return constructor.newInstance(
          method, RexImpTable.createImplementor(this::call, NullPolicy.NONE, false));
    } catch (ReflectiveOperationException changed) {
      throw new UdfException(
          UdfError.INTERNAL, "this version of Calcite is not one that wasm-udf knows", changed);
    }
  }

  private Expression call(RexToLixTranslator translator, RexCall call, List<Expression> operands) {
    Arguments arguments = new Arguments(translator, SqlTypeName.VARCHAR);
    List<RexNode> values = call.getOperands();
    List<Expression> list = new ArrayList<>();
    list.add(translator.getRoot());
    for (int i = 0; i < operands.size(); i++) {
      Class<?> type = i == INPUT ? Object.class : String.class;
      list.add(arguments.expression(values.get(i), operands.get(i), type));
    }
    if (operands.size() == PARAMETERS) {
      list.add(Expressions.constant(null, String.class));
    }
    RowShape shape =
        PluginTable.shape(
            schema,
            literal(translator, values.get(NAME)),
            operands.size() > PARAMETERS ? literal(translator, values.get(PARAMETERS)) : null);
    requirePlanned(call, PluginTable.rowType(new JavaTypeFactoryImpl(), shape));
    list.add(Expressions.constant(shape.toParameters()));
    return Expressions.call(PluginRows.class, "of", list);
  }

  private static @Nullable String literal(RexToLixTranslator translator, RexNode argument) {
    RexNode value = translator.deref(argument);
    while (value instanceof RexCall cast && cast.isA(SqlKind.CAST)) {
      value = translator.deref(cast.getOperands().get(0));
    }
    return value instanceof RexLiteral literal ? literal.getValueAs(String.class) : null;
  }

  /** What is a literal now may have been an expression when the columns were asked for. */
  private static void requirePlanned(RexCall call, RelDataType rowType) {
    if (!outline(call.getType()).equals(outline(rowType))) {
      throw SqlErrors.raise(
          new UdfException(
              UdfError.BAD_OPTION,
              "WASM_TABLE: the plugin's name and the parameters must be literals"));
    }
  }

  private static List<String> outline(RelDataType rowType) {
    return rowType.getFieldList().stream()
        .map(field -> field.getName() + " " + field.getType().getSqlTypeName())
        .toList();
  }
}
