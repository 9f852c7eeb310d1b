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
import org.jspecify.annotations.Nullable;

/**
 * Exports that belong together: their names begin alike, with a prefix that the module chooses, and
 * end as the members say. Immutable.
 *
 * @param what they make together, in words for an author
 * @param members the first of them tells the prefixes
 */
record ExportFamily(String what, List<Member> members) {
  /**
   * One of them.
   *
   * @param form null where it takes and answers no bytes
   */
  record Member(String suffix, FunctionType type, @Nullable Form form) {
    static Member of(String suffix, Form form) {
      return new Member(suffix, form.type(), form);
    }
  }

  /** The prefixes of all complete families of a module, in the order of its exports. */
  List<String> prefixes(ModuleOutline outline) {
    String first = members.get(0).suffix();
    return outline.exports().stream()
        .map(Export::name)
        .filter(name -> name.endsWith(first))
        .map(name -> name.substring(0, name.length() - first.length()))
        .filter(prefix -> missing(outline, prefix).isEmpty())
        .toList();
  }

  /** Whether a module has one of the exports, so that its author meant to have all. */
  boolean isMeant(ModuleOutline outline, String prefix) {
    return members.stream().anyMatch(member -> outline.function(prefix + member.suffix()) != null);
  }

  /** What a module lacks of them, in words for its author. */
  List<String> missing(ModuleOutline outline, String prefix) {
    List<String> missing = new ArrayList<>();
    for (Member member : members) {
      TransformAbi.require(missing, outline, prefix + member.suffix(), member.type());
    }
    return missing;
  }

  /**
   * Those that take or answer bytes, in the order of the members; null where the module has none of
   * the family.
   *
   * @throws UdfException {@code NOT_FOUND} that says what is missing, where it has some of them
   */
  @Nullable List<PluginExport> bound(
      ModuleOutline outline, String prefix, String allocate, @Nullable String release) {
    if (!isMeant(outline, prefix)) {
      return null;
    }
    List<String> missing = missing(outline, prefix);
    if (!missing.isEmpty()) {
      throw new UdfException(
          UdfError.NOT_FOUND, "no " + what + " \"" + prefix + "\": " + String.join(", ", missing));
    }
    List<PluginExport> bound = new ArrayList<>();
    for (Member member : members) {
      Form form = member.form();
      if (form != null) {
        String used = takesInput(form) ? release : null;
        bound.add(
            new TransformExport(new BytesProtocol(allocate, prefix + member.suffix(), used, form)));
      }
    }
    return bound;
  }

  private static boolean takesInput(Form form) {
    return form != Form.OF_STATE && form != Form.END_STATE;
  }
}
