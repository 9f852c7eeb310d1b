package io.github.wasmudf.abi;

import static io.github.wasmudf.engine.ModuleOutline.Kind.MEMORY;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.BytesProtocol;
import io.github.wasmudf.engine.FunctionType;
import io.github.wasmudf.engine.ModuleOutline;
import io.github.wasmudf.engine.WasmInstance;
import io.github.wasmudf.host.UntrustedReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The native contract ({@code abis.md} 1, that of rs3gw): {@code memory}, {@code alloc} and {@code
 * transform}; optional {@code dealloc}, {@code _initialize}, {@code plugin_version}, {@code
 * plugin_name} and {@code plugin_description}.
 */
final class TransformAbi implements PluginAbi {
  private static final String ALLOC = "alloc";
  private static final String TRANSFORM = "transform";
  private static final String DEALLOC = "dealloc";
  private static final String INITIALIZE = "_initialize";
  private static final FunctionType BYTES_TO_PACKED = FunctionType.of("(i32, i32) -> i64");
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
    require(missing, outline, ALLOC, FunctionType.of("(i32) -> i32"));
    require(missing, outline, TRANSFORM, BYTES_TO_PACKED);
    return missing;
  }

  @Override
  public String mainFunction() {
    return TRANSFORM;
  }

  @Override
  public void requireFunction(ModuleOutline outline, String export) {
    List<String> missing = new ArrayList<>();
    require(missing, outline, export, BYTES_TO_PACKED);
    if (!missing.isEmpty()) {
      throw new UdfException(UdfError.NOT_FOUND, missing.get(0));
    }
  }

  private static void require(
      List<String> missing, ModuleOutline outline, String name, FunctionType type) {
    FunctionType found = outline.function(name);
    if (found == null) {
      missing.add("the function \"" + name + "\" " + type + " is missing");
    } else if (!found.equals(type)) {
      missing.add("the function \"" + name + "\" has type " + found + " instead of " + type);
    }
  }

  @Override
  public void initialize(ModuleOutline outline, WasmInstance instance) {
    if (NOTHING.equals(outline.function(INITIALIZE))) {
      instance.call(INITIALIZE);
    }
  }

  @Override
  public PluginDescription describe(ModuleOutline outline, WasmInstance instance) {
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
  public PluginInstance bind(ModuleOutline outline, WasmInstance instance, long memoryLimit) {
    String release = RELEASE.equals(outline.function(DEALLOC)) ? DEALLOC : null;
    return new PluginInstance(instance, new BytesProtocol(ALLOC, TRANSFORM, release), memoryLimit);
  }
}
