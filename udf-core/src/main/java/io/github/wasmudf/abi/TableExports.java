package io.github.wasmudf.abi;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.BytesProtocol;
import io.github.wasmudf.engine.BytesProtocol.Form;
import io.github.wasmudf.engine.ModuleOutline;
import io.github.wasmudf.engine.ModuleOutline.Export;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The three exports of one table function, whose names begin alike: {@code series_open}, {@code
 * series_next}, {@code series_close}. Immutable, and the same for all instances.
 *
 * @param prefix such as {@code "series"}
 * @param open takes the call's input and answers a cursor, the four bytes of a number above 0
 * @param next the next rows of a cursor; a refusal is the end
 * @param close ends a cursor
 */
public record TableExports(
    String prefix, PluginExport open, PluginExport next, PluginExport close) {
  /** What most modules with one table function call it. */
  public static final String USUAL = "table";

  private static final String OPEN = "_open";

  private static final List<Part> PARTS =
      List.of(
          new Part(OPEN, Form.TO_NUMBER),
          new Part("_next", Form.OF_STATE),
          new Part("_close", Form.END_STATE));

  private record Part(String suffix, Form form) {}

  /** The prefixes of all table functions that a module has, in the order of its exports. */
  static List<String> prefixes(ModuleOutline outline) {
    return outline.exports().stream()
        .map(Export::name)
        .filter(name -> name.endsWith(OPEN))
        .map(name -> name.substring(0, name.length() - OPEN.length()))
        .filter(prefix -> missing(outline, prefix).isEmpty())
        .toList();
  }

  /** Whether a module has one of the exports, so that its author meant to have all. */
  static boolean isMeant(ModuleOutline outline, String prefix) {
    return PARTS.stream().anyMatch(part -> outline.function(prefix + part.suffix()) != null);
  }

  /** What a module lacks of a table function, in words for its author. */
  static List<String> missing(ModuleOutline outline, String prefix) {
    List<String> missing = new ArrayList<>();
    for (Part part : PARTS) {
      TransformAbi.require(missing, outline, prefix + part.suffix(), part.form().type());
    }
    return missing;
  }

  /**
   * The table function of a prefix, or null where the module has none of its exports.
   *
   * @throws UdfException {@code NOT_FOUND} that says what is missing, where it has some of them
   */
  static @Nullable TableExports of(
      ModuleOutline outline, String prefix, String allocate, @Nullable String release) {
    if (!isMeant(outline, prefix)) {
      return null;
    }
    List<String> missing = missing(outline, prefix);
    if (!missing.isEmpty()) {
      throw new UdfException(
          UdfError.NOT_FOUND,
          "no table function \"" + prefix + "\": " + String.join(", ", missing));
    }
    List<PluginExport> parts = new ArrayList<>();
    for (Part part : PARTS) {
      String used = part.form() == Form.TO_NUMBER ? release : null;
      parts.add(
          new TransformExport(
              new BytesProtocol(allocate, prefix + part.suffix(), used, part.form())));
    }
    return new TableExports(prefix, parts.get(0), parts.get(1), parts.get(2));
  }
}
