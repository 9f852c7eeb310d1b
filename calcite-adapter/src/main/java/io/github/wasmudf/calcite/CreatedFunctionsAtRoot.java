package io.github.wasmudf.calcite;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Multimap;
import io.github.wasmudf.catalog.CreatedFunction;
import java.util.Locale;
import org.apache.calcite.DataContext;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.schema.Function;
import org.apache.calcite.schema.SchemaPlus;
import org.apache.calcite.schema.impl.AbstractSchema;
import org.apache.calcite.util.BuiltInMethod;
import org.jspecify.annotations.Nullable;

/**
 * The root of a connection of ours. Calcite takes a snapshot of it for each statement and asks that
 * for its functions, so that a statement can call whatever was created before it began, by anybody.
 */
final class CreatedFunctionsAtRoot extends AbstractSchema {
  private @Nullable SchemaPlus root;

  private CreatedFunctionsAtRoot() {}

  /** A root as Calcite makes it, with created functions in it. */
  static CalciteSchema newRoot() {
    CreatedFunctionsAtRoot functions = new CreatedFunctionsAtRoot();
    CalciteSchema root = CalciteSchema.createRootSchema(true, true, "", functions);
    functions.root = root.plus();
    return root;
  }

  /** Whether a connection finds created functions at its root. */
  static boolean isRoot(SchemaPlus root) {
    CalciteSchema schema = root.unwrap(CalciteSchema.class);
    return schema != null && schema.schema instanceof CreatedFunctionsAtRoot;
  }

  /**
   * The functions of a schema's plugins, by name.
   *
   * @param all whether a statement can call tables and answer rows, as those that we prepare can
   */
  static Multimap<String, Function> functions(WasmSchema schema, boolean all) {
    ImmutableListMultimap.Builder<String, Function> functions = ImmutableListMultimap.builder();
    for (CreatedFunction function : schema.plugins().functions()) {
      String name = function.name().toUpperCase(Locale.ROOT);
      if (function.isTable()) {
        if (all) {
          functions.put(name, new CreatedTable(function));
        }
      } else if (all || !function.isRow()) {
        functions.put(
            name,
            function.isAggregate() ? new CreatedAggregate(function) : new CreatedScalar(function));
      }
    }
    return functions.build();
  }

  @Override
  protected Multimap<String, Function> getFunctionMultimap() {
    WasmSchema schema = root == null ? null : WasmSchema.in(root);
    return schema == null ? ImmutableListMultimap.of() : functions(schema, true);
  }

  @Override
  public Expression getExpression(@Nullable SchemaPlus parentSchema, String name) {
    return Expressions.call(DataContext.ROOT, BuiltInMethod.DATA_CONTEXT_GET_ROOT_SCHEMA.method);
  }
}
