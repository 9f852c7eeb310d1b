package io.github.wasmudf.abi;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.BytesCall;
import io.github.wasmudf.engine.FunctionType;
import io.github.wasmudf.engine.ImportOffers;
import io.github.wasmudf.engine.ModuleOutline;
import io.github.wasmudf.engine.ModuleOutline.Export;
import io.github.wasmudf.engine.NumberLoop;
import io.github.wasmudf.engine.WasmInstance;
import java.util.List;
import java.util.Objects;

/**
 * Modules whose exports are functions over numbers, each of them one that SQL can call. What the
 * numbers mean is nobody's contract, so a module is one of these only when it is of no other ABI.
 */
final class TypedAbi implements PluginAbi {
  private static final String INITIALIZE = "_initialize";
  private static final FunctionType NOTHING = FunctionType.of("() -> ()");

  @Override
  public String name() {
    return "typed";
  }

  @Override
  public List<String> missing(ModuleOutline outline) {
    boolean any =
        outline.exports().stream()
            .map(Export::type)
            .filter(Objects::nonNull)
            .anyMatch(NumberLoop::fits);
    return any ? List.of() : List.of("an exported function from numbers to numbers is missing");
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
  public void initialize(ModuleOutline outline, WasmInstance instance, PluginContext context) {
    if (NOTHING.equals(outline.function(INITIALIZE))) {
      instance.call(INITIALIZE);
    }
  }

  @Override
  public PluginDescription describe(
      ModuleOutline outline, WasmInstance instance, PluginContext context) {
    return PluginDescription.NONE;
  }

  @Override
  public PluginExport mainExport(ModuleOutline outline) {
    throw new UdfException(
        UdfError.NOT_FOUND, "its exports are over numbers; it takes neither text nor bytes");
  }

  @Override
  public PluginExport export(ModuleOutline outline, String name) {
    return mainExport(outline);
  }

  /** Never called: there is no export to bind. */
  @Override
  public BytesCall bind(PluginExport export, WasmInstance instance, PluginContext context) {
    throw new IllegalArgumentException(export.name());
  }
}
