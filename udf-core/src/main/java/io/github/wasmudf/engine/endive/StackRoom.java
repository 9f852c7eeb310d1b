package io.github.wasmudf.engine.endive;

import io.github.wasmudf.Limits;
import io.github.wasmudf.engine.ModuleImage;
import java.util.List;
import java.util.Locale;
import run.endive.runtime.TrapException;

/**
 * Keeps stack overflows out of the JVM's and Endive's own innards. A class whose initializer meets
 * one is broken for the rest of the process, everywhere; so what runs near the end of the stack
 * must be initialized before, and what need not run there does not.
 */
final class StackRoom {
  /** Some 40 KB of interpreted frames. */
  private static final int FRAMES = 400;

  /** What generated code and its exceptions reach, beyond what instantiation initializes anyway. */
  private static final List<String> REACHED_BY_GUESTS =
      List.of(
          "run.endive.runtime.BitOps",
          "run.endive.runtime.CallResult",
          "run.endive.runtime.ConstantEvaluators",
          "run.endive.runtime.InterpreterMachine",
          "run.endive.runtime.MStack",
          "run.endive.runtime.MemCopyWorkaround",
          "run.endive.runtime.OpcodeImpl",
          "run.endive.runtime.StackFrame",
          "run.endive.runtime.TableInstance",
          "run.endive.runtime.WasmException",
          "run.endive.runtime.WasmInterruptedException",
          "run.endive.runtime.WasmRuntimeException",
          "run.endive.runtime.internal.CompilerInterpreterMachine",
          "run.endive.wasm.InvalidException",
          "run.endive.wasm.types.PassiveDataSegment",
          "run.endive.wasm.types.Value");

  private StackRoom() {}

  /**
   * Returns if there is room to describe a failure.
   *
   * @throws StackOverflowError if there is none
   */
  static void require() {
    descend(FRAMES);
  }

  private static int descend(int frames) {
    return frames == 0 ? 0 : descend(frames - 1) + 1;
  }

  /** Initializes what would else be initialized on a guest's stack. Called once, with room. */
  static void prepare() throws ClassNotFoundException {
    for (String name : REACHED_BY_GUESTS) {
      Class.forName(name, true, StackRoom.class.getClassLoader());
    }
    require();
    rehearse();
  }

  /** The exception's stack trace and the formatting of numbers have classes of their own. */
  private static void rehearse() {
    byte[] empty = {0, 'a', 's', 'm', 1, 0, 0, 0};
    GuestFaults faults =
        new GuestFaults(
            new GuestFunctionNames(
                ModuleImage.of(empty).outline(), run.endive.wasm.Parser.parse(empty)));
    faults.describe(new TrapException(String.format(Locale.ROOT, "%,d", Limits.PAGE_BYTES)));
    faults.describe(new StackOverflowError());
  }
}
