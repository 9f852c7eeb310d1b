package io.github.wasmudf.engine.endive;

import io.github.wasmudf.engine.ModuleOutline;
import io.github.wasmudf.engine.ModuleOutline.Export;
import io.github.wasmudf.engine.ModuleOutline.Kind;
import org.jspecify.annotations.Nullable;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.NameCustomSection;

/** Finds the names of a module's functions, in particular of the one that threw. */
final class GuestFunctionNames {
  /** What the generated classes' names begin with; tells a guest's frames from all others. */
  static final String CLASS_NAME = "io.github.wasmudf.guest.Module";

  /** What the methods are called that are made of functions; the index follows. */
  static final String METHOD_PREFIX = "func_";

  private final ModuleOutline outline;
  private final @Nullable NameCustomSection names;

  GuestFunctionNames(ModuleOutline outline, WasmModule module) {
    this.outline = outline;
    this.names = module.nameSection();
  }

  /** The guest's function that threw, or null when none can be told. */
  @Nullable String innermost(Throwable thrown) {
    // Some exceptions were made further out, and what caused them happened further in.
    Throwable cause = thrown.getCause();
    String inner = cause == null || cause == thrown ? null : innermost(cause);
    return inner == null ? innermostFrame(thrown) : inner;
  }

  private @Nullable String innermostFrame(Throwable thrown) {
    for (StackTraceElement frame : thrown.getStackTrace()) {
      if (frame.getClassName().startsWith(CLASS_NAME)
          && frame.getMethodName().startsWith(METHOD_PREFIX)) {
        return nameOf(indexOf(frame.getMethodName()));
      }
    }
    return null;
  }

  /** The index of the function that such a method is made of. */
  static int indexOf(String method) {
    return Integer.parseInt(method.substring(METHOD_PREFIX.length()));
  }

  /** The name section's word, or else an export's, or else the index. */
  String nameOf(int index) {
    String name = names == null ? null : names.nameOfFunction(index);
    if (name != null && !name.isEmpty()) {
      return name;
    }
    for (Export export : outline.exports()) {
      if (export.kind() == Kind.FUNCTION && export.index() == index) {
        return export.name();
      }
    }
    return "#" + index;
  }
}
