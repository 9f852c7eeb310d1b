package io.github.wasmudf.engine;

/** The functions of {@code wasi_snapshot_preview1}, which every guest may import. */
public final class WasiImports {
  /** The import module of WASI's functions. */
  public static final String MODULE = "wasi_snapshot_preview1";

  private WasiImports() {}

  /** Whether a guest imports that WASI function. */
  public static boolean uses(ModuleOutline guest, String function) {
    return guest.imports().stream()
        .anyMatch(i -> i.module().equals(MODULE) && i.name().equals(function));
  }
}
