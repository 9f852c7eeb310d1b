package io.github.wasmudf.calcite;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.util.Map;
import org.apache.calcite.schema.Schema;
import org.apache.calcite.schema.SchemaFactory;
import org.apache.calcite.schema.SchemaPlus;

/**
 * Brings wasm-udf into a Calcite connection: in a model as a custom schema's {@code factory}, or in
 * a URL: {@code
 * jdbc:calcite:schemaFactory=io.github.wasmudf.calcite.WasmSchemaFactory;schema=WASM}.
 *
 * <p>The operands are those of {@link SchemaOperands}. Once in a connection.
 */
public final class WasmSchemaFactory implements SchemaFactory {
  /** Called by Calcite. */
  public WasmSchemaFactory() {}

  @Override
  public Schema create(SchemaPlus parentSchema, String name, Map<String, Object> operand) {
    return install(root(parentSchema), SchemaOperands.of(operand));
  }

  /**
   * Adds the schema and the functions below a connection's root.
   *
   * @throws UdfException {@code NAME_TAKEN} when they are there already
   */
  static WasmSchema install(SchemaPlus root, SchemaOperands operands) {
    if (WasmSchema.in(root) != null) {
      throw new UdfException(UdfError.NAME_TAKEN, "this connection has the schema WASM already");
    }
    WasmSchema schema = operands.schema(root);
    PluginFunctions.addTo(root, schema);
    root.add(WasmSchema.NAME, schema);
    return schema;
  }

  private static SchemaPlus root(SchemaPlus schema) {
    SchemaPlus root = schema;
    for (SchemaPlus up = root.getParentSchema(); up != null; up = up.getParentSchema()) {
      root = up;
    }
    return root;
  }
}
