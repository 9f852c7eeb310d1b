package io.github.wasmudf.engine;

import io.github.wasmudf.engine.ModuleOutline.Import;

/** The functions of {@code wasi_snapshot_preview1}, which every guest may import. */
public final class WasiImports {
  /** The import module of WASI's functions. */
  public static final String MODULE = "wasi_snapshot_preview1";

  private WasiImports() {}

  /** Whether it is a function of WASI and has its type. */
  public static boolean isTyped(Import wanted) {
    FunctionType known = CompanionModule.WASI_TRAMPOLINES.image().outline().function(wanted.name());
    return wanted.module().equals(MODULE) && known != null && known.equals(wanted.type());
  }

  /** Whether a guest imports that WASI function. */
  public static boolean uses(ModuleOutline guest, String function) {
    return guest.imports().stream()
        .anyMatch(i -> i.module().equals(MODULE) && i.name().equals(function));
  }
}
