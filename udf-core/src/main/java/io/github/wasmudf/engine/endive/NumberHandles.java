package io.github.wasmudf.engine.endive;

import static java.lang.invoke.MethodType.methodType;

import io.github.wasmudf.engine.FunctionType;
import io.github.wasmudf.engine.NumbersCall;
import io.github.wasmudf.engine.ValueType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Collections;
import java.util.List;
import run.endive.runtime.ExportFunction;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;

/** Makes handles on functions of any numbers alike: raw bits in, raw bits out. Stateless. */
@SuppressWarnings("UnusedMethod") // they are found through handles
final class NumberHandles {
  private static final MethodHandles.Lookup OWN = MethodHandles.lookup();
  private static final MethodHandle TO_INT = own("toInt", methodType(int.class, long.class));
  private static final MethodHandle TO_FLOAT = own("toFloat", methodType(float.class, long.class));
  private static final MethodHandle TO_DOUBLE =
      own("toDouble", methodType(double.class, long.class));
  private static final MethodHandle OF_INT = own("ofInt", methodType(long.class, int.class));
  private static final MethodHandle OF_FLOAT = own("ofFloat", methodType(long.class, float.class));
  private static final MethodHandle OF_DOUBLE =
      own("ofDouble", methodType(long.class, double.class));
  private static final MethodHandle APPLY =
      own("apply", methodType(long.class, ExportFunction.class, long[].class));
  private static final MethodHandle APPLY_INT =
      own("applyInt", methodType(long.class, ExportFunction.class, long[].class));

  /** A method has 255 places at most. */
  private static final int MOST_DIRECT = 120;

  private NumberHandles() {}

  private static MethodHandle own(String name, MethodType type) {
    try {
      return OWN.findStatic(NumberHandles.class, name, type);
    } catch (ReflectiveOperationException ownMethod) {
      throw new LinkageError(name, ownMethod);
    }
  }

  private static int toInt(long bits) {
    return (int) bits;
  }

  private static float toFloat(long bits) {
    return Float.intBitsToFloat((int) bits);
  }

  private static double toDouble(long bits) {
    return Double.longBitsToDouble(bits);
  }

  private static long ofInt(int value) {
    return Integer.toUnsignedLong(value);
  }

  private static long ofFloat(float value) {
    return Integer.toUnsignedLong(Float.floatToRawIntBits(value));
  }

  private static long ofDouble(double value) {
    return Double.doubleToRawLongBits(value);
  }

  private static long apply(ExportFunction export, long[] arguments) {
    return export.apply(arguments)[0];
  }

  private static long applyInt(ExportFunction export, long[] arguments) {
    return export.apply(arguments)[0] & 0xffff_ffffL;
  }

  /** Whether a handle can have so many parameters, two places for each, and what Endive appends. */
  static boolean isDirect(FunctionType type) {
    return type.parameters().size() <= MOST_DIRECT;
  }

  /** The type of the method that is generated for a function, without what Endive appends. */
  static MethodType methodTypeOf(FunctionType type) {
    return methodType(
        javaType(type.results().get(0)),
        type.parameters().stream().<Class<?>>map(NumberHandles::javaType).toList());
  }

  private static Class<?> javaType(ValueType type) {
    return switch (type) {
      case I64 -> long.class;
      case F32 -> float.class;
      case F64 -> double.class;
      default -> int.class;
    };
  }

  /** Of the generated method, as {@link EndiveNumbersCall} wants it. */
  static MethodHandle direct(MethodHandle method, FunctionType type) {
    MethodHandle bits = method;
    for (int i = 0; i < type.parameters().size(); i++) {
      MethodHandle filter =
          switch (type.parameters().get(i)) {
            case I64 -> null;
            case F32 -> TO_FLOAT;
            case F64 -> TO_DOUBLE;
            default -> TO_INT;
          };
      bits = filter == null ? bits : MethodHandles.filterArguments(bits, i, filter);
    }
    return shaped(result(bits, type.results().get(0)), type.parameters().size());
  }

  private static MethodHandle result(MethodHandle bits, ValueType type) {
    return switch (type) {
      case I64 -> bits;
      case F32 -> MethodHandles.filterReturnValue(bits, OF_FLOAT);
      case F64 -> MethodHandles.filterReturnValue(bits, OF_DOUBLE);
      default -> MethodHandles.filterReturnValue(bits, OF_INT);
    };
  }

  private static MethodHandle shaped(MethodHandle bits, int parameters) {
    return parameters > NumbersCall.FEW
        ? bits.asSpreader(0, long[].class, parameters)
        : MethodHandles.dropArguments(
            bits, parameters, Collections.nCopies(NumbersCall.FEW - parameters, long.class));
  }

  /** The same through an export, which takes raw bits as it is. */
  static MethodHandle through(ExportFunction export, FunctionType type) {
    ValueType result = type.results().get(0);
    boolean half = result == ValueType.I32 || result == ValueType.F32;
    int parameters = type.parameters().size();
    MethodHandle bound = (half ? APPLY_INT : APPLY).bindTo(export);
    MethodHandle spread =
        parameters > NumbersCall.FEW
            ? bound
            : shaped(bound.asCollector(long[].class, parameters), parameters);
    int tail = spread.type().parameterCount();
    return MethodHandles.dropArguments(spread, tail, List.of(Memory.class, Instance.class));
  }
}
