package io.github.wasmudf.calcite;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.apache.calcite.config.CalciteConnectionConfig;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;
import org.apache.calcite.rel.type.DelegatingTypeSystem;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeSystem;
import org.apache.calcite.rel.type.RelRecordType;
import org.apache.calcite.sql.SqlCollation;

/**
 * Calcite's types, with texts in UTF-8: by itself Calcite refuses a literal with a character that
 * ISO-8859-1 has not.
 */
final class UnicodeTypeFactory extends JavaTypeFactoryImpl {
  private UnicodeTypeFactory(RelDataTypeSystem typeSystem) {
    super(typeSystem);
  }

  /** For a connection, which else chooses its type system in the same way. */
  static UnicodeTypeFactory of(CalciteConnectionConfig config) {
    RelDataTypeSystem typeSystem =
        config.typeSystem(RelDataTypeSystem.class, RelDataTypeSystem.DEFAULT);
    return new UnicodeTypeFactory(
        config.conformance().shouldConvertRaggedUnionTypesToVarying()
            ? new DelegatingTypeSystem(typeSystem) {
              @Override
              public boolean shouldConvertRaggedUnionTypesToVarying() {
                return true;
              }
            }
            : typeSystem);
  }

  @Override
  public Charset getDefaultCharset() {
    return StandardCharsets.UTF_8;
  }

  /** Called for the columns of every table; those of a JdbcSchema have Calcite's charset. */
  @Override
  public RelDataType copyType(RelDataType type) {
    return super.copyType(unicode(type));
  }

  @Override
  public RelDataType createTypeWithNullability(RelDataType type, boolean nullable) {
    return type instanceof RowResultType ? type : super.createTypeWithNullability(type, nullable);
  }

  @Override
  public RelDataType enforceTypeWithNullability(RelDataType type, boolean nullable) {
    return type instanceof RowResultType ? type : super.enforceTypeWithNullability(type, nullable);
  }

  private RelDataType unicode(RelDataType type) {
    // Subclasses stand for Java classes, whose texts are in Unicode anyway.
    if (type.getClass() == RelRecordType.class && !type.isNullable()) {
      return createStructType(
          type.getStructKind(),
          type.getFieldList().stream().map(field -> unicode(field.getType())).toList(),
          type.getFieldNames());
    }
    SqlCollation collation = type.getCollation();
    return collation != null && super.getDefaultCharset().equals(type.getCharset())
        ? createTypeWithCharsetAndCollation(type, getDefaultCharset(), collation)
        : type;
  }
}
