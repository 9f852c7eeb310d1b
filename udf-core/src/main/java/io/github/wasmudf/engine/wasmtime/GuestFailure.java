package io.github.wasmudf.engine.wasmtime;

import io.github.kawamuray.wasmtime.Trap;
import io.github.kawamuray.wasmtime.WasmFunctionError.TrapError;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.ControlLayout;
import io.github.wasmudf.engine.TrapKind;

/** Translates what wasmtime throws. Stateless. */
final class GuestFailure {
  private static final int MOST_REASON_CHARS = 300;

  private GuestFailure() {}

  /** For a module that does not compile. */
  static UdfException ofCompilation(RuntimeException failure) {
    return new UdfException(
        UdfError.INVALID_MODULE,
        "wasmtime does not accept the module: "
            + reason(failure)
            + " (it knows WebAssembly 2.0 with SIMD; no threads, tail calls, exceptions, garbage"
            + " collection, several or 64-bit memories)",
        failure);
  }

  /** For an instance that could not be made; its start function had not begun. */
  static UdfException ofInstantiation(Throwable failure) {
    passOn(failure);
    String reason = reason(failure);
    if (reason.contains("mmap")) {
      return new UdfException(
              UdfError.MEMORY_LIMIT, "no address space for another instance: " + reason, failure)
          .ofHost();
    }
    for (TrapKind kind : TrapKind.values()) {
      if (kind != TrapKind.OTHER && reason.contains(kind.text())) {
        return trap(kind, where(kind), failure);
      }
    }
    if (reason.contains("out of bounds table access")) {
      return trap(TrapKind.TABLE_OUT_OF_BOUNDS, where(TrapKind.TABLE_OUT_OF_BOUNDS), failure);
    }
    return new UdfException(UdfError.INTERNAL, "cannot instantiate: " + reason, failure);
  }

  private static String where(TrapKind kind) {
    return kind == TrapKind.TABLE_OUT_OF_BOUNDS
        ? "while its tables are filled"
        : "while its data is laid out";
  }

  /** For a call that wasmtime ended; {@code function} is the export that ran. */
  static UdfException ofCall(Throwable failure, ControlBlock control, String function) {
    passOn(failure);
    if (control.isExited()) {
      return new UdfException(
          UdfError.TRAP, "the plugin called proc_exit(" + control.exitCode() + ")", failure);
    }
    if (control.denied() != 0) {
      return ControlLayout.denial(control.denied(), failure);
    }
    if (failure instanceof TrapError error) {
      return trap(kindOf(error.trap()), "in function " + function, failure);
    }
    return new UdfException(
        UdfError.INTERNAL,
        "wasmtime failed in function " + function + ": " + reason(failure),
        failure);
  }

  static boolean isInterruption(Throwable failure) {
    return failure instanceof TrapError error && error.trap() == Trap.INTERRUPT;
  }

  /** Throws what needs no translation: our own exceptions, and the errors of the JVM. */
  private static void passOn(Throwable failure) {
    if (failure instanceof UdfException known) {
      throw known;
    }
    if (failure instanceof Error error) {
      throw error;
    }
  }

  private static UdfException trap(TrapKind kind, String where, Throwable failure) {
    return new UdfException(UdfError.TRAP, "trap: " + kind.text() + " " + where, failure);
  }

  private static TrapKind kindOf(Trap trap) {
    return switch (trap) {
      case STACK_OVERFLOW -> TrapKind.STACK_EXHAUSTED;
      case MEMORY_OUT_OF_BOUNDS -> TrapKind.MEMORY_OUT_OF_BOUNDS;
      case TABLE_OUT_OF_BOUNDS -> TrapKind.TABLE_OUT_OF_BOUNDS;
      case INDIRECT_CALL_TO_NULL -> TrapKind.UNINITIALIZED_ELEMENT;
      case BAD_SIGNATURE -> TrapKind.BAD_SIGNATURE;
      case INTEGER_OVERFLOW -> TrapKind.INTEGER_OVERFLOW;
      case INTEGER_DIVISION_BY_ZERO -> TrapKind.DIVISION_BY_ZERO;
      case BAD_CONVERSION_TO_INTEGER -> TrapKind.BAD_CONVERSION;
      case UNREACHABLE_CODE_REACHED -> TrapKind.UNREACHABLE;
      default -> TrapKind.OTHER;
    };
  }

  private static String reason(Throwable failure) {
    String text = String.valueOf(failure.getMessage());
    return text.length() <= MOST_REASON_CHARS ? text : text.substring(0, MOST_REASON_CHARS) + "...";
  }
}
