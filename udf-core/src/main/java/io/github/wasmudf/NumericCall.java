package io.github.wasmudf;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** SQL's numbers are the numbers of an export; NULL has none, and never comes here. */
final class NumericCall implements TypedCall {
  private final NumericFunction function;
  private final SqlType.Kind result;
  private final long[] bits;

  NumericCall(NumericFunction function) {
    this.function = function;
    this.result = function.result().kind();
    this.bits = new long[function.parameters().size()];
  }

  @Override
  public Object call(CallCounter counter, @Nullable Object[] arguments) {
    for (int i = 0; i < bits.length; i++) {
      bits[i] = bits(arguments[i]);
    }
    return value(function.call(counter, bits));
  }

  void call(CallCounter counter, NumberBatch rows) {
    function.call(counter, rows);
  }

  @Override
  public TypedBatch batch(CallCounter counter, boolean calledOnNull, int capacity) {
    return new NumericBatch(this, counter, bits.length, capacity);
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
    return switch (result) {
      case INTEGER -> (int) answer;
      case BIGINT -> answer;
      case REAL -> Float.intBitsToFloat((int) answer);
      default -> Double.longBitsToDouble(answer);
    };
  }
}
