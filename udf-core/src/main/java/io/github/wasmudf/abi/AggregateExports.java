package io.github.wasmudf.abi;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.BytesProtocol;
import io.github.wasmudf.engine.BytesProtocol.Form;
import io.github.wasmudf.engine.FunctionType;
import io.github.wasmudf.engine.ModuleOutline;
import io.github.wasmudf.engine.ModuleOutline.Export;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
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
  private static final FunctionType CREATE = FunctionType.of("() -> i32");

  /** The names behind the prefix, but for that which creates. */
  private static final List<Part> PARTS =
      List.of(
          new Part("_add", Form.INTO_STATE),
          new Part("_merge", Form.INTO_STATE),
          new Part("_state", Form.OF_STATE),
          new Part("_result", Form.OF_STATE),
          new Part("_free", Form.END_STATE));

  private record Part(String suffix, Form form) {}

  /** The prefixes of all aggregates that a module has, in the order of its exports. */
  static List<String> prefixes(ModuleOutline outline) {
    return outline.exports().stream()
        .map(Export::name)
        .filter(name -> name.endsWith(NEW))
        .map(name -> name.substring(0, name.length() - NEW.length()))
        .filter(prefix -> missing(outline, prefix).isEmpty())
        .toList();
  }

  /** Whether a module has one of the exports, so that its author meant to have all. */
  static boolean isMeant(ModuleOutline outline, String prefix) {
    return names(prefix).anyMatch(name -> outline.function(name) != null);
  }

  private static Stream<String> names(String prefix) {
    return Stream.concat(Stream.of(NEW), PARTS.stream().map(Part::suffix))
        .map(suffix -> prefix + suffix);
  }

  /** What a module lacks of an aggregate, in words for its author. */
  static List<String> missing(ModuleOutline outline, String prefix) {
    List<String> missing = new ArrayList<>();
    TransformAbi.require(missing, outline, prefix + NEW, CREATE);
    for (Part part : PARTS) {
      TransformAbi.require(missing, outline, prefix + part.suffix(), part.form().type());
    }
    return missing;
  }

  /**
   * The aggregate of a prefix, or null where the module has none of its exports.
   *
   * @throws UdfException {@code NOT_FOUND} that says what is missing, where it has some of them
   */
  static @Nullable AggregateExports of(
      ModuleOutline outline, String prefix, String allocate, @Nullable String release) {
    if (!isMeant(outline, prefix)) {
      return null;
    }
    List<String> missing = missing(outline, prefix);
    if (!missing.isEmpty()) {
      throw new UdfException(
          UdfError.NOT_FOUND, "no aggregate \"" + prefix + "\": " + String.join(", ", missing));
    }
    List<PluginExport> parts = new ArrayList<>();
    for (Part part : PARTS) {
      String used = part.form() == Form.INTO_STATE ? release : null;
      parts.add(
          new TransformExport(
              new BytesProtocol(allocate, prefix + part.suffix(), used, part.form())));
    }
    return new AggregateExports(
        prefix, prefix + NEW, parts.get(0), parts.get(1), parts.get(2), parts.get(3), parts.get(4));
  }
}
