package io.github.wasmudf.engine;

/** The type of a WebAssembly value. */
public enum ValueType {
  I32,
  I64,
  F32,
  F64,
  V128,
  /** Any reference; none of them crosses to the host here. */
  REFERENCE
}
