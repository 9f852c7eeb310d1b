package io.github.wasmudf.calcite;

import java.util.List;
import org.apache.calcite.adapter.enumerable.RexToLixTranslator;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.linq4j.tree.Types;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/** The arguments of one call in generated code. */
final class Arguments {
  private final RexToLixTranslator translator;
  private final SqlTypeName result;

  /**
   * @param result the call's type; decides whether a value of any type is taken as text or bytes
   */
  Arguments(RexToLixTranslator translator, SqlTypeName result) {
    this.translator = translator;
    this.result = result;
  }

  /**
   * What the generated code passes.
   *
   * @param value the argument in the plan
   * @param operand the same, translated
   * @param type of the method's parameter; {@code Object} where the SQL parameter is ANY
   */
  Expression expression(RexNode value, Expression operand, Class<?> type) {
    RexNode column = binaryColumn(value);
    if (column != null) {
      // On a connection of Calcite's own driver nothing has made a ByteString of it; see JdbcBytes.
      return Expressions.call(
          WasmFunctions.class,
          "byteString",
          translator.translateList(List.of(column), List.of(Object.class)).get(0));
    }
    if (type == Object.class) {
      return anyValue(value, operand);
    }
    return converted(operand, type);
  }

  /** The binary column that an argument is, maybe cast to what it is already; or null. */
  private @Nullable RexNode binaryColumn(RexNode argument) {
    RexNode value = translator.deref(argument);
    while (value instanceof RexCall cast
        && cast.isA(SqlKind.CAST)
        && cast.getType().getSqlTypeName() == SqlTypeName.VARBINARY
        && cast.getType().getPrecision() == RelDataType.PRECISION_NOT_SPECIFIED) {
      value = translator.deref(cast.getOperands().get(0));
    }
    return value instanceof RexInputRef && JdbcBytes.isBinary(value.getType()) ? value : null;
  }

  /**
   * A parameter of type ANY takes every type without a conversion, so we convert: to text as {@code
   * CAST(.. AS VARCHAR)} does, to bytes as H2 does.
   */
  private Expression anyValue(RexNode value, Expression operand) {
    RelDataType type = value.getType();
    return switch (type.getSqlTypeName()) {
      case ANY, OTHER, CHAR, VARCHAR, BINARY, VARBINARY, NULL, ARRAY, MULTISET, MAP, ROW ->
          converted(operand, Object.class);
      case TINYINT, SMALLINT, INTEGER, BIGINT ->
          result == SqlTypeName.VARBINARY
              ? Expressions.call(WasmFunctions.class, "bigEndian", converted(operand, Number.class))
              : text(value);
      default -> {
        if (result == SqlTypeName.VARBINARY) {
          Expression what = Expressions.constant(type.toString());
          yield Expressions.call(
              WasmFunctions.class, "withoutBytes", what, converted(operand, Object.class));
        }
        yield text(value);
      }
    };
  }

  private Expression text(RexNode value) {
    RelDataTypeFactory types = new JavaTypeFactoryImpl();
    RelDataType varchar =
        types.createTypeWithNullability(
            types.createSqlType(SqlTypeName.VARCHAR), value.getType().isNullable());
    return expression(new RexBuilder(types).makeAbstractCast(varchar, value, false));
  }

  /**
   * The value of a type unknown to Calcite (ANY: large objects and JSON of other databases) that
   * comes as text only because it was cast to it; or null. The cast would write a large object's
   * {@code toString()}.
   */
  @Nullable RexNode valueOfAnyType(RexNode argument) {
    RexNode value = translator.deref(argument);
    while (value instanceof RexCall cast && cast.isA(SqlKind.CAST)) {
      value = translator.deref(cast.getOperands().get(0));
    }
    return value.getType().getSqlTypeName() == SqlTypeName.ANY ? value : null;
  }

  /** A value translated anew. */
  Expression expression(RexNode value) {
    return converted(translator.translateList(List.of(value)).get(0), Object.class);
  }

  private static Expression converted(Expression operand, Class<?> type) {
    Class<?> present = Types.toClass(operand.getType());
    if (type.isAssignableFrom(present)) {
      return operand;
    }
    return Expressions.convert_(present.isPrimitive() ? Expressions.box(operand) : operand, type);
  }
}
