package io.github.wasmudf.engine;

import io.github.wasmudf.engine.wasmtime.WasmtimeEngine;

class WasmtimeEngineTest extends EngineContractTest {
  private final WasmEngine engine = new WasmtimeEngine();

  @Override
  public WasmEngine engine() {
    return engine;
  }
}
