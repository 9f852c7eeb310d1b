package io.github.wasmudf.engine.endive;

import static java.lang.invoke.MethodType.methodType;

import io.github.wasmudf.engine.BytesProtocol;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;

/** Makes a function of each form one of the usual form, {@link DirectFunctions#FUNCTION}. */
final class FunctionForms {
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
    };
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
