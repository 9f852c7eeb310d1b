package io.github.wasmudf.engine.endive;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.TrapKind;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.WasmException;
import run.endive.wasm.UninstantiableException;
import run.endive.wasm.WasmEngineException;

/** Says in our words what a guest threw. Endive's own exceptions end here. */
final class GuestFaults {
  private static final String NO_HEAP =
      "this machine has no memory left for the plugin or its result";

  /**
   * Made in advance, for when there is no stack left to make one. Every call of the module throws
   * the same object, whose stack trace means nothing.
   */
  final UdfException noStack =
      new UdfException(UdfError.TRAP, "trap: " + TrapKind.STACK_EXHAUSTED.text());

  /** The same for when there is no heap left. */
  final UdfException noHeap = noHeap();

  private final GuestFunctionNames names;

  GuestFaults(GuestFunctionNames names) {
    this.names = names;
  }

  /** What to throw instead. Interruptions are the caller's: it knows who interrupted. */
  UdfException describe(Throwable thrown) {
    if (thrown instanceof UdfException known) {
      return known;
    }
    if (thrown instanceof OutOfMemoryError) {
      return noHeap();
    }
    if (isGuests(thrown)) {
      return trap(thrown);
    }
    return new UdfException(UdfError.INTERNAL, "the endive engine failed: " + thrown, thrown);
  }

  static UdfException noHeap() {
    return new UdfException(UdfError.MEMORY_LIMIT, NO_HEAP).ofHost();
  }

  /** Whether the guest's code threw it. */
  static boolean isGuests(Throwable thrown) {
    return thrown instanceof WasmEngineException
        || thrown instanceof StackOverflowError
        || thrown instanceof ArithmeticException
        || thrown instanceof IndexOutOfBoundsException
        || thrown instanceof WasmException
        || isNullReference(thrown);
  }

  /**
   * Generated code throws a guest's exception without asking whether it is null. The JVM leaves out
   * the stack trace of what it throws often.
   */
  private static boolean isNullReference(Throwable thrown) {
    if (!(thrown instanceof NullPointerException)) {
      return false;
    }
    StackTraceElement[] frames = thrown.getStackTrace();
    return frames.length == 0 || frames[0].getClassName().startsWith(GuestFunctionNames.CLASS_NAME);
  }

  private UdfException trap(Throwable thrown) {
    TrapKind kind = kindOf(thrown);
    return new UdfException(UdfError.TRAP, "trap: " + kind.text() + where(thrown, kind));
  }

  private String where(Throwable thrown, TrapKind kind) {
    if (thrown instanceof UninstantiableException) {
      return kind == TrapKind.TABLE_OUT_OF_BOUNDS
          ? " while its tables are filled"
          : " while its data is laid out";
    }
    String function = names.innermost(thrown);
    return function == null ? "" : " in function " + function;
  }

  private static TrapKind kindOf(Throwable thrown) {
    if (thrown instanceof StackOverflowError) {
      return TrapKind.STACK_EXHAUSTED;
    }
    if (thrown instanceof ArithmeticException) {
      return TrapKind.DIVISION_BY_ZERO;
    }
    if (thrown instanceof IndexOutOfBoundsException) {
      return TrapKind.MEMORY_OUT_OF_BOUNDS;
    }
    if (thrown instanceof WasmException) {
      return TrapKind.UNCAUGHT_EXCEPTION;
    }
    if (thrown instanceof NullPointerException) {
      return TrapKind.NULL_REFERENCE;
    }
    return kindOf(thrown.getMessage());
  }

  /** Endive has one class for most of them, and the specification's words for each. */
  private static TrapKind kindOf(@Nullable String message) {
    if (message == null) {
      return TrapKind.OTHER;
    }
    for (TrapKind kind : TrapKind.values()) {
      if (kind != TrapKind.OTHER && message.startsWith(kind.text())) {
        return kind;
      }
    }
    if (message.startsWith("Trapped on unreachable instruction")) {
      return TrapKind.UNREACHABLE;
    }
    if (message.startsWith("out of bounds table access")) {
      return TrapKind.TABLE_OUT_OF_BOUNDS;
    }
    return message.startsWith("null function reference")
        ? TrapKind.UNINITIALIZED_ELEMENT
        : TrapKind.OTHER;
  }
}
