package io.github.wasmudf.engine.endive;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.ModuleOutline;
import io.github.wasmudf.engine.ModuleOutline.Import;
import java.util.Locale;

/** Refuses the imports that nobody provides, before Endive looks at them. */
final class EndiveImports {
  private EndiveImports() {}

  static void requireLinkable(ModuleOutline outline) {
    for (Import wanted : outline.imports()) {
      throw new UdfException(
          UdfError.BAD_IMPORT,
          "the module imports the %s %s.%s%s, which is not provided"
              .formatted(
                  wanted.kind().name().toLowerCase(Locale.ROOT),
                  wanted.module(),
                  wanted.name(),
                  wanted.type() == null ? "" : " " + wanted.type()));
    }
  }
}
