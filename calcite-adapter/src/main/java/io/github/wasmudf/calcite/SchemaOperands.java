package io.github.wasmudf.calcite;

import io.github.wasmudf.RuntimePolicy;
import java.util.Map;

record SchemaOperands(RuntimePolicy policy) {
  static SchemaOperands of(Map<String, Object> operand) {
    return new SchemaOperands(RuntimePolicy.DEFAULT);
  }

  WasmSchema schema() {
    return new WasmSchema(new MemoryPlugins(), policy, false);
  }
}
