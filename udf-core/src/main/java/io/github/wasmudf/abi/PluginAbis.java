package io.github.wasmudf.abi;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.ModuleOutline;
import io.github.wasmudf.engine.ModuleOutline.Export;
import io.github.wasmudf.engine.WasiImports;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Picks the one ABI that a module follows. */
public final class PluginAbis {
  private static final String AUTO = "auto";
  private static final PluginAbi TYPED = new TypedAbi();
  private static final ExtismAbi EXTISM = new ExtismAbi();

  /** Those that a module has to follow by name; {@link #TYPED} is what is left. */
  private static final List<PluginAbi> NAMED =
      List.of(
          new TransformAbi(), EXTISM, new ReflowAbi(EXTISM), new OrbisAbi(), new W3bstreamAbi());

  /**
   * A module that exports one of these, and fits no ABI that is about them, was meant for one: its
   * author wants to hear what it lacks.
   */
  private static final Set<String> NAMES_OF_OTHERS =
      Set.of(
          "transform",
          "alloc",
          "allocate",
          "malloc",
          "execute",
          "start",
          "describe",
          "agg_new",
          "table_open");

  private PluginAbis() {}

  /**
   * The ABI of a module: the one whose exports it has. Where several fit, its imports decide.
   *
   * @param choice {@code "auto"}, or the name of the one that it must be
   * @throws UdfException {@code UNKNOWN_ABI} that says, for each candidate, what is missing
   */
  public static PluginAbi detect(ModuleOutline outline, String choice) {
    List<PluginAbi> candidates = candidates(outline, choice);
    List<PluginAbi> fitting =
        candidates.stream().filter(abi -> missing(abi, outline, choice).isEmpty()).toList();
    if (fitting.isEmpty()) {
      throw new UdfException(
          UdfError.UNKNOWN_ABI,
          "a valid module, but not a plugin: " + whatIsMissing(candidates, outline, choice));
    }
    List<PluginAbi> special =
        fitting.stream().filter(abi -> !isLessThanAnother(abi, fitting)).toList();
    return special.size() == 1 ? special.get(0) : byImports(outline, special);
  }

  /** Whether another one says more of the module. */
  private static boolean isLessThanAnother(PluginAbi abi, List<PluginAbi> fitting) {
    return abi == TYPED
        ? fitting.size() > 1
        : fitting.stream().anyMatch(other -> abi.equals(other.refined()));
  }

  private static PluginAbi byImports(ModuleOutline outline, List<PluginAbi> fitting) {
    List<PluginAbi> providing = fitting.stream().filter(abi -> provides(abi, outline)).toList();
    if (providing.size() == 1) {
      return providing.get(0);
    }
    throw new UdfException(
        UdfError.UNKNOWN_ABI,
        "more than one ABI fits (" + names(fitting) + "); say which with option \"abi\"");
  }

  private static boolean provides(PluginAbi abi, ModuleOutline outline) {
    return outline.imports().stream()
        .allMatch(i -> i.module().equals(WasiImports.MODULE) || abi.imports().find(i) != null);
  }

  private static List<PluginAbi> candidates(ModuleOutline outline, String choice) {
    boolean mayBeTyped =
        choice.equals(TYPED.name())
            || outline.exports().stream().map(Export::name).noneMatch(NAMES_OF_OTHERS::contains);
    return Stream.concat(NAMED.stream(), mayBeTyped ? Stream.of(TYPED) : Stream.empty())
        .filter(abi -> choice.equals(AUTO) || abi.name().equals(choice))
        .toList();
  }

  private static List<String> missing(PluginAbi abi, ModuleOutline outline, String choice) {
    return choice.equals(AUTO) ? abi.missing(outline) : abi.missingWhereNamed(outline);
  }

  private static String whatIsMissing(
      List<PluginAbi> candidates, ModuleOutline outline, String choice) {
    return candidates.stream()
        .map(
            abi -> "for ABI " + abi.name() + " " + String.join(", ", missing(abi, outline, choice)))
        .collect(Collectors.joining("; "));
  }

  private static String names(List<PluginAbi> abis) {
    return abis.stream().map(PluginAbi::name).collect(Collectors.joining(", "));
  }
}
