package io.github.wasmudf.engine.endive;

import static io.github.wasmudf.engine.CompanionModule.CONTROL;
import static io.github.wasmudf.engine.CompanionModule.WASI;
import static io.github.wasmudf.engine.CompanionModule.WASI_TRAMPOLINES;
import static io.github.wasmudf.engine.ControlLayout.*;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.ModuleOutline;
import io.github.wasmudf.engine.WasiAccess;
import io.github.wasmudf.engine.WasiImports;
import io.github.wasmudf.host.GuestOutput;
import java.security.SecureRandom;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.ImportFunction;
import run.endive.runtime.ImportMemory;
import run.endive.runtime.ImportTable;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;
import run.endive.runtime.TableInstance;

/**
 * The locked-down WASI of our companion modules beside one guest; {@code control.wat} says what
 * lies where in the control memory.
 */
final class EndiveWasi implements GuestSystem {
  private static final SecureRandom SEEDS = new SecureRandom();
  private static final long ORIGIN = System.nanoTime();

  private final ModuleOutline outline;
  private final GuestOutput output;
  private final boolean readsClock;
  private final Instance control;
  private final Memory controlMemory;

  /** Null once it is detached: its table leads to the guest's memory. */
  private volatile @Nullable Instance trampolines;

  private EndiveWasi(ModuleOutline outline, WasiAccess access) {
    this.outline = outline;
    this.output = access.output();
    this.readsClock = access.clock() && WasiImports.uses(outline, "clock_time_get");
    control = Companion.of(CONTROL).instantiate(ImportValues.empty());
    controlMemory = control.memory();
    controlMemory.writeI32(GRANTS, grants(access));
    if (access.random() && WasiImports.uses(outline, "random_get")) {
      byte[] seed = new byte[RANDOM_KEY_BYTES];
      SEEDS.nextBytes(seed);
      controlMemory.write(RANDOM_KEY, seed);
    }
    Companion code = Companion.of(WASI_TRAMPOLINES);
    trampolines =
        code.instantiate(
            ImportValues.builder().addFunction(code.importsFrom(CONTROL, control)).build());
  }

  /** What a guest finds that imports nothing but what {@link WasiImports} allows. */
  static GuestSystem open(ModuleOutline outline, WasiAccess access) {
    return outline.importsFrom(WasiImports.MODULE) ? new EndiveWasi(outline, access) : NONE;
  }

  @Override
  public ImportValues imports() {
    Instance target = Objects.requireNonNull(trampolines);
    return ImportValues.builder()
        .addFunction(
            outline.imports().stream()
                .map(
                    wanted ->
                        ImportFunction.exportAsImport(
                            wanted.module(), wanted.name(), target, wanted.name()))
                .toArray(ImportFunction[]::new))
        .build();
  }

  @Override
  public void attach(Instance guest, @Nullable Memory memory) {
    if (memory == null) {
      return;
    }
    // Its element segment puts its functions into the table through which the trampolines jump.
    Companion code = Companion.of(WASI);
    TableInstance table = Objects.requireNonNull(trampolines).exports().table("table");
    code.instantiate(
        ImportValues.builder()
            .addFunction(code.importsFrom(CONTROL, control))
            .addMemory(new ImportMemory("guest", "memory", memory))
            .addTable(new ImportTable(WASI_TRAMPOLINES.importName(), "table", table))
            .build());
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
    trampolines = null;
  }

  @Override
  public @Nullable UdfException endedBy() {
    if (controlMemory.readInt(EXITED) != 0) {
      return new UdfException(
          UdfError.TRAP, "the plugin called proc_exit(" + controlMemory.readInt(EXIT_CODE) + ")");
    }
    int denied = controlMemory.readInt(DENIED);
    return denied == 0
        ? null
        : new UdfException(
            UdfError.NOT_GRANTED,
            "the plugin used the capability " + capability(denied) + ", which it was not granted");
  }
}
