package io.github.wasmudf.calcite;

import static java.util.Objects.requireNonNull;
import static org.apache.calcite.sql.type.SqlTypeName.ANY;
import static org.apache.calcite.sql.type.SqlTypeName.BOOLEAN;
import static org.apache.calcite.sql.type.SqlTypeName.INTEGER;
import static org.apache.calcite.sql.type.SqlTypeName.VARBINARY;
import static org.apache.calcite.sql.type.SqlTypeName.VARCHAR;

import java.lang.reflect.Method;
import org.apache.calcite.schema.SchemaPlus;
import org.apache.calcite.schema.impl.TableFunctionImpl;
import org.apache.calcite.sql.type.SqlTypeName;

/** Our SQL functions, and the one place that says which types they are overloaded for. */
final class PluginFunctions {
  private static final Class<?> CALLS = WasmFunctions.class;
  private static final Class<?> EXPORTS = WasmCalls.class;
  private static final Class<?> CHANGES = WasmAdministration.class;

  private static final String TRANSFORM = "WASM_TRANSFORM";
  private static final String TABLE = "WASM_TABLE";

  /** Pieces of long binary literals. */
  static final String LITERAL = "WASM_LITERAL";

  private PluginFunctions() {}

  /**
   * Adds them to a connection's root schema, where every statement finds them unqualified. They are
   * nowhere else: the same function in two places would make {@code ?} arguments ambiguous.
   */
  static void addTo(SchemaPlus root, WasmSchema schema) {
    transform(
        root,
        new PluginFunction(CALLS, "transform", VARCHAR, VARCHAR, VARCHAR, VARCHAR)
            .withAny("transformValue"));
    transform(
        root, new PluginFunction(CALLS, "transformBinary", VARBINARY, VARCHAR, VARBINARY, VARCHAR));
    root.add(
        "WASM_TRANSFORM_BINARY",
        new PluginFunction(CALLS, "transformValueBinary", VARBINARY, VARCHAR, ANY, VARCHAR)
            .withOptional(2));
    root.add(
        "WASM_CALL",
        new PluginFunction(EXPORTS, "call", VARCHAR, VARCHAR, VARCHAR, ANY, VARCHAR)
            .withOptional(3));
    root.add(
        "WASM_CALL_BINARY",
        new PluginFunction(EXPORTS, "callBinary", VARBINARY, VARCHAR, VARCHAR, ANY, VARCHAR)
            .withOptional(3));
    root.add("WASM_AGGREGATE", new PluginAggregate(VARCHAR));
    root.add("WASM_AGGREGATE_BINARY", new PluginAggregate(VARBINARY));
    PluginTableFunction.all(schema).forEach(function -> root.add(TABLE, function));
    if (CreatedFunctionsAtRoot.isRoot(root)) {
      CursorTable.all(schema).forEach(function -> root.add("WASM_TABLE_ROWS", function));
    }
    for (Method method : CHANGES.getMethods()) {
      if (method.getName().equals("validate")) {
        root.add("WASM_VALIDATE", requireNonNull(TableFunctionImpl.create(method)));
      }
    }
    root.add(LITERAL, new PluginFunction(CALLS, "literal", VARBINARY, VARCHAR));
    // One function with an optional parameter: overloads would leave ? without a type.
    root.add(
        "WASM_REGISTER",
        new PluginFunction(CHANGES, "register", INTEGER, VARCHAR, VARBINARY, VARCHAR)
            .withOptional(2));
    root.add(
        "WASM_REGISTER_FROM",
        new PluginFunction(CHANGES, "registerFrom", INTEGER, VARCHAR, VARCHAR, VARCHAR)
            .withOptional(2));
    change(root, "WASM_ACTIVATE", "activate", VARCHAR, INTEGER);
    change(root, "WASM_DROP_VERSION", "dropVersion", VARCHAR, INTEGER);
    root.add(
        "WASM_UNREGISTER",
        new PluginFunction(CHANGES, "unregister", INTEGER, VARCHAR, BOOLEAN).withOptional(1));
    root.add(
        "WASM_CREATE_FUNCTION",
        new PluginFunction(CHANGES, "createFunction", INTEGER, VARCHAR, VARCHAR, VARCHAR, VARCHAR)
            .withOptional(3));
    change(root, "WASM_DROP_FUNCTION", "dropFunction", VARCHAR);
    change(root, "WASM_GRANT", "grant", VARCHAR, VARCHAR);
    change(root, "WASM_REVOKE", "revoke", VARCHAR, VARCHAR);
    root.add("WASM_SET_POLICY", new PluginFunction(CHANGES, "setPolicy", VARCHAR, VARCHAR));
  }

  /** Whether a name is one of those above, present or to come. */
  static boolean isOurs(String name) {
    return name.startsWith("WASM_");
  }

  /** Whether Calcite cannot tell the types of a function's arguments that have none themselves. */
  static boolean isOverloaded(String name) {
    return name.equalsIgnoreCase(TRANSFORM) || name.equalsIgnoreCase(TABLE);
  }

  private static void transform(SchemaPlus root, PluginFunction function) {
    root.add(TRANSFORM, function.withOptional(2));
  }

  private static void change(
      SchemaPlus root, String name, String method, SqlTypeName... parameters) {
    root.add(name, new PluginFunction(CHANGES, method, INTEGER, parameters));
  }
}
