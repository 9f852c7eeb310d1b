package io.github.wasmudf;

import io.github.wasmudf.catalog.ErrorRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** SQL's numbers are the numbers of an export; NULL has none, and never comes here. */
final class NumericCall implements TypedCall {
  private final NumericFunction function;
  private final SqlType.Kind result;
  private final ErrorRule errors;
  private final long[] bits;

  NumericCall(NumericFunction function, ErrorRule errors) {
    this.errors = errors;
    this.function = function;
    this.result = function.result().kind();
    this.bits = new long[function.parameters().size()];
  }

  @Override
  public Object call(CallCounter counter, @Nullable Object[] arguments) {
    for (int i = 0; i < bits.length; i++) {
      bits[i] = bits(arguments[i]);
    }
    try {
      return value(function.call(counter, bits));
    } catch (UdfException failed) {
      throw shown(failed, bits);
    }
  }

  /** A failure, with the arguments that it is about. */
  private UdfException shown(UdfException failed, long[] arguments) {
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
  UdfException shown(UdfException failed, NumberBatch batch, int row) {
    long[] arguments = new long[bits.length];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = batch.arguments(i)[row];
    }
    return shown(failed, arguments);
  }

  void call(CallCounter counter, NumberBatch rows) {
    function.call(counter, rows);
  }

  @Override
  public TypedBatch batch(CallCounter counter, boolean calledOnNull, int capacity) {
    return new NumericBatch(this, counter, errors, bits.length, capacity);
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

  /** SQL's value of what an export answered. */
  Object value(long answer) {
    return value(result, answer);
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
