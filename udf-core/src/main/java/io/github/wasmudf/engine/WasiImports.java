package io.github.wasmudf.engine;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.ModuleOutline.Import;
import io.github.wasmudf.engine.ModuleOutline.Kind;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a guest may import: the functions of {@code wasi_snapshot_preview1}, and nothing else. */
public final class WasiImports {
  /** The import module of WASI's functions. */
  public static final String MODULE = "wasi_snapshot_preview1";

  private WasiImports() {}

  /**
   * Refuses a guest that imports anything else, or a WASI function with another type.
   *
   * @throws UdfException {@code BAD_IMPORT}, naming the first such import
   */
  public static void require(ModuleOutline guest) {
    guest.imports().forEach(WasiImports::requireKnown);
  }

  /** Whether a guest imports that WASI function. */
  public static boolean uses(ModuleOutline guest, String function) {
    return guest.imports().stream()
        .anyMatch(i -> i.module().equals(MODULE) && i.name().equals(function));
  }

  private static void requireKnown(Import wanted) {
    if (wanted.kind() != Kind.FUNCTION) {
      String kind = wanted.kind().name().toLowerCase(Locale.ROOT);
      throw bad("it imports the " + kind + " " + nameOf(wanted) + ", but must bring its own");
    }
    FunctionType known = typeOf(wanted);
    if (known == null) {
      throw bad("unknown import " + nameOf(wanted) + " of type " + typeText(wanted));
    }
    if (!known.equals(wanted.type())) {
      throw bad("import " + nameOf(wanted) + " has type " + typeText(wanted) + ", not " + known);
    }
  }

  /** The trampolines export each function under its name and with its type; nothing else does. */
  private static @Nullable FunctionType typeOf(Import wanted) {
    return wanted.module().equals(MODULE)
        ? CompanionModule.WASI_TRAMPOLINES.image().outline().function(wanted.name())
        : null;
  }

  private static String nameOf(Import wanted) {
    return wanted.module() + "." + wanted.name();
  }

  private static String typeText(Import wanted) {
    return wanted.type() == null ? "unknown" : wanted.type().toString();
  }

  private static UdfException bad(String what) {
    return new UdfException(UdfError.BAD_IMPORT, what);
  }
}
