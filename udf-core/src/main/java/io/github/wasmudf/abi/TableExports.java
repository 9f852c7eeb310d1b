package io.github.wasmudf.abi;

import io.github.wasmudf.UdfException;
import io.github.wasmudf.abi.ExportFamily.Member;
import io.github.wasmudf.engine.BytesProtocol.Form;
import io.github.wasmudf.engine.ModuleOutline;
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

  private static final ExportFamily FAMILY =
      new ExportFamily(
          "table function",
          List.of(
              Member.of("_open", Form.TO_NUMBER),
              Member.of("_next", Form.OF_STATE),
              Member.of("_close", Form.END_STATE)));

  /** The prefixes of all table functions that a module has, in the order of its exports. */
  static List<String> prefixes(ModuleOutline outline) {
    return FAMILY.prefixes(outline);
  }

  /** Whether a module has one of the exports, so that its author meant to have all. */
  static boolean isMeant(ModuleOutline outline, String prefix) {
    return FAMILY.isMeant(outline, prefix);
  }

  /** What a module lacks of a table function, in words for its author. */
  static List<String> missing(ModuleOutline outline, String prefix) {
    return FAMILY.missing(outline, prefix);
  }

  /**
   * The table function of a prefix, or null where the module has none of its exports.
   *
   * @throws UdfException {@code NOT_FOUND} that says what is missing, where it has some of them
   */
  static @Nullable TableExports of(
      ModuleOutline outline, String prefix, String allocate, @Nullable String release) {
    List<PluginExport> parts = FAMILY.bound(outline, prefix, allocate, release);
    return parts == null
        ? null
        : new TableExports(prefix, parts.get(0), parts.get(1), parts.get(2));
  }
}
