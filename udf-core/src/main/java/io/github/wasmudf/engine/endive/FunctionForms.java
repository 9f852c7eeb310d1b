package io.github.wasmudf.engine.endive;

import static java.lang.invoke.MethodType.methodType;

import io.github.wasmudf.engine.BytesProtocol;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;

/** Makes a function of each form one of the usual form, {@link DirectFunctions#FUNCTION}. */
final class FunctionForms {
  /** A function on a state: the state, and where the input lies. */
  static final MethodType ON_STATE =
      methodType(long.class, int.class, int.class, int.class, Memory.class, Instance.class);

  /** Packed, an empty result, which no guest is asked about. */
  static final long EMPTY = 1L << 32;

  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private FunctionForms() {}

  /** A handle of the usual type on a protocol's function. */
  static MethodHandle handle(DirectFunctions functions, Instance instance, BytesProtocol protocol) {
    String export = protocol.function();
    return switch (protocol.form()) {
      case POINTER_HIGH -> functions.handle(instance, export, DirectFunctions.FUNCTION);
      case LENGTH_HIGH -> swapped(functions.handle(instance, export, DirectFunctions.FUNCTION));
      case WITH_PARAMETERS ->
          swapped(split(functions.handle(instance, export, DirectFunctions.WITH_PARAMETERS)));
      case TO_NUMBER ->
          MethodHandles.filterReturnValue(
              functions.handle(instance, export, DirectFunctions.TO_NUMBER),
              ours("zeroUnlessPositive", long.class, int.class));
      case INTO_STATE, OF_STATE, END_STATE -> throw new IllegalArgumentException(export);
    };
  }

  /** A handle of the type {@link #ON_STATE} on a protocol's function. */
  static MethodHandle stateHandle(
      DirectFunctions functions, Instance instance, BytesProtocol protocol) {
    String export = protocol.function();
    return switch (protocol.form()) {
      case INTO_STATE ->
          MethodHandles.filterReturnValue(
              functions.handle(instance, export, DirectFunctions.INTO_STATE),
              ours("emptyIfZero", long.class, int.class));
      case OF_STATE -> withoutInput(functions.handle(instance, export, DirectFunctions.OF_STATE));
      case END_STATE ->
          withoutInput(
              MethodHandles.filterReturnValue(
                  functions.handle(instance, export, DirectFunctions.END_STATE),
                  MethodHandles.constant(long.class, EMPTY)));
      default -> throw new IllegalArgumentException(export);
    };
  }

  private static MethodHandle withoutInput(MethodHandle ofState) {
    return MethodHandles.dropArguments(ofState, 1, int.class, int.class);
  }

  @SuppressWarnings("UnusedMethod") // through a handle
  private static long zeroUnlessPositive(int answer) {
    return Math.max(0, answer);
  }

  @SuppressWarnings("UnusedMethod") // through a handle
  private static long emptyIfZero(int answer) {
    return answer == 0 ? EMPTY : 0;
  }

  private static MethodHandle swapped(MethodHandle function) {
    return MethodHandles.filterReturnValue(function, ours("swapHalves", long.class, long.class));
  }

  private static MethodHandle split(MethodHandle function) {
    MethodHandle call =
        ours(
            "callWithParameters",
            long.class,
            MethodHandle.class,
            int.class,
            int.class,
            Memory.class,
            Instance.class);
    return call.bindTo(function);
  }

  private static MethodHandle ours(String name, Class<?> result, Class<?>... parameters) {
    try {
      return LOOKUP.findStatic(FunctionForms.class, name, methodType(result, parameters));
    } catch (ReflectiveOperationException ownMethod) {
      throw new LinkageError(name, ownMethod);
    }
  }

  @SuppressWarnings("UnusedMethod") // through a handle
  private static long swapHalves(long packed) {
    return Long.rotateLeft(packed, 32);
  }

  /** The input is {@code [u32 LE n][n bytes of parameters][data]}; the host has checked it. */
  @SuppressWarnings("UnusedMethod") // through a handle
  private static long callWithParameters(
      MethodHandle function, int pointer, int length, Memory memory, Instance instance)
      throws Throwable {
    int size = memory.readInt(pointer);
    int parameters = pointer + Integer.BYTES;
    return (long)
        function.invokeExact(
            parameters + size, length - Integer.BYTES - size, parameters, size, memory, instance);
  }
}
