package io.github.wasmudf.calcite;

import io.github.wasmudf.RowShape;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.FunctionParameter;
import org.apache.calcite.schema.TableFunction;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * {@code WASM_TABLE_ROWS(name, CURSOR(..), parameters)}: a table function over the rows of a query.
 * {@link CursorScan} makes its calls.
 */
final class CursorTable implements TableFunction {
  /** What it is called with. */
  private static final int NAME = 0;

  private static final int CURSOR = 1;
  private static final int PARAMETERS = 2;

  private final List<FunctionParameter> parameters;
  private final WasmSchema schema;

  private CursorTable(List<FunctionParameter> parameters, WasmSchema schema) {
    this.parameters = List.copyOf(parameters);
    this.schema = schema;
  }

  /** One for each number of arguments; the planner cannot pass what is left out. */
  static List<TableFunction> all(WasmSchema schema) {
    List<FunctionParameter> list = new ArrayList<>();
    list.add(text(NAME, "NAME"));
    list.add(cursor(CURSOR));
    TableFunction withoutParameters = new CursorTable(list, schema);
    list.add(text(PARAMETERS, "PARAMETERS"));
    return List.of(withoutParameters, new CursorTable(list, schema));
  }

  /** Of a Java type: the planner says the values of literals of no other. */
  private static FunctionParameter text(int ordinal, String name) {
    return SqlParameter.of(ordinal, name, types -> types.createJavaType(String.class));
  }

  private static FunctionParameter cursor(int ordinal) {
    return SqlParameter.of(ordinal, "QUERY", types -> types.createSqlType(SqlTypeName.CURSOR));
  }

  @Override
  public List<FunctionParameter> getParameters() {
    return parameters;
  }

  @Override
  public RelDataType getRowType(
      RelDataTypeFactory typeFactory, List<? extends @Nullable Object> arguments) {
    return PluginTable.rowType(
        typeFactory, shape(text(arguments, NAME), text(arguments, PARAMETERS)));
  }

  private static @Nullable String text(List<? extends @Nullable Object> arguments, int i) {
    return i < arguments.size() && arguments.get(i) instanceof String text ? text : null;
  }

  /** The columns that follow from literals. */
  RowShape shape(@Nullable String name, @Nullable String parameterText) {
    return PluginTable.shape(schema, name, parameterText);
  }

  @Override
  public Type getElementType(List<? extends @Nullable Object> arguments) {
    return Object[].class;
  }
}
