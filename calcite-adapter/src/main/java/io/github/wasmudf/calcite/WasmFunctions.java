package io.github.wasmudf.calcite;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.catalog.PluginRecord;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.calcite.DataContext;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.linq4j.Enumerable;
import org.jspecify.annotations.Nullable;

/**
 * The SQL functions that call a plugin on a value. Code that Calcite generates calls these methods;
 * applications use SQL.
 *
 * <p>NULL for the plugin's name or the input answers NULL without a call; NULL for the parameters
 * (JSON text of an object) means none. Every failure has a SQLSTATE of {@link
 * io.github.wasmudf.UdfError}.
 */
public final class WasmFunctions {
  private WasmFunctions() {}

  /** {@code WASM_TRANSFORM(name, text, parameters)}: text out. */
  public static @Nullable String transform(
      DataContext root,
      @Nullable String name,
      @Nullable String input,
      @Nullable String parameters) {
    return called(
        root,
        name,
        input,
        (statement, plugin, text) ->
            statement.text(plugin, policy -> SqlValues.bytes(text), parameters));
  }

  /** {@code WASM_TRANSFORM(name, value, parameters)} of a large object or JSON: text out. */
  public static @Nullable String transformValue(
      DataContext root,
      @Nullable String name,
      @Nullable Object input,
      @Nullable String parameters) {
    return called(
        root,
        name,
        input,
        (statement, plugin, value) ->
            statement.text(plugin, policy -> SqlValues.bytes(value, policy), parameters));
  }

  /** {@code WASM_TRANSFORM(name, bytes, parameters)}: bytes out. */
  public static @Nullable ByteString transformBinary(
      DataContext root,
      @Nullable String name,
      @Nullable ByteString input,
      @Nullable String parameters) {
    return called(
        root,
        name,
        input,
        (statement, plugin, bytes) ->
            byteString(statement.bytes(plugin, policy -> bytes.getBytes(), parameters)));
  }

  /** {@code WASM_TRANSFORM_BINARY(name, value, parameters)} of any value: bytes out. */
  public static @Nullable ByteString transformValueBinary(
      DataContext root,
      @Nullable String name,
      @Nullable Object input,
      @Nullable String parameters) {
    return called(
        root,
        name,
        input,
        (statement, plugin, value) ->
            byteString(
                statement.bytes(plugin, policy -> SqlValues.bytes(value, policy), parameters)));
  }

  static @Nullable ByteString byteString(byte @Nullable [] bytes) {
    return bytes == null ? null : new ByteString(bytes);
  }

  /** One call of a plugin on a value. */
  @FunctionalInterface
  private interface Call<I, T> {
    @Nullable T on(RunningStatement statement, String plugin, I input);
  }

  private static <I, T> @Nullable T called(
      DataContext root, @Nullable String name, @Nullable I input, Call<I, T> call) {
    if (name == null || input == null) {
      return null;
    }
    RunningStatement statement = RunningStatements.of(root);
    try {
      return call.on(statement, name, input);
    } catch (RuntimeException | Error failed) {
      throw SqlErrors.raise(failed);
    }
  }

  /**
   * {@code WASM_LITERAL(base64)}: a piece of a binary literal that is too long for Calcite. Only
   * {@link WasmParserFactory} writes calls of it.
   */
  public static @Nullable ByteString literal(DataContext root, @Nullable String base64) {
    // Folded while the statement is planned, the pieces would be one long literal again.
    RunningStatements.of(root);
    return base64 == null ? null : ByteString.ofBase64(base64);
  }

  /** For a value of a type that has no bytes in SQL: NULL, or else an error. */
  public static @Nullable ByteString withoutBytes(String type, @Nullable Object value) {
    if (value == null) {
      return null;
    }
    throw SqlErrors.raise(
        new UdfException(
            UdfError.BAD_OPTION, "a value of type " + type + " has no bytes; CAST it to VARCHAR"));
  }

  /** The rows of another database, with their binary values as Calcite has them. */
  public static Enumerable<@Nullable Object> withByteStrings(Enumerable<@Nullable Object> rows) {
    return JdbcBytes.converted(rows);
  }

  /**
   * So many rows after the first ones; all of them if {@code fetch} is negative.
   *
   * @param demand what the plan says about who has to know how many they are, or null
   */
  public static Enumerable<@Nullable Object> limited(
      DataContext root,
      Enumerable<@Nullable Object> rows,
      int offset,
      int fetch,
      @Nullable Object demand) {
    return ExactLimit.limited(root, rows, offset, fetch, (Demand) demand);
  }

  /**
   * Rows with what plugins answer for them.
   *
   * @param plan which calls are made for each row
   */
  public static Enumerable<@Nullable Object> batched(
      DataContext root, Object plan, Enumerable<@Nullable Object> rows) {
    return BatchedRows.of(root, (BatchedRows.Plan) plan, rows);
  }

  /** Rows whose plugins are called in another database, if they still are the same there. */
  public static Enumerable<@Nullable Object> checked(
      DataContext root,
      List<PluginRecord> plugins,
      Enumerable<@Nullable Object> there,
      Enumerable<@Nullable Object> here) {
    return CheckedCalls.rows(root, plugins, there, here);
  }

  /** A binary value as a JDBC driver may answer it. */
  public static @Nullable ByteString byteString(@Nullable Object value) {
    return (ByteString) JdbcBytes.value(value);
  }

  /** The bytes of a whole number, most significant first, as many as its type has. */
  public static @Nullable ByteString bigEndian(@Nullable Number number) {
    if (number == null) {
      return null;
    }
    ByteBuffer all = ByteBuffer.allocate(Long.BYTES).putLong(0, number.longValue());
    int bytes =
        number instanceof Byte
            ? Byte.BYTES
            : number instanceof Short
                ? Short.BYTES
                : number instanceof Integer ? Integer.BYTES : Long.BYTES;
    return new ByteString(all.array()).substring(Long.BYTES - bytes);
  }
}
