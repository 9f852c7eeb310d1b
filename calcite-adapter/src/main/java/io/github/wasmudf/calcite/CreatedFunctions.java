package io.github.wasmudf.calcite;

import java.math.BigDecimal;
import java.util.List;
import org.apache.calcite.DataContext;
import org.apache.calcite.avatica.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Calls of created functions. Code that Calcite generates calls these methods; applications use SQL
 * ({@code SELECT slugify(title)}). There is one for each class that a result has in generated code:
 * a conversion there would evaluate the call a second time.
 *
 * <p>All take the statement's context, the number of the {@link CreatedFunctionCall}, and the
 * arguments as generated code has them.
 */
public final class CreatedFunctions {
  private CreatedFunctions() {}

  /** A truth value. */
  public static @Nullable Boolean callBoolean(
      DataContext root, int number, @Nullable Object[] arguments) {
    return (Boolean) call(root, number, arguments);
  }

  /** A TINYINT. */
  public static @Nullable Byte callByte(
      DataContext root, int number, @Nullable Object[] arguments) {
    return (Byte) call(root, number, arguments);
  }

  /** A SMALLINT. */
  public static @Nullable Short callShort(
      DataContext root, int number, @Nullable Object[] arguments) {
    return (Short) call(root, number, arguments);
  }

  /** An INTEGER, the days of a DATE, the milliseconds of a TIME, or an interval's months. */
  public static @Nullable Integer callInteger(
      DataContext root, int number, @Nullable Object[] arguments) {
    return (Integer) call(root, number, arguments);
  }

  /** A BIGINT, or the milliseconds of a timestamp or of an interval. */
  public static @Nullable Long callLong(
      DataContext root, int number, @Nullable Object[] arguments) {
    return (Long) call(root, number, arguments);
  }

  /** A REAL. */
  public static @Nullable Float callFloat(
      DataContext root, int number, @Nullable Object[] arguments) {
    return (Float) call(root, number, arguments);
  }

  /** A DOUBLE. */
  public static @Nullable Double callDouble(
      DataContext root, int number, @Nullable Object[] arguments) {
    return (Double) call(root, number, arguments);
  }

  /** A DECIMAL. */
  public static @Nullable BigDecimal callBigDecimal(
      DataContext root, int number, @Nullable Object[] arguments) {
    return (BigDecimal) call(root, number, arguments);
  }

  /** A text. */
  public static @Nullable String callString(
      DataContext root, int number, @Nullable Object[] arguments) {
    return (String) call(root, number, arguments);
  }

  /** Bytes. */
  public static @Nullable ByteString callByteString(
      DataContext root, int number, @Nullable Object[] arguments) {
    return (ByteString) call(root, number, arguments);
  }

  /** An array. */
  public static @Nullable List<?> callList(
      DataContext root, int number, @Nullable Object[] arguments) {
    return (List<?>) call(root, number, arguments);
  }

  private static @Nullable Object call(DataContext root, int number, @Nullable Object[] arguments) {
    RunningStatement statement = RunningStatements.of(root);
    try {
      return statement.created(number, arguments);
    } catch (RuntimeException | Error failed) {
      throw SqlErrors.raise(failed);
    }
  }
}
