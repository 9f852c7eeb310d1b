package io.github.wasmudf.benchmarks.peers;

import com.dylibso.chicory.compiler.MachineFactoryCompiler;
import com.dylibso.chicory.runtime.ExportFunction;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;

/** Chicory with its compiler, through its exported functions and memory. */
final class NaiveChicory implements NaiveGuest {
  private final Memory memory;
  private final ExportFunction alloc;
  private final ExportFunction transform;
  private final ExportFunction dealloc;

  NaiveChicory(byte[] module) {
    WasmModule parsed = Parser.parse(module);
    Instance instance =
        Instance.builder(parsed).withMachineFactory(MachineFactoryCompiler.compile(parsed)).build();
    memory = instance.memory();
    alloc = instance.export("alloc");
    transform = instance.export("transform");
    dealloc = instance.export("dealloc");
  }

  @Override
  public byte[] transform(byte[] input) {
    int at = (int) alloc.apply(input.length)[0];
    memory.write(at, input);
    long packed = transform.apply(at, input.length)[0];
    byte[] output = memory.readBytes((int) (packed >>> 32), (int) packed);
    dealloc.apply(at, input.length);
    return output;
  }

  @Override
  public void close() {}
}
