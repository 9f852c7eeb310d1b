package io.github.wasmudf.engine.endive;

import static io.github.wasmudf.engine.CompanionModule.CONTROL;
import static io.github.wasmudf.engine.CompanionModule.WASI;
import static io.github.wasmudf.engine.CompanionModule.WASI_TRAMPOLINES;
import static io.github.wasmudf.engine.ControlLayout.*;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.CompanionModule;
import io.github.wasmudf.engine.FunctionType;
import io.github.wasmudf.engine.GuestImports;
import io.github.wasmudf.engine.ImportOffers.OfCompanion;
import io.github.wasmudf.engine.ImportOffers.OfHost;
import io.github.wasmudf.engine.ImportOffers.Offer;
import io.github.wasmudf.engine.ModuleOutline;
import io.github.wasmudf.engine.ModuleOutline.Import;
import io.github.wasmudf.engine.ValueType;
import io.github.wasmudf.engine.WasiAccess;
import io.github.wasmudf.engine.WasiImports;
import io.github.wasmudf.host.GuestOutput;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.HostFunction;
import run.endive.runtime.ImportFunction;
import run.endive.runtime.ImportMemory;
import run.endive.runtime.ImportTable;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;
import run.endive.runtime.TableInstance;
import run.endive.runtime.WasmFunctionHandle;
import run.endive.wasm.types.MemoryLimits;
import run.endive.wasm.types.ValType;

/**
 * Our companion modules beside one guest: a locked-down WASI, and what else it imports; {@code
 * control.wat} says what lies where in the control memory.
 */
final class CompanionSystem implements GuestSystem {
  private static final SecureRandom SEEDS = new SecureRandom();
  private static final long ORIGIN = System.nanoTime();

  /**
   * Nobody asks the control module for room here; a table of its 32,767 pages would cost 256 KB.
   */
  private static final MemoryLimits CONTROL_MEMORY = new MemoryLimits(3, 3);

  private final GuestImports imports;
  private final EndiveHost host;
  private final GuestOutput output;
  private final boolean readsClock;
  private final Instance control;
  private final Memory controlMemory;

  /** Null once it is detached: a table in them leads to the guest's memory. */
  private volatile @Nullable Map<CompanionModule, Instance> companions;

  private CompanionSystem(
      ModuleOutline outline,
      GuestImports imports,
      WasiAccess access,
      int memoryPages,
      EndiveHost host) {
    this.imports = imports;
    this.host = host;
    this.output = access.output();
    this.readsClock = access.clock() && WasiImports.uses(outline, "clock_time_get");
    control = Companion.of(CONTROL).instantiate(ImportValues.empty(), CONTROL_MEMORY);
    controlMemory = control.memory();
    controlMemory.writeI32(GRANTS, grants(access));
    if (access.random() && WasiImports.uses(outline, "random_get")) {
      byte[] seed = new byte[RANDOM_KEY_BYTES];
      SEEDS.nextBytes(seed);
      controlMemory.write(RANDOM_KEY, seed);
    }
    Map<CompanionModule, Instance> made = new EnumMap<>(CompanionModule.class);
    for (CompanionModule companion : imports.companions()) {
      Companion code = Companion.of(companion);
      made.put(
          companion,
          code.instantiate(
              ImportValues.builder().addFunction(code.importsFrom(CONTROL, control)).build(),
              new MemoryLimits(1, memoryPages)));
    }
    companions = made;
  }

  /**
   * What a guest finds behind its imports.
   *
   * @param memoryPages what a companion's memory may grow to
   * @param host for those imports that are the host's
   */
  static GuestSystem open(
      ModuleOutline outline,
      GuestImports imports,
      WasiAccess access,
      int memoryPages,
      EndiveHost host) {
    return imports.isEmpty()
        ? NONE
        : new CompanionSystem(outline, imports, access, memoryPages, host);
  }

  @Override
  public ImportValues imports() {
    ImportFunction[] functions = new ImportFunction[imports.bindings().size()];
    for (int i = 0; i < functions.length; i++) {
      functions[i] = function(i);
    }
    return ImportValues.builder().addFunction(functions).build();
  }

  private ImportFunction function(int position) {
    GuestImports.Binding binding = imports.bindings().get(position);
    Import wanted = binding.wanted();
    Offer offer = binding.offer();
    if (offer instanceof OfCompanion part) {
      Instance target =
          Objects.requireNonNull(
              Objects.requireNonNull(companions).get(part.companion()), "a companion");
      return ImportFunction.exportAsImport(wanted.module(), wanted.name(), target, part.export());
    }
    return new HostFunction(
        wanted.module(),
        wanted.name(),
        typeOf(Objects.requireNonNull(wanted.type())),
        offer instanceof OfHost ofHost
            ? hostFunction(ofHost.function(), wanted.type())
            : (instance, arguments) -> {
              throw imports.trapped(position);
            });
  }

  private WasmFunctionHandle hostFunction(int function, FunctionType type) {
    return type.results().isEmpty()
        ? (instance, arguments) -> {
          host.answer(function, arguments);
          return null;
        }
        : (instance, arguments) -> new long[] {host.answer(function, arguments)};
  }

  private static run.endive.wasm.types.FunctionType typeOf(FunctionType type) {
    return run.endive.wasm.types.FunctionType.of(
        valueTypes(type.parameters()), valueTypes(type.results()));
  }

  private static List<ValType> valueTypes(List<ValueType> types) {
    return types.stream().map(CompanionSystem::valueType).toList();
  }

  private static ValType valueType(ValueType type) {
    return switch (type) {
      case I64 -> ValType.I64;
      case F32 -> ValType.F32;
      case F64 -> ValType.F64;
      default -> ValType.I32;
    };
  }

  @Override
  public void attach(Instance guest, @Nullable Memory memory) {
    if (memory == null || !imports.uses(WASI_TRAMPOLINES)) {
      return;
    }
    // Its element segment puts its functions into the table through which the trampolines jump.
    Companion code = Companion.of(WASI);
    Instance trampolines = Objects.requireNonNull(companions).get(WASI_TRAMPOLINES);
    TableInstance table = Objects.requireNonNull(trampolines).exports().table("table");
    code.instantiate(
        ImportValues.builder()
            .addFunction(code.importsFrom(CONTROL, control))
            .addMemory(new ImportMemory("guest", "memory", memory))
            .addTable(new ImportTable(WASI_TRAMPOLINES.importName(), "table", table))
            .build(),
        CONTROL_MEMORY);
  }

  @Override
  public @Nullable Memory memory(CompanionModule companion) {
    Map<CompanionModule, Instance> present = companions;
    Instance instance = present == null ? null : present.get(companion);
    return instance == null ? null : instance.memory();
  }

  @Override
  public void beforeCall() {
    if (readsClock) {
      controlMemory.writeLong(REALTIME, System.currentTimeMillis() * 1_000_000);
      long monotonic = System.nanoTime() - ORIGIN;
      controlMemory.writeLong(MONOTONIC, Math.max(monotonic, controlMemory.readLong(MONOTONIC)));
    }
  }

  @Override
  public void afterCall() {
    int end = LOG + controlMemory.readInt(LOG_LENGTH);
    controlMemory.writeI32(LOG_LENGTH, 0);
    for (int at = LOG; at < end; ) {
      int length = controlMemory.readInt(at + 1);
      int from = at + LOG_HEADER_BYTES;
      output.write(controlMemory.read(at), controlMemory.readBytes(from, length));
      at = from + length;
    }
  }

  @Override
  public boolean isPrintingMuch() {
    return controlMemory.readInt(LOG_LENGTH) > LOG_BOUND;
  }

  @Override
  public void detach() {
    companions = null;
  }

  @Override
  public @Nullable UdfException endedBy() {
    if (controlMemory.readInt(EXITED) != 0) {
      return new UdfException(
          UdfError.TRAP, "the plugin called proc_exit(" + controlMemory.readInt(EXIT_CODE) + ")");
    }
    int denied = controlMemory.readInt(DENIED);
    return denied == 0 ? null : denial(denied, null);
  }

  @Override
  public boolean hasExitedWell() {
    return controlMemory.readInt(EXITED) != 0 && controlMemory.readInt(EXIT_CODE) == 0;
  }
}
