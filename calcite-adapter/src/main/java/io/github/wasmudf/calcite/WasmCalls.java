package io.github.wasmudf.calcite;

import org.apache.calcite.DataContext;
import org.apache.calcite.avatica.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The SQL functions that call an export of a plugin by its name. Code that Calcite generates calls
 * these methods; applications use SQL.
 *
 * <p>NULL for the plugin's or the export's name or the input answers NULL without a call; NULL for
 * the parameters means none. Every failure has a SQLSTATE of {@link io.github.wasmudf.UdfError}.
 */
public final class WasmCalls {
  private WasmCalls() {}

  /** {@code WASM_CALL(name, export, value, parameters)} of any value: text out. */
  public static @Nullable String call(
      DataContext root,
      @Nullable String name,
      @Nullable String export,
      @Nullable Object input,
      @Nullable String parameters) {
    if (name == null || export == null || input == null) {
      return null;
    }
    RunningStatement statement = RunningStatements.of(root);
    try {
      return statement.exportText(
          name, export, policy -> SqlValues.bytes(input, policy), parameters);
    } catch (RuntimeException | Error failed) {
      throw SqlErrors.raise(failed);
    }
  }

  /** {@code WASM_CALL_BINARY(name, export, value, parameters)} of any value: bytes out. */
  public static @Nullable ByteString callBinary(
      DataContext root,
      @Nullable String name,
      @Nullable String export,
      @Nullable Object input,
      @Nullable String parameters) {
    if (name == null || export == null || input == null) {
      return null;
    }
    RunningStatement statement = RunningStatements.of(root);
    try {
      return WasmFunctions.byteString(
          statement.exportBytes(
              name, export, policy -> SqlValues.bytes(input, policy), parameters));
    } catch (RuntimeException | Error failed) {
      throw SqlErrors.raise(failed);
    }
  }
}
