package io.github.wasmudf.calcite;

import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlProcedureCallOperator;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUnresolvedFunction;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/** Says what Calcite cannot run in words that it can. */
final class StatementRewriter {
  private static final SqlDataTypeSpec VARCHAR =
      new SqlDataTypeSpec(
          new SqlBasicTypeNameSpec(SqlTypeName.VARCHAR, SqlParserPos.ZERO), SqlParserPos.ZERO);

  private StatementRewriter() {}

  static SqlNode rewritten(SqlNode statement) {
    SqlNode query =
        statement instanceof SqlCall call && call.getOperator() instanceof SqlProcedureCallOperator
            ? select(call.operand(0))
            : statement;
    SqlNode changed = query.accept(new Rewriting());
    return changed == null ? query : changed;
  }

  /**
   * {@code CALL f(..)} as {@code SELECT SINGLE_VALUE(f(..)) AS f FROM (VALUES (0))}. An aggregate
   * is evaluated when the statement is executed; a plain SELECT only when its row is fetched, which
   * after {@code CALL} nobody may do.
   */
  private static SqlNode select(SqlCall procedure) {
    SqlParserPos at = procedure.getParserPosition();
    SqlOperator operator = procedure.getOperator();
    SqlIdentifier name =
        operator.getNameAsId() == null
            ? new SqlIdentifier(operator.getName(), at)
            : operator.getNameAsId();
    SqlOperator function =
        new SqlUnresolvedFunction(
            name, null, null, null, null, SqlFunctionCategory.USER_DEFINED_FUNCTION);
    SqlNode value =
        SqlStdOperatorTable.SINGLE_VALUE.createCall(
            at, function.createCall(at, procedure.getOperandList()));
    SqlNode row = SqlStdOperatorTable.ROW.createCall(at, SqlLiteral.createExactNumeric("0", at));
    return new SqlSelect(
        at,
        null,
        SqlNodeList.of(
            SqlStdOperatorTable.AS.createCall(
                at, value, new SqlIdentifier(name.names.get(name.names.size() - 1), at))),
        SqlStdOperatorTable.VALUES.createCall(at, row),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  /**
   * Calcite chooses between overloads by type, and knows none for NULL and {@code ?}. Both are text
   * where nothing else is said; {@code CAST(? AS VARBINARY)} says it.
   */
  private static SqlNode typed(SqlNode argument) {
    return argument instanceof SqlDynamicParam || SqlUtil.isNullLiteral(argument, false)
        ? SqlStdOperatorTable.CAST.createCall(argument.getParserPosition(), argument, VARCHAR)
        : argument;
  }

  private static final class Rewriting extends SqlShuttle {
    @Override
    public @Nullable SqlNode visit(SqlCall call) {
      SqlNode visited = super.visit(call);
      if (visited instanceof SqlCall access && access.getKind() == SqlKind.DOT) {
        return FieldName.in(access);
      }
      if (visited instanceof SqlCall changed
          && PluginFunctions.isOverloaded(changed.getOperator().getName())) {
        return changed
            .getOperator()
            .createCall(
                changed.getParserPosition(),
                changed.getOperandList().stream().map(StatementRewriter::typed).toList());
      }
      return visited;
    }
  }
}
