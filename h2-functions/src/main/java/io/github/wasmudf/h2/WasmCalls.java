package io.github.wasmudf.h2;

import io.github.wasmudf.CallParameters;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.UdfExport;
import java.sql.Connection;
import java.sql.SQLException;
import org.h2.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * The SQL functions that call an export of a plugin by its name. H2 calls these methods;
 * applications use SQL.
 *
 * <p>Each comes with and without parameters. NULL for the plugin's or the export's name or the
 * input answers NULL without a call; NULL for the parameters means none. Every failure is a {@code
 * SQLException} with a SQLSTATE of {@link io.github.wasmudf.UdfError}.
 */
public final class WasmCalls {
  private WasmCalls() {}

  /** {@code WASM_CALL(name, export, input)}: text out. */
  public static @Nullable String call(
      Connection connection, @Nullable String name, @Nullable String export, Value input)
      throws SQLException {
    return call(connection, name, export, input, null);
  }

  /** {@code WASM_CALL(name, export, input, parameters)}: text out. */
  public static @Nullable String call(
      Connection connection,
      @Nullable String name,
      @Nullable String export,
      Value input,
      @Nullable String parameters)
      throws SQLException {
    return (String) call(connection, name, export, input, parameters, true);
  }

  /** {@code WASM_CALL_BINARY(name, export, input)}: bytes out. */
  public static byte @Nullable [] callBinary(
      Connection connection, @Nullable String name, @Nullable String export, Value input)
      throws SQLException {
    return callBinary(connection, name, export, input, null);
  }

  /** {@code WASM_CALL_BINARY(name, export, input, parameters)}: bytes out. */
  public static byte @Nullable [] callBinary(
      Connection connection,
      @Nullable String name,
      @Nullable String export,
      Value input,
      @Nullable String parameters)
      throws SQLException {
    return (byte[]) call(connection, name, export, input, parameters, false);
  }

  private static @Nullable Object call(
      Connection connection,
      @Nullable String name,
      @Nullable String export,
      Value input,
      @Nullable String parameters,
      boolean asText)
      throws SQLException {
    if (name == null || export == null || input.getValueType() == Value.NULL) {
      return null;
    }
    try {
      H2Session session = H2Session.of(connection);
      UdfExport function = session.export(name, export);
      String label = function.function().plugin().label();
      CallParameters call;
      byte[] bytes;
      try {
        call = session.parameters(parameters, function.takesAnyParameters());
        bytes =
            asText ? SqlValues.textBytes(input, session) : SqlValues.binaryBytes(input, session);
      } catch (UdfException unusable) {
        throw unusable.about(label);
      } catch (OutOfMemoryError exhausted) {
        throw new UdfException(
            UdfError.MEMORY_LIMIT,
            label + ": the Java heap is too small for this value",
            exhausted);
      }
      return function.value(call, bytes, asText);
    } catch (RuntimeException | Error failed) {
      throw SqlErrors.translate(failed);
    }
  }
}
