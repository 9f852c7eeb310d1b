package io.github.wasmudf.calcite;

import io.github.wasmudf.Column;
import io.github.wasmudf.RowShape;
import io.github.wasmudf.TableParameters;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.lang.reflect.Type;
import java.util.function.Supplier;
import org.apache.calcite.jdbc.CalcitePrepare;
import org.apache.calcite.linq4j.QueryProvider;
import org.apache.calcite.linq4j.Queryable;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.QueryableTable;
import org.apache.calcite.schema.SchemaPlus;
import org.apache.calcite.schema.impl.AbstractTable;
import org.jspecify.annotations.Nullable;

/**
 * The table of a {@code WASM_TABLE} call while it is planned: it has columns, but nothing runs. The
 * planner passes arguments that are literals, and null for the others.
 */
public final class PluginTable extends AbstractTable implements QueryableTable {
  private final Supplier<RowShape> shape;

  /** The shape is asked for late: Calcite would hide the error of a method that makes a table. */
  private PluginTable(Supplier<RowShape> shape) {
    this.shape = shape;
  }

  /** {@code WASM_TABLE(name, input)}. Called by the planner. */
  public static QueryableTable table(@Nullable String name, @Nullable Object input) {
    return table(name, input, null);
  }

  /** {@code WASM_TABLE(name, input, parameters)}. Called by the planner. */
  public static QueryableTable table(
      @Nullable String name, @Nullable Object input, @Nullable String parameters) {
    SchemaPlus root = CalcitePrepare.Dummy.peek().getRootSchema().plus();
    return new PluginTable(() -> shape(WasmSchema.in(root), name, parameters));
  }

  /** The columns that follow from literals. */
  static RowShape shape(
      @Nullable WasmSchema schema, @Nullable String name, @Nullable String parameters) {
    try {
      RowShape wish = TableParameters.ofNullable(parameters).shape();
      if (wish != null || name == null) {
        return wish != null ? wish : RowShape.JSON_TEXT;
      }
      if (schema == null) {
        throw new UdfException(UdfError.NOT_FOUND, "this connection has no schema WASM");
      }
      return schema.rowShape(name);
    } catch (RuntimeException | Error failed) {
      throw SqlErrors.raise(failed);
    }
  }

  static RelDataType rowType(RelDataTypeFactory types, RowShape shape) {
    RelDataTypeFactory.Builder row = types.builder();
    for (Column column : shape.columns()) {
      row.add(column.sqlName(), ColumnType.declare(types, column.type()));
    }
    return row.build();
  }

  @Override
  public RelDataType getRowType(RelDataTypeFactory types) {
    return rowType(types, shape.get());
  }

  /** With one column a row is the bare value. */
  @Override
  public Type getElementType() {
    return shape.get().columns().size() == 1 ? Object.class : Object[].class;
  }

  @Override
  public <T> Queryable<T> asQueryable(QueryProvider provider, SchemaPlus schema, String name) {
    throw new UnsupportedOperationException("only planned with");
  }

  @Override
  @SuppressWarnings("rawtypes") // as Calcite declares it
  public Expression getExpression(SchemaPlus schema, String name, Class type) {
    throw new UnsupportedOperationException("only planned with");
  }
}
