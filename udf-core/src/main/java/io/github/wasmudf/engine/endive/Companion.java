package io.github.wasmudf.engine.endive;

import io.github.wasmudf.engine.CompanionModule;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import run.endive.compiler.MachineFactoryCompiler;
import run.endive.runtime.ByteArrayMemory;
import run.endive.runtime.ImportFunction;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.runtime.Machine;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.MemoryLimits;

/** One of our own modules, compiled once per JVM. Its class names are not those of guests. */
record Companion(WasmModule module, Function<Instance, Machine> machines) {
  private static final Map<CompanionModule, Companion> COMPILED = new ConcurrentHashMap<>();

  static Companion of(CompanionModule companion) {
    return COMPILED.computeIfAbsent(companion, Companion::compile);
  }

  private static Companion compile(CompanionModule companion) {
    WasmModule module = Parser.parse(companion.image().bytes());
    String className = "io.github.wasmudf.companion." + companion.importName();
    return new Companion(
        module, MachineFactoryCompiler.builder(module).withClassName(className).compile());
  }

  /** An instance, whose memory (if it has one of its own) is of so many pages. */
  Instance instantiate(ImportValues imports, MemoryLimits memory) {
    return Instance.builder(module)
        .withImportValues(imports)
        .withMemoryFactory(ByteArrayMemory::new)
        .withMemoryLimits(memory)
        .withMachineFactory(machines)
        .build();
  }

  /** The functions of {@code from} that this companion imports from it. */
  ImportFunction[] importsFrom(CompanionModule from, Instance instance) {
    return module.importSection().stream()
        .filter(wanted -> wanted.module().equals(from.importName()))
        .filter(wanted -> wanted.importType() == run.endive.wasm.types.ExternalType.FUNCTION)
        .map(
            wanted ->
                ImportFunction.exportAsImport(
                    wanted.module(), wanted.name(), instance, wanted.name()))
        .toArray(ImportFunction[]::new);
  }
}
