package io.github.wasmudf.calcite;

import io.github.wasmudf.catalog.PluginRecord;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDialect;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * H2's {@code WASM_TRANSFORM} or {@code WASM_TRANSFORM_BINARY} of one module with its options. The
 * SQL itself looks them up, in the statement that makes the call, so that no change can come
 * between: when another version is active, the call fails.
 */
final class PinnedFunction extends SqlFunction {
  /** No plugin can have such a name. */
  private static final String NOBODY = "another version of ";

  private final PluginRecord plugin;

  PinnedFunction(PluginRecord plugin, RelDataType type) {
    super(
        type.getSqlTypeName() == SqlTypeName.VARBINARY ? "WASM_TRANSFORM_BINARY" : "WASM_TRANSFORM",
        SqlKind.OTHER_FUNCTION,
        ReturnTypes.explicit(type),
        null,
        null,
        SqlFunctionCategory.STRING);
    this.plugin = plugin;
  }

  @Override
  public void unparse(SqlWriter writer, SqlCall call, int leftPrec, int rightPrec) {
    SqlDialect dialect = writer.getDialect();
    writer.literal("\"PUBLIC\".\"" + getName() + "\"(" + activeName(dialect));
    for (int i = 1; i < call.operandCount(); i++) {
      writer.literal(",");
      call.operand(i).unparse(writer, 0, 0);
    }
    writer.literal(")");
  }

  private String activeName(SqlDialect dialect) {
    return "COALESCE((SELECT \"PLUGIN\" FROM \"WASM\".\"PLUGINS\" WHERE \"ACTIVE\" AND \"PLUGIN\" = "
        + dialect.quoteStringLiteral(plugin.name())
        + " AND \"SHA256\" = "
        + dialect.quoteStringLiteral(plugin.sha256())
        + " AND \"OPTIONS\" = "
        + dialect.quoteStringLiteral(plugin.options())
        + "), "
        + dialect.quoteStringLiteral(NOBODY + plugin.name())
        + ")";
  }
}
