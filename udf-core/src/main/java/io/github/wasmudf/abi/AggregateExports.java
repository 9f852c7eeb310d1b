package io.github.wasmudf.abi;

import io.github.wasmudf.UdfException;
import io.github.wasmudf.abi.ExportFamily.Member;
import io.github.wasmudf.engine.BytesProtocol.Form;
import io.github.wasmudf.engine.FunctionType;
import io.github.wasmudf.engine.ModuleOutline;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The six exports of one aggregate, whose names begin alike: {@code hll_new}, {@code hll_add},
 * {@code hll_merge}, {@code hll_state}, {@code hll_result}, {@code hll_free}. Immutable, and the
 * same for all instances.
 *
 * @param prefix such as {@code "hll"}
 * @param create the export that makes a state, {@code () -> i32}; 0 is a refusal
 * @param add takes an input into a state
 * @param merge takes another state's bytes into a state
 * @param state the bytes of a state
 * @param result what a state comes to; a refusal is NULL
 * @param free ends a state
 */
public record AggregateExports(
    String prefix,
    String create,
    PluginExport add,
    PluginExport merge,
    PluginExport state,
    PluginExport result,
    PluginExport free) {
  /** What most modules with one aggregate call it. */
  public static final String USUAL = "agg";

  private static final String NEW = "_new";

  private static final ExportFamily FAMILY =
      new ExportFamily(
          "aggregate",
          List.of(
              new Member(NEW, FunctionType.of("() -> i32"), null),
              Member.of("_add", Form.INTO_STATE),
              Member.of("_merge", Form.INTO_STATE),
              Member.of("_state", Form.OF_STATE),
              Member.of("_result", Form.OF_STATE),
              Member.of("_free", Form.END_STATE)));

  /** The prefixes of all aggregates that a module has, in the order of its exports. */
  static List<String> prefixes(ModuleOutline outline) {
    return FAMILY.prefixes(outline);
  }

  /** Whether a module has one of the exports, so that its author meant to have all. */
  static boolean isMeant(ModuleOutline outline, String prefix) {
    return FAMILY.isMeant(outline, prefix);
  }

  /** What a module lacks of an aggregate, in words for its author. */
  static List<String> missing(ModuleOutline outline, String prefix) {
    return FAMILY.missing(outline, prefix);
  }

  /**
   * The aggregate of a prefix, or null where the module has none of its exports.
   *
   * @throws UdfException {@code NOT_FOUND} that says what is missing, where it has some of them
   */
  static @Nullable AggregateExports of(
      ModuleOutline outline, String prefix, String allocate, @Nullable String release) {
    List<PluginExport> parts = FAMILY.bound(outline, prefix, allocate, release);
    return parts == null
        ? null
        : new AggregateExports(
            prefix,
            prefix + NEW,
            parts.get(0),
            parts.get(1),
            parts.get(2),
            parts.get(3),
            parts.get(4));
  }
}
