package io.github.wasmudf.calcite;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.apache.calcite.sql.util.SqlVisitor;

/**
 * The name of a field, as in {@code f(x).c}. Where it rewrites an expression, as in ORDER BY,
 * Calcite 1.42.0 takes the name for that of a column; this one stays as it is.
 */
final class FieldName extends SqlIdentifier {
  private FieldName(SqlIdentifier name) {
    super(name.names, name.getCollation(), name.getParserPosition(), null);
  }

  /** The same access to a field, with such a name. */
  static SqlCall in(SqlCall access) {
    return access.operand(1) instanceof SqlIdentifier name && !name.isStar()
        ? access
            .getOperator()
            .createCall(access.getParserPosition(), access.operand(0), new FieldName(name))
        : access;
  }

  @Override
  public SqlNode clone(SqlParserPos pos) {
    return new FieldName(new SqlIdentifier(names, getCollation(), pos, null));
  }

  @Override
  @SuppressWarnings("unchecked") // such a visitor answers nodes
  public <R> R accept(SqlVisitor<R> visitor) {
    return visitor instanceof SqlShuttle ? (R) this : super.accept(visitor);
  }
}
