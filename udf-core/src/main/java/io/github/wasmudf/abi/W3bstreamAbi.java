package io.github.wasmudf.abi;

import static io.github.wasmudf.engine.ModuleOutline.Kind.MEMORY;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.BytesCall;
import io.github.wasmudf.engine.FunctionType;
import io.github.wasmudf.engine.HostFunctions;
import io.github.wasmudf.engine.ImportOffers;
import io.github.wasmudf.engine.ModuleOutline;
import io.github.wasmudf.engine.WasmInstance;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Guests of w3bstream ({@code abis.md} 3): handlers {@code (i32 resource) -> i32}, of which the
 * usual one is {@code start}, that fetch their input and leave their output through imports.
 */
final class W3bstreamAbi implements PluginAbi {
  private static final String START = "start";
  private static final FunctionType HANDLER = FunctionType.of("(i32) -> i32");
  private static final FunctionType FOLD = FunctionType.of("(i32, i32) -> i32");
  private static final FunctionType NOTHING = FunctionType.of("() -> ()");

  @Override
  public String name() {
    return "w3bstream";
  }

  @Override
  public List<String> missing(ModuleOutline outline) {
    List<String> missing = new ArrayList<>();
    if (outline.imports().stream().noneMatch(W3bFunction::isOwn)) {
      missing.add("an import such as \"ws_get_data\" from \"env\" is missing");
    }
    missing.addAll(missingWhereNamed(outline));
    return missing;
  }

  /** Then a handler may do without its host. */
  @Override
  public List<String> missingWhereNamed(ModuleOutline outline) {
    List<String> missing = new ArrayList<>();
    if (!outline.exports("memory", MEMORY)) {
      missing.add("the export \"memory\" is missing");
    }
    if (ExportNames.all(outline, name -> isHandler(outline, name)).isEmpty()
        && aggregates(outline).isEmpty()) {
      missing.add("a handler such as \"" + START + "\" " + HANDLER + " is missing");
    }
    return missing;
  }

  private static boolean isHandler(ModuleOutline outline, String name) {
    return HANDLER.equals(outline.function(name)) && !W3bAllocator.isNameOfOne(name);
  }

  @Override
  public boolean isRepeatable() {
    return false;
  }

  @Override
  public ImportOffers imports() {
    return W3bFunction::offer;
  }

  @Override
  public HostFunctions host(ModuleOutline outline, PluginContext context) {
    return new W3bHost(outline, context);
  }

  /** A handler's resources, and what it answers, are of one call. */
  @Override
  public boolean offersNumbers() {
    return false;
  }

  /** {@code _start} is not for us: it would run a program, and no host of w3bstream calls it. */
  @Override
  public void initialize(ModuleOutline outline, WasmInstance instance, PluginContext context) {
    if (NOTHING.equals(outline.function("__wasm_call_ctors"))) {
      instance.call("__wasm_call_ctors");
    } else if (NOTHING.equals(outline.function("_initialize"))) {
      instance.call("_initialize");
    }
  }

  @Override
  public PluginDescription describe(
      ModuleOutline outline, WasmInstance instance, PluginContext context) {
    return PluginDescription.NONE;
  }

  @Override
  public PluginExport mainExport(ModuleOutline outline) {
    List<String> handlers = ExportNames.all(outline, name -> isHandler(outline, name));
    if (!handlers.contains(START) && handlers.size() != 1) {
      throw new UdfException(
          UdfError.NOT_FOUND,
          "WASM_CALL must say which handler is meant; " + ExportNames.those(handlers));
    }
    return new W3bExport(handlers.contains(START) ? START : handlers.get(0), false);
  }

  @Override
  public PluginExport export(ModuleOutline outline, String name) {
    if (!isHandler(outline, name)) {
      throw ExportNames.unknown(outline, name, export -> isHandler(outline, export));
    }
    return new W3bExport(name, false);
  }

  @Override
  public @Nullable PluginExport fold(ModuleOutline outline, String name) {
    return folds(outline, name) ? new W3bExport(name, true) : null;
  }

  private static boolean folds(ModuleOutline outline, String name) {
    return FOLD.equals(outline.function(name)) && !W3bAllocator.isNameOfOne(name);
  }

  @Override
  public List<String> aggregates(ModuleOutline outline) {
    return ExportNames.all(outline, name -> folds(outline, name));
  }

  @Override
  public BytesCall bind(PluginExport export, WasmInstance instance, PluginContext context) {
    return new W3bCall(instance, (W3bExport) export);
  }
}
