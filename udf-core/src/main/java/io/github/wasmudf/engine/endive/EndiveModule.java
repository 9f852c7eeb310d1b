package io.github.wasmudf.engine.endive;

import io.github.wasmudf.CancelSignal;
import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.CompiledModule;
import io.github.wasmudf.engine.GuestImports;
import io.github.wasmudf.engine.HostFunctions;
import io.github.wasmudf.engine.ModuleOutline;
import io.github.wasmudf.engine.WasiAccess;
import io.github.wasmudf.engine.WasmInstance;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.ByteArrayMemory;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.runtime.Machine;
import run.endive.runtime.TableInstance;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.Table;
import run.endive.wasm.types.TableLimits;

/** A module's generated classes. They unload when it and its instances are closed and gone. */
final class EndiveModule implements CompiledModule {
  /** What is dropped at close. */
  private record Code(
      WasmModule module, Function<Instance, Machine> machines, DirectFunctions functions) {}

  private final ModuleOutline outline;
  private final GuestFaults faults;
  private final List<String> interpretedFunctions;
  private volatile @Nullable Code code;

  /**
   * A module.
   *
   * @param interpreted the indices of functions that do not become machine code
   */
  EndiveModule(
      ModuleOutline outline,
      WasmModule module,
      Function<Instance, Machine> machines,
      List<Integer> interpreted) {
    GuestFunctionNames names = new GuestFunctionNames(outline, module);
    this.outline = outline;
    this.faults = new GuestFaults(names);
    this.interpretedFunctions = interpreted.stream().map(names::nameOf).toList();
    this.code = new Code(module, machines, new DirectFunctions(module));
  }

  @Override
  public ModuleOutline outline() {
    return outline;
  }

  @Override
  public List<String> interpretedFunctions() {
    return interpretedFunctions;
  }

  @Override
  public WasmInstance instantiate(
      Limits limits,
      WasiAccess wasi,
      GuestImports guestImports,
      HostFunctions host,
      CancelSignal signal) {
    Code current = code;
    if (current == null) {
      throw new UdfException(UdfError.INTERNAL, "the module is closed");
    }
    return EndiveInstance.start(
        imports -> instantiate(current, imports),
        current.functions(),
        outline,
        faults,
        limits,
        wasi,
        guestImports,
        host,
        signal);
  }

  private static Instance instantiate(Code code, ImportValues imports) {
    return Instance.builder(code.module())
        .withImportValues(imports)
        .withMemoryFactory(ByteArrayMemory::new)
        .withTableFactory(EndiveModule::newTable)
        .withMachineFactory(code.machines())
        // Or else an export named _start would run.
        .withStart(false)
        .build();
  }

  /**
   * A table with limits of its own. Endive writes the grown size into the limits it was given, and
   * those belong to the module: every later instance would begin with the grown table.
   */
  private static TableInstance newTable(Table declared, int initial) {
    TableLimits limits = declared.limits();
    TableLimits own = new TableLimits(limits.min(), limits.max(), limits.shared());
    return new TableInstance(
        new Table(declared.elementType(), own, declared.initialize()), initial);
  }

  @Override
  public void close() {
    code = null;
  }
}
