package io.github.wasmudf.calcite;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.FunctionParameter;
import org.apache.calcite.sql.type.SqlTypeName;

/** A parameter of one of our functions as Calcite's validator sees it. */
record SqlParameter(int ordinal, String name, Type type, boolean isOptional)
    implements FunctionParameter {
  /** A type that one of Calcite's factories makes. */
  @FunctionalInterface
  interface Type {
    RelDataType in(RelDataTypeFactory types);
  }

  /** One that has to be given. */
  static SqlParameter of(int ordinal, String name, Type type) {
    return new SqlParameter(ordinal, name, type, false);
  }

  /** A type without precision, which may be NULL. */
  static RelDataType nullable(RelDataTypeFactory types, SqlTypeName name) {
    return types.createTypeWithNullability(types.createSqlType(name), true);
  }

  /** The same parameter, which may be left out. */
  SqlParameter withOptional() {
    return new SqlParameter(ordinal, name, type, true);
  }

  @Override
  public int getOrdinal() {
    return ordinal;
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public RelDataType getType(RelDataTypeFactory types) {
    return type.in(types);
  }
}
