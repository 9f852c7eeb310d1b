package io.github.wasmudf.calcite;

import java.util.List;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rel.type.RelDataTypeImpl;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * The type of a result that is a row. It may always be NULL, whatever a plan knows better.
 *
 * <p>Values of Calcite's own type of rows are arrays to the code that it generates, and two arrays
 * are never equal. A structured type has fields as well, and values of any class: ours are lists,
 * which can be compared.
 */
final class RowResultType extends RelDataTypeImpl {
  RowResultType(List<RelDataTypeField> fields) {
    super(fields);
    computeDigest();
  }

  @Override
  public SqlTypeName getSqlTypeName() {
    return SqlTypeName.STRUCTURED;
  }

  @Override
  public boolean isNullable() {
    return true;
  }

  /** By which types are told apart, too. */
  @Override
  protected void generateTypeString(StringBuilder text, boolean withDetail) {
    String separator = "ROW(";
    for (RelDataTypeField field : getFieldList()) {
      text.append(separator).append(field.getName()).append(' ');
      text.append(withDetail ? field.getType().getFullTypeString() : field.getType());
      separator = ", ";
    }
    text.append(')');
  }
}
