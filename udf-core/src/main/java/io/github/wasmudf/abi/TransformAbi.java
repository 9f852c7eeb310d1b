package io.github.wasmudf.abi;

import static io.github.wasmudf.engine.ModuleOutline.Kind.MEMORY;

import io.github.wasmudf.engine.BytesCall;
import io.github.wasmudf.engine.BytesProtocol;
import io.github.wasmudf.engine.BytesProtocol.Form;
import io.github.wasmudf.engine.FunctionType;
import io.github.wasmudf.engine.ImportOffers;
import io.github.wasmudf.engine.ModuleOutline;
import io.github.wasmudf.engine.WasmInstance;
import io.github.wasmudf.host.UntrustedReader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The native contract ({@code abis.md} 1, that of rs3gw): {@code memory}, {@code alloc} and {@code
 * transform}; optional {@code dealloc}, {@code _initialize}, {@code plugin_version}, {@code
 * plugin_name} and {@code plugin_description}. A module may have {@link AggregateExports} and
 * {@link TableExports} beside {@code transform}, or in its place. The variants of {@code abis.md}
 * 1.4 are told by their names and types; any other function of one of the types can be called by
 * its name.
 */
final class TransformAbi implements PluginAbi {
  private static final String TRANSFORM = "transform";
  private static final String WITH_LENGTH = "transform_with_length";
  private static final String WITH_PARAMETERS = "transform_with_params";
  private static final List<String> ALLOCATE_NAMES = List.of("alloc", "allocate", "malloc");
  private static final List<String> RELEASE_NAMES = List.of("dealloc", "deallocate");
  private static final String INITIALIZE = "_initialize";
  private static final FunctionType ALLOCATE = FunctionType.of("(i32) -> i32");
  private static final FunctionType TO_PACKED = FunctionType.of("() -> i64");
  private static final FunctionType TO_NUMBER = FunctionType.of("() -> i32");
  private static final FunctionType NOTHING = FunctionType.of("() -> ()");
  private static final FunctionType RELEASE = FunctionType.of("(i32, i32) -> ()");

  /** A name or a description longer than this is cut by nobody: it is refused. */
  private static final int MAX_TEXT_BYTES = 4_096;

  @Override
  public String name() {
    return "transform";
  }

  @Override
  public List<String> missing(ModuleOutline outline) {
    List<String> missing = new ArrayList<>();
    if (!outline.exports("memory", MEMORY)) {
      missing.add("the export \"memory\" is missing");
    }
    if (first(outline, ALLOCATE_NAMES, ALLOCATE) == null) {
      require(missing, outline, "alloc", ALLOCATE);
    }
    if (mainForm(outline) == null
        && AggregateExports.prefixes(outline).isEmpty()
        && TableExports.prefixes(outline).isEmpty()) {
      missing.addAll(missingFunction(outline));
    }
    return missing;
  }

  private static List<String> missingFunction(ModuleOutline outline) {
    if (AggregateExports.isMeant(outline, AggregateExports.USUAL)) {
      return AggregateExports.missing(outline, AggregateExports.USUAL);
    }
    if (TableExports.isMeant(outline, TableExports.USUAL)) {
      return TableExports.missing(outline, TableExports.USUAL);
    }
    List<String> missing = new ArrayList<>();
    require(missing, outline, TRANSFORM, Form.POINTER_HIGH.type());
    return missing;
  }

  static void require(List<String> missing, ModuleOutline outline, String name, FunctionType type) {
    FunctionType found = outline.function(name);
    if (found == null) {
      missing.add("the function \"" + name + "\" " + type + " is missing");
    } else if (!found.equals(type)) {
      missing.add("the function \"" + name + "\" has type " + found + " instead of " + type);
    }
  }

  private static @Nullable String first(
      ModuleOutline outline, List<String> names, FunctionType type) {
    return names.stream()
        .filter(name -> type.equals(outline.function(name)))
        .findFirst()
        .orElse(null);
  }

  /** The first of the known names whose function has the type that goes with it. */
  private static @Nullable String mainForm(ModuleOutline outline) {
    return Stream.of(TRANSFORM, WITH_LENGTH, WITH_PARAMETERS)
        .filter(name -> form(outline, name) != null)
        .findFirst()
        .orElse(null);
  }

  /** What the type of an export, and where the type leaves it open its name, says of its form. */
  private static @Nullable Form form(ModuleOutline outline, String name) {
    FunctionType type = outline.function(name);
    if (Form.WITH_PARAMETERS.type().equals(type)) {
      return name.equals(TRANSFORM) ? null : Form.WITH_PARAMETERS;
    }
    if (!Form.POINTER_HIGH.type().equals(type)) {
      return null;
    }
    return name.equals(WITH_LENGTH) ? Form.LENGTH_HIGH : Form.POINTER_HIGH;
  }

  @Override
  public boolean isRepeatable() {
    return true;
  }

  @Override
  public ImportOffers imports() {
    return ImportOffers.NONE;
  }

  @Override
  public PluginExport mainExport(ModuleOutline outline) {
    String name = mainForm(outline);
    return export(outline, name == null ? TRANSFORM : name);
  }

  @Override
  public PluginExport export(ModuleOutline outline, String name) {
    Form form = form(outline, name);
    if (form == null) {
      throw ExportNames.unknown(outline, name, export -> form(outline, export) != null);
    }
    return new TransformExport(
        new BytesProtocol(allocate(outline), name, first(outline, RELEASE_NAMES, RELEASE), form));
  }

  private static String allocate(ModuleOutline outline) {
    String allocate = first(outline, ALLOCATE_NAMES, ALLOCATE);
    return allocate == null ? "alloc" : allocate;
  }

  @Override
  public @Nullable AggregateExports aggregate(ModuleOutline outline, String prefix) {
    return AggregateExports.of(
        outline, prefix, allocate(outline), first(outline, RELEASE_NAMES, RELEASE));
  }

  @Override
  public List<String> aggregates(ModuleOutline outline) {
    return AggregateExports.prefixes(outline);
  }

  @Override
  public @Nullable TableExports table(ModuleOutline outline, String prefix) {
    return TableExports.of(
        outline, prefix, allocate(outline), first(outline, RELEASE_NAMES, RELEASE));
  }

  @Override
  public List<String> tables(ModuleOutline outline) {
    return TableExports.prefixes(outline);
  }

  @Override
  public void initialize(ModuleOutline outline, WasmInstance instance, PluginContext context) {
    if (NOTHING.equals(outline.function(INITIALIZE))) {
      instance.call(INITIALIZE);
    }
  }

  @Override
  public PluginDescription describe(
      ModuleOutline outline, WasmInstance instance, PluginContext context) {
    String version =
        TO_NUMBER.equals(outline.function("plugin_version"))
            ? Long.toString(instance.call("plugin_version") & 0xffff_ffffL)
            : null;
    return new PluginDescription(
        text(outline, instance, "plugin_name"),
        version,
        text(outline, instance, "plugin_description"));
  }

  private static @Nullable String text(
      ModuleOutline outline, WasmInstance instance, String export) {
    if (!TO_PACKED.equals(outline.function(export))) {
      return null;
    }
    long packed = instance.call(export);
    if (packed == 0) {
      return null;
    }
    UntrustedReader.requireResult(packed, instance.memoryBytes(), MAX_TEXT_BYTES);
    byte[] bytes =
        instance.read(UntrustedReader.pointerOf(packed), UntrustedReader.lengthOf(packed));
    return UntrustedReader.text(export, bytes);
  }

  @Override
  public BytesCall bind(PluginExport export, WasmInstance instance, PluginContext context) {
    return instance.bind(((TransformExport) export).protocol());
  }
}
