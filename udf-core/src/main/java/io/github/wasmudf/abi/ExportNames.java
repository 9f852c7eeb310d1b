package io.github.wasmudf.abi;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.ModuleOutline;
import io.github.wasmudf.engine.ModuleOutline.Export;
import io.github.wasmudf.engine.ModuleOutline.Kind;
import java.util.List;
import java.util.function.Predicate;

/** Words about the exports of a module that SQL may call. */
final class ExportNames {
  private static final int MOST_SHOWN = 20;

  private ExportNames() {}

  /** The error for a name that cannot be called. */
  static UdfException unknown(ModuleOutline outline, String name, Predicate<String> callable) {
    return new UdfException(
        UdfError.NOT_FOUND,
        "no export \"" + name + "\" that can be called; " + those(all(outline, callable)));
  }

  /** Those that can be called, in the module's order. */
  static List<String> all(ModuleOutline outline, Predicate<String> callable) {
    return outline.exports().stream()
        .filter(export -> export.kind() == Kind.FUNCTION)
        .map(Export::name)
        .filter(callable)
        .toList();
  }

  /** Such as {@code "there are a, b"}. */
  static String those(List<String> names) {
    if (names.isEmpty()) {
      return "there is none";
    }
    String shown = String.join(", ", names.subList(0, Math.min(names.size(), MOST_SHOWN)));
    return "there are " + shown + (names.size() > MOST_SHOWN ? " and more" : "");
  }
}
