package io.github.wasmudf.benchmarks.peers;

import run.endive.compiler.MachineFactoryCompiler;
import run.endive.runtime.ExportFunction;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmModule;

/** Endive with its compiler, through its exported functions and memory. */
final class NaiveEndive implements NaiveGuest {
  private final Memory memory;
  private final ExportFunction alloc;
  private final ExportFunction transform;
  private final ExportFunction dealloc;

  NaiveEndive(byte[] module) {
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
