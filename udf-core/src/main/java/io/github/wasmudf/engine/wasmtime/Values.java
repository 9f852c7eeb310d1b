package io.github.wasmudf.engine.wasmtime;

import io.github.kawamuray.wasmtime.Val;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.FunctionType;
import io.github.wasmudf.engine.ValueType;
import java.util.stream.Stream;

/** Numbers as raw bits, and as wasmtime-java wants them. Stateless. */
final class Values {
  private Values() {}

  /**
   * The arguments of a call.
   *
   * @throws UdfException {@code BAD_OPTION} when they do not fit the type, or it is not of numbers
   *     only, which cannot cross JNI
   */
  static Val[] of(String export, FunctionType type, long[] arguments) {
    boolean numbers =
        Stream.concat(type.parameters().stream(), type.results().stream())
            .noneMatch(t -> t == ValueType.V128 || t == ValueType.REFERENCE);
    if (!numbers || arguments.length != type.parameters().size()) {
      throw new UdfException(
          UdfError.BAD_OPTION,
          export + " of type " + type + " cannot be called with " + arguments.length + " numbers");
    }
    Val[] values = new Val[arguments.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(type.parameters().get(i), arguments[i]);
    }
    return values;
  }

  private static Val value(ValueType type, long bits) {
    return switch (type) {
      case I64 -> Val.fromI64(bits);
      case F32 -> Val.fromF32(Float.intBitsToFloat((int) bits));
      case F64 -> Val.fromF64(Double.longBitsToDouble(bits));
      default -> Val.fromI32((int) bits);
    };
  }

  /** The bits of a result. */
  static long bits(Val value) {
    return switch (value.getType()) {
      case I32 -> Integer.toUnsignedLong(value.i32());
      case I64 -> value.i64();
      case F32 -> Integer.toUnsignedLong(Float.floatToRawIntBits(value.f32()));
      case F64 -> Double.doubleToRawLongBits(value.f64());
      default -> throw new IllegalArgumentException("not a number: " + value.getType());
    };
  }
}
