package io.github.wasmudf.engine;

/** The type of a WebAssembly value. */
public enum ValueType {
  I32(0x7f),
  I64(0x7e),
  F32(0x7d),
  F64(0x7c),
  V128(0x7b),
  /** Any reference; none of them crosses to the host here. */
  REFERENCE(0);

  private final int code;

  ValueType(int code) {
    this.code = code;
  }

  /** Whether a value of it is a number of at most 64 bits. */
  public boolean isNumber() {
    return this != V128 && this != REFERENCE;
  }

  /** Its byte in the binary format; 0 for references, of which there are several. */
  int code() {
    return code;
  }
}
