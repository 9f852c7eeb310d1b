package io.github.wasmudf.engine;

import io.github.wasmudf.engine.endive.EndiveEngine;

class EndiveEngineTest extends EngineContractTest {
  private final WasmEngine engine = new EndiveEngine();

  @Override
  public WasmEngine engine() {
    return engine;
  }
}
