package io.github.wasmudf.engine;

/** Why a guest trapped, in the WebAssembly specification's words, the same on every engine. */
public enum TrapKind {
  UNREACHABLE("unreachable"),
  MEMORY_OUT_OF_BOUNDS("out of bounds memory access"),
  TABLE_OUT_OF_BOUNDS("undefined element"),
  UNINITIALIZED_ELEMENT("uninitialized element"),
  BAD_SIGNATURE("indirect call type mismatch"),
  INTEGER_OVERFLOW("integer overflow"),
  DIVISION_BY_ZERO("integer divide by zero"),
  BAD_CONVERSION("invalid conversion to integer"),
  STACK_EXHAUSTED("call stack exhausted"),
  UNCAUGHT_EXCEPTION("uncaught exception"),
  NULL_REFERENCE("null reference"),
  OTHER("trap");

  private final String text;

  TrapKind(String text) {
    this.text = text;
  }

  /** The specification's words. */
  public String text() {
    return text;
  }
}
