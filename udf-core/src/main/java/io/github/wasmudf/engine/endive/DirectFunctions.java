package io.github.wasmudf.engine.endive;

import static java.lang.invoke.MethodType.methodType;

import io.github.wasmudf.engine.FunctionType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.ExportFunction;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.Export;
import run.endive.wasm.types.ExternalType;

/**
 * Handles on the static methods that Endive generates for a module's functions: {@code
 * func_N(parameters, memory, instance)}. They save the array of arguments, the array of results and
 * the dispatch of {@link ExportFunction}, which stands in where a method cannot be had.
 * Thread-safe.
 */
final class DirectFunctions {
  /** The parameters that Endive appends to a function's own. */
  private static final List<Class<?>> TAIL = List.of(Memory.class, Instance.class);

  static final MethodType ALLOCATE = type(int.class, int.class);
  static final MethodType FUNCTION = type(long.class, int.class, int.class);
  static final MethodType RELEASE = type(void.class, int.class, int.class);

  /** A function that takes its parameters apart from its data. */
  static final MethodType WITH_PARAMETERS =
      type(long.class, int.class, int.class, int.class, int.class);

  /** A function that answers a number. */
  static final MethodType TO_NUMBER = type(int.class, int.class, int.class);

  /** Functions on a state: one that takes an input into it, one of its bytes, one that ends it. */
  static final MethodType INTO_STATE = type(int.class, int.class, int.class, int.class);

  static final MethodType OF_STATE = type(long.class, int.class);
  static final MethodType END_STATE = type(void.class, int.class);

  private final WasmModule module;
  private final Map<Integer, MethodHandle> found = new ConcurrentHashMap<>();

  DirectFunctions(WasmModule module) {
    this.module = module;
  }

  private static MethodType type(Class<?> result, Class<?>... parameters) {
    return methodType(result, parameters).appendParameterTypes(TAIL);
  }

  /** A handle of exactly that type on an exported function. */
  MethodHandle handle(Instance instance, String export, MethodType type) {
    MethodHandle direct = direct(instance, indexOf(export), type);
    return direct != null && direct.type().equals(type)
        ? direct
        : throughExport(instance.export(export), type);
  }

  /** A handle on an exported function of numbers, as {@link EndiveNumbersCall} wants it. */
  MethodHandle numbers(Instance instance, String export, FunctionType type) {
    if (!NumberHandles.isDirect(type)) {
      return NumberHandles.through(instance.export(export), type);
    }
    MethodType exact = NumberHandles.methodTypeOf(type).appendParameterTypes(TAIL);
    MethodHandle direct = direct(instance, indexOf(export), exact);
    return direct != null && direct.type().equals(exact)
        ? NumberHandles.direct(direct, type)
        : NumberHandles.through(instance.export(export), type);
  }

  private int indexOf(String name) {
    for (int i = 0; i < module.exportSection().exportCount(); i++) {
      Export export = module.exportSection().getExport(i);
      if (export.exportType() == ExternalType.FUNCTION && export.name().equals(name)) {
        return export.index();
      }
    }
    return -1;
  }

  private @Nullable MethodHandle direct(Instance instance, int index, MethodType type) {
    MethodHandle known = found.get(index);
    if (known == null && index >= 0) {
      known = lookUp(instance.getMachine().getClass(), "func_" + index, type);
      if (known != null) {
        found.put(index, known);
      }
    }
    return known;
  }

  private static @Nullable MethodHandle lookUp(Class<?> machine, String method, MethodType type) {
    try {
      // The functions of a large module are spread over several classes, by a rule of Endive's own.
      for (int group = 0; ; group++) {
        String name = machine.getName() + "FuncGroup_" + group;
        Class<?> owner = Class.forName(name, true, machine.getClassLoader());
        if (Stream.of(owner.getDeclaredMethods()).anyMatch(m -> m.getName().equals(method))) {
          return MethodHandles.privateLookupIn(owner, MethodHandles.lookup())
              .findStatic(owner, method, type);
        }
      }
    } catch (ReflectiveOperationException | LinkageError | RuntimeException otherwiseMade) {
      return null;
    }
  }

  private static MethodHandle throughExport(ExportFunction export, MethodType type) {
    int parameters = type.parameterCount() - TAIL.size();
    MethodType bound =
        type.dropParameterTypes(parameters, type.parameterCount())
            .insertParameterTypes(0, ExportFunction.class);
    try {
      MethodHandle adapter =
          MethodHandles.lookup().findStatic(DirectFunctions.class, adapterFor(type), bound);
      return MethodHandles.dropArguments(adapter.bindTo(export), parameters, TAIL);
    } catch (ReflectiveOperationException ownMethod) {
      throw new LinkageError("no adapter for " + type, ownMethod);
    }
  }

  private static String adapterFor(MethodType type) {
    if (type.equals(ALLOCATE)) {
      return "allocate";
    }
    if (type.equals(WITH_PARAMETERS)) {
      return "withParameters";
    }
    if (type.equals(TO_NUMBER)) {
      return "toNumber";
    }
    if (type.equals(INTO_STATE)) {
      return "intoState";
    }
    if (type.equals(OF_STATE) || type.equals(END_STATE)) {
      return type.equals(OF_STATE) ? "ofState" : "endState";
    }
    return type.equals(FUNCTION) ? "function" : "release";
  }

  @SuppressWarnings("UnusedMethod") // through a handle
  private static int allocate(ExportFunction export, int length) {
    return (int) export.apply(length)[0];
  }

  @SuppressWarnings("UnusedMethod") // through a handle
  private static long function(ExportFunction export, int pointer, int length) {
    return export.apply(pointer, length)[0];
  }

  @SuppressWarnings("UnusedMethod") // through a handle
  private static long withParameters(
      ExportFunction export, int pointer, int length, int parameters, int size) {
    return export.apply(pointer, length, parameters, size)[0];
  }

  @SuppressWarnings("UnusedMethod") // through a handle
  private static int toNumber(ExportFunction export, int pointer, int length) {
    return (int) export.apply(pointer, length)[0];
  }

  @SuppressWarnings("UnusedMethod") // through a handle
  private static int intoState(ExportFunction export, int state, int pointer, int length) {
    return (int) export.apply(state, pointer, length)[0];
  }

  @SuppressWarnings("UnusedMethod") // through a handle
  private static long ofState(ExportFunction export, int state) {
    return export.apply(state)[0];
  }

  @SuppressWarnings("UnusedMethod") // through a handle
  private static void endState(ExportFunction export, int state) {
    export.apply(state);
  }

  @SuppressWarnings("UnusedMethod") // through a handle
  private static void release(ExportFunction export, int pointer, int length) {
    export.apply(pointer, length);
  }
}
