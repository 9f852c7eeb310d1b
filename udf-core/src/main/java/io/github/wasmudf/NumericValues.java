package io.github.wasmudf;

import io.github.wasmudf.catalog.ErrorRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * SQL's numbers as those of an export, and back. NULL has none, and never comes here. Used by one
 * thread.
 */
final class NumericValues {
  private final NumericFunction function;
  private final ErrorRule errors;
  private final SqlType.Kind[] results;

  /**
   * Those of an export.
   *
   * @param errors whether failures must not show what the export was called with
   */
  NumericValues(NumericFunction function, ErrorRule errors) {
    this.function = function;
    this.errors = errors;
    this.results = function.results().stream().map(SqlType::kind).toArray(SqlType.Kind[]::new);
  }

  /** Room for at most so many rows. */
  NumberBatch batch(int capacity) {
    return new NumberBatch(function.parameters().size(), results.length, capacity);
  }

  /**
   * One row of an export of any number of results.
   *
   * @param row room for one; used up
   * @param arguments none of them null
   * @return its results, in an array of its own
   */
  Object[] call(CallCounter counter, NumberBatch row, @Nullable Object[] arguments) {
    row.begin(1);
    for (int i = 0; i < arguments.length; i++) {
      row.arguments(i)[0] = bits(arguments[i]);
    }
    function.call(counter, row);
    UdfException failed = row.failure();
    if (failed != null) {
      throw shown(failed, row, 0);
    }
    return values(row, 0);
  }

  /** What a row of a batch was answered. */
  Object[] values(NumberBatch rows, int at) {
    Object[] values = new Object[results.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(results[i], rows.results(i)[at]);
    }
    return values;
  }

  /** A failure, with the arguments that it is about. */
  UdfException shown(UdfException failed, long[] arguments) {
    if (errors.sensitive() || failed.error() == UdfError.CANCELLED) {
      return failed;
    }
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < arguments.length; i++) {
      values.add(value(function.parameters().get(i).kind(), arguments[i]));
    }
    return failed.with(ShownInput.of(values));
  }

  /** The same of a row in columns. */
  UdfException shown(UdfException failed, NumberBatch batch, int at) {
    long[] arguments = new long[function.parameters().size()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = batch.arguments(i)[at];
    }
    return shown(failed, arguments);
  }

  /** A number, which is there, as it travels. */
  static long bits(@Nullable Object number) {
    if (number instanceof Double wide) {
      return Double.doubleToRawLongBits(wide);
    }
    return number instanceof Float narrow
        ? Float.floatToRawIntBits(narrow)
        : ((Number) Objects.requireNonNull(number)).longValue();
  }

  /** The first result, or the only one, as SQL's value. */
  Object value(long answer) {
    return value(results[0], answer);
  }

  private static Object value(SqlType.Kind kind, long answer) {
    return switch (kind) {
      case INTEGER -> (int) answer;
      case BIGINT -> answer;
      case REAL -> Float.intBitsToFloat((int) answer);
      default -> Double.longBitsToDouble(answer);
    };
  }
}
