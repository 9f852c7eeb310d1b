package io.github.wasmudf.abi;

import io.github.wasmudf.engine.WasmInstance;

/**
 * An export of an Extism plugin that asks nothing of the kernel: nothing goes in, and all that
 * comes out is whether it succeeded.
 */
record ExtismBareCall(WasmInstance instance, String export) implements OneByOneCall {
  private static final byte[] NONE = {};

  @Override
  public byte[] call(byte[] head, byte[] data) {
    ExtismCall.requireSuccess((int) instance.call(export));
    return NONE;
  }

  @Override
  public Refusal refusal() {
    return Refusal.FUNCTION;
  }
}
