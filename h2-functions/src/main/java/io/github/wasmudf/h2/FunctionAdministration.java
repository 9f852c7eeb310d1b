package io.github.wasmudf.h2;

import io.github.wasmudf.UdfSession;
import io.github.wasmudf.catalog.ActivePlugin;
import io.github.wasmudf.catalog.CreatedFunction;
import io.github.wasmudf.catalog.DeclaredFunction;
import io.github.wasmudf.catalog.FunctionDeclarations;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The procedures for functions of their own names. H2 calls these methods; applications use SQL
 * ({@code CALL}). Administrators only. They are DDL, and commit as H2's own does.
 */
public final class FunctionAdministration {
  private FunctionAdministration() {}

  /** {@code WASM_CREATE_FUNCTION(sql_name, plugin, export)}. */
  public static int createFunction(
      Connection connection,
      @Nullable String name,
      @Nullable String plugin,
      @Nullable String export)
      throws SQLException {
    return createFunction(connection, name, plugin, export, null);
  }

  /**
   * {@code WASM_CREATE_FUNCTION(sql_name, plugin, export, options)}: a SQL function that calls an
   * export of a plugin's active version.
   *
   * @param options JSON text, or null for what the plugin's manifest says
   * @return 1
   */
  public static int createFunction(
      Connection connection,
      @Nullable String name,
      @Nullable String plugin,
      @Nullable String export,
      @Nullable String options)
      throws SQLException {
    return WasmAdministration.change(
        connection,
        (session, store) -> {
          String of = WasmAdministration.required("the plugin's name", plugin);
          ActivePlugin active = session.active(of);
          UdfSession udfs = session.udfs();
          String called = WasmAdministration.required("the export", export);
          List<DeclaredFunction> declared =
              udfs.declaredFor(active.plugin(), session.plugins(), called);
          CreatedFunction function =
              FunctionDeclarations.create(
                  WasmAdministration.required("the function's name", name),
                  of,
                  called,
                  options,
                  declared);
          udfs.declared(active.plugin(), session.plugins(), List.of(function));
          return new FunctionChanges(connection, session).create(List.of(function), () -> 1);
        });
  }

  /**
   * {@code WASM_DROP_FUNCTION(sql_name)}: drops a function with all its overloads.
   *
   * @return how many overloads there were
   */
  public static int dropFunction(Connection connection, @Nullable String name) throws SQLException {
    return WasmAdministration.change(
        connection,
        (session, store) ->
            new FunctionChanges(connection, session)
                .drop(
                    CreatedFunction.requireName(
                        WasmAdministration.required("the function's name", name))));
  }
}
