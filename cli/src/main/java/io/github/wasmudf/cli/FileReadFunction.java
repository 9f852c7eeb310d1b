package io.github.wasmudf.cli;

import java.util.List;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.enumerable.CallImplementor;
import org.apache.calcite.adapter.enumerable.NullPolicy;
import org.apache.calcite.adapter.enumerable.RexImpTable;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.linq4j.tree.Types;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.FunctionParameter;
import org.apache.calcite.schema.ImplementableFunction;
import org.apache.calcite.schema.ScalarFunction;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * {@code FILE_READ(path)}, which answers VARBINARY. The command line adds it to its own
 * connections; whoever reaches Calcite otherwise must not read files through it.
 */
final class FileReadFunction implements ScalarFunction, ImplementableFunction {
  static final String NAME = "FILE_READ";

  @Override
  public List<FunctionParameter> getParameters() {
    return List.of(new PathParameter());
  }

  @Override
  public RelDataType getReturnType(RelDataTypeFactory types) {
    return nullable(types, SqlTypeName.VARBINARY);
  }

  @Override
  public CallImplementor getImplementor() {
    return RexImpTable.createImplementor(
        (translator, call, operands) ->
            Expressions.call(
                Types.lookupMethod(FileContents.class, "read", DataContext.class, String.class),
                translator.getRoot(),
                operands.get(0)),
        NullPolicy.STRICT,
        false);
  }

  private static RelDataType nullable(RelDataTypeFactory types, SqlTypeName type) {
    return types.createTypeWithNullability(types.createSqlType(type), true);
  }

  private static final class PathParameter implements FunctionParameter {
    @Override
    public int getOrdinal() {
      return 0;
    }

    @Override
    public String getName() {
      return "PATH";
    }

    @Override
    public RelDataType getType(RelDataTypeFactory types) {
      return nullable(types, SqlTypeName.VARCHAR);
    }

    @Override
    public boolean isOptional() {
      return false;
    }
  }
}
