package io.github.wasmudf.h2;

import io.github.wasmudf.CallParameters;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.UdfFunction;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import org.h2.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * The SQL functions that call a plugin on a value. H2 calls these methods; applications use SQL.
 *
 * <p>Each comes with and without parameters (JSON text of an object). NULL for the plugin's name or
 * the input answers NULL without a call; NULL for the parameters means none. Every failure is a
 * {@code SQLException} with a SQLSTATE of {@link io.github.wasmudf.UdfError}.
 */
public final class WasmFunctions {
  static {
    // Whoever opens a database meets this class before any function that was created in it.
    AliasClasses.shared();
  }

  private WasmFunctions() {}

  /** {@code WASM_TRANSFORM(name, input)}: text out. */
  public static @Nullable String transform(
      Connection connection, @Nullable String name, Value input) throws SQLException {
    return transform(connection, name, input, null);
  }

  /** {@code WASM_TRANSFORM(name, input, parameters)}: text out. */
  public static @Nullable String transform(
      Connection connection, @Nullable String name, Value input, @Nullable String parameters)
      throws SQLException {
    return (String) call(connection, name, input, parameters, true);
  }

  /** {@code WASM_TRANSFORM_BINARY(name, input)}: bytes out. */
  public static byte @Nullable [] transformBinary(
      Connection connection, @Nullable String name, Value input) throws SQLException {
    return transformBinary(connection, name, input, null);
  }

  /** {@code WASM_TRANSFORM_BINARY(name, input, parameters)}: bytes out. */
  public static byte @Nullable [] transformBinary(
      Connection connection, @Nullable String name, Value input, @Nullable String parameters)
      throws SQLException {
    return (byte[]) call(connection, name, input, parameters, false);
  }

  private static @Nullable Object call(
      Connection connection,
      @Nullable String name,
      Value input,
      @Nullable String parameters,
      boolean asText)
      throws SQLException {
    if (name == null || input.getValueType() == Value.NULL) {
      return null;
    }
    try {
      H2Session session = H2Session.of(connection);
      UdfFunction function = session.function(name);
      CallParameters call;
      byte[] bytes;
      try {
        call = session.parameters(parameters, parameters != null && function.takesAnyParameters());
        bytes =
            asText ? SqlValues.textBytes(input, session) : SqlValues.binaryBytes(input, session);
      } catch (UdfException unusable) {
        throw unusable.about(function.plugin().label());
      } catch (OutOfMemoryError exhausted) {
        throw new UdfException(
            UdfError.MEMORY_LIMIT,
            function.plugin().label() + ": the Java heap is too small for this value",
            exhausted);
      }
      return function.value(call, bytes, asText);
    } catch (RuntimeException | Error failed) {
      throw SqlErrors.translate(failed);
    }
  }

  /** {@code WASM_TRANSFORM_BLOB(name, input)}: bytes out as a BLOB. */
  public static @Nullable InputStream transformBlob(
      Connection connection, @Nullable String name, Value input) throws SQLException {
    return transformBlob(connection, name, input, null);
  }

  /** {@code WASM_TRANSFORM_BLOB(name, input, parameters)}: bytes out as a BLOB. */
  public static @Nullable InputStream transformBlob(
      Connection connection, @Nullable String name, Value input, @Nullable String parameters)
      throws SQLException {
    byte[] result = transformBinary(connection, name, input, parameters);
    return result == null ? null : new ByteArrayInputStream(result);
  }

  /** {@code WASM_TRANSFORM_CLOB(name, input)}: text out as a CLOB. */
  public static @Nullable Reader transformClob(
      Connection connection, @Nullable String name, Value input) throws SQLException {
    return transformClob(connection, name, input, null);
  }

  /** {@code WASM_TRANSFORM_CLOB(name, input, parameters)}: text out as a CLOB. */
  public static @Nullable Reader transformClob(
      Connection connection, @Nullable String name, Value input, @Nullable String parameters)
      throws SQLException {
    String result = transform(connection, name, input, parameters);
    return result == null ? null : new StringReader(result);
  }
}
