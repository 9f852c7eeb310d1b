package io.github.wasmudf.calcite;

import io.github.wasmudf.Column;
import io.github.wasmudf.Signature;
import io.github.wasmudf.SqlType;
import io.github.wasmudf.catalog.CreatedFunction;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.enumerable.CallImplementor;
import org.apache.calcite.adapter.enumerable.NullPolicy;
import org.apache.calcite.adapter.enumerable.RexImpTable;
import org.apache.calcite.adapter.enumerable.RexToLixTranslator;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.linq4j.tree.Primitive;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.schema.FunctionParameter;
import org.apache.calcite.schema.ImplementableFunction;
import org.apache.calcite.schema.ScalarFunction;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

/** A created function as Calcite plans with it: overloads are told apart by their types. */
final class CreatedScalar implements ScalarFunction, ImplementableFunction {
  private final CreatedFunctionCall call;
  private final List<FunctionParameter> parameters;

  CreatedScalar(CreatedFunction function) {
    Signature signature = function.declaration().signature();
    this.call = new CreatedFunctionCall(function.name(), signature);
    this.parameters = parameters(signature);
  }

  /** What SQL sees of a signature's arguments. */
  static List<FunctionParameter> parameters(Signature signature) {
    List<FunctionParameter> list = new ArrayList<>();
    for (Column argument : signature.arguments()) {
      list.add(
          SqlParameter.of(
              list.size(),
              argument.sqlName(),
              types -> ColumnType.declare(types, argument.type())));
    }
    return List.copyOf(list);
  }

  @Override
  public List<FunctionParameter> getParameters() {
    return parameters;
  }

  @Override
  public RelDataType getReturnType(RelDataTypeFactory typeFactory) {
    return ColumnType.declare(typeFactory, call.signature().result());
  }

  @Override
  public CallImplementor getImplementor() {
    return RexImpTable.createImplementor(this::call, NullPolicy.NONE, false);
  }

  private Expression call(
      RexToLixTranslator translator, RexCall rexCall, List<Expression> operands) {
    return Expressions.call(
        method(),
        translator.getRoot(),
        Expressions.constant(call.number()),
        arguments(translator, rexCall.getOperands(), operands, call.signature()));
  }

  /** An array of the arguments of a call, each as its type has it. */
  static Expression arguments(
      RexToLixTranslator translator,
      List<RexNode> values,
      List<Expression> operands,
      Signature signature) {
    Arguments arguments = new Arguments(translator, SqlTypeName.VARCHAR);
    List<Expression> converted = new ArrayList<>();
    for (int i = 0; i < operands.size(); i++) {
      SqlType type = signature.arguments().get(i).type();
      converted.add(argument(translator, arguments, values.get(i), operands.get(i), type));
    }
    return Expressions.newArrayInit(Object.class, converted);
  }

  /** What another database holds comes as its driver has it; all else is cast to the parameter. */
  private static Expression argument(
      RexToLixTranslator translator,
      Arguments arguments,
      RexNode value,
      Expression operand,
      SqlType type) {
    ColumnType here = ColumnType.of(type);
    if (here.name() == SqlTypeName.VARBINARY) {
      return arguments.expression(value, operand, Object.class);
    }
    RexNode any = here.name() == SqlTypeName.VARCHAR ? arguments.valueOfAnyType(value) : null;
    if (any != null) {
      return arguments.expression(any);
    }
    RexNode cast = cast(translator::deref, value, type);
    // The class that generated code has for the type, and not that of a narrower one.
    Type boxed = Primitive.box(new JavaTypeFactoryImpl().getJavaClass(cast.getType()));
    Expression translated = translator.translateList(List.of(cast), List.of(boxed)).get(0);
    return Expressions.box(translated);
  }

  /** An argument of one of our types, cast to it. */
  RexNode argument(RexNode value, int i) {
    return cast(UnaryOperator.identity(), value, call.signature().arguments().get(i).type());
  }

  /**
   * A value of the type.
   *
   * @param deref what stands behind a reference to another part of the program
   */
  private static RexNode cast(UnaryOperator<RexNode> deref, RexNode value, SqlType type) {
    RexNode array = type.kind() == SqlType.Kind.ARRAY ? integers(deref, value) : value;
    if (ColumnType.isConverted(array.getType(), type)) {
      return array;
    }
    RelDataTypeFactory types = new JavaTypeFactoryImpl();
    RelDataType due =
        types.createTypeWithNullability(
            ColumnType.declare(types, type), value.getType().isNullable());
    RexBuilder rex = new RexBuilder(types);
    if (!SqlTypeUtil.inCharFamily(value.getType()) || !SqlTypeUtil.inCharFamily(due)) {
      return rex.makeCast(due, value, false, false);
    }
    // makeCast would write a literal anew, in a character set that may not have its characters.
    return due.getSqlTypeName() == SqlTypeName.VARCHAR
        ? value
        : rex.makeAbstractCast(due, value, false);
  }

  /**
   * Without the cast from an array of whole numbers to one of a wider type, which Calcite 1.42.0
   * cannot do where an element is NULL; we can.
   */
  private static RexNode integers(UnaryOperator<RexNode> deref, RexNode value) {
    RexNode array = value;
    while (deref.apply(array) instanceof RexCall cast
        && cast.isA(SqlKind.CAST)
        && isWider(cast.getType(), cast.getOperands().get(0).getType())) {
      array = cast.getOperands().get(0);
    }
    return array;
  }

  /** Whether one is a type of arrays of at least the whole numbers of the other. */
  private static boolean isWider(RelDataType arrays, RelDataType than) {
    RelDataType due = arrays.getComponentType();
    RelDataType present = than.getComponentType();
    // In Calcite's list of types a wider one comes later.
    return due != null
        && present != null
        && SqlTypeUtil.isIntType(present)
        && SqlTypeUtil.isNumeric(due)
        && present.getSqlTypeName().compareTo(due.getSqlTypeName()) <= 0;
  }

  /**
   * Whether an argument can be read ahead: a text or bytes from the start, and not a large object
   * of another database, or what was cast from one; or of any other type.
   */
  boolean isPlain(RexNode operand, int i) {
    RexNode value = operand;
    while (value instanceof RexCall cast && cast.isA(SqlKind.CAST)) {
      value = cast.getOperands().get(0);
    }
    boolean isBinary =
        ColumnType.of(call.signature().arguments().get(i).type()).name() == SqlTypeName.VARBINARY;
    return value.getType().getSqlTypeName() != SqlTypeName.ANY
        && (!isBinary || SqlTypeUtil.isBinary(operand.getType()));
  }

  /** What generated code holds a number for. */
  CreatedFunctionCall call() {
    return call;
  }

  private Method method() {
    ColumnType result = ColumnType.of(call.signature().result());
    String name = "call" + result.resultClass().getSimpleName();
    try {
      return CreatedFunctions.class.getMethod(name, DataContext.class, int.class, Object[].class);
    } catch (NoSuchMethodException missing) {
      throw new IllegalStateException(missing);
    }
  }
}
