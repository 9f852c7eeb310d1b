package io.github.wasmudf.abi;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.abi.ExtismChange.Kind;
import io.github.wasmudf.engine.BytesCall;
import io.github.wasmudf.engine.CompanionModule;
import io.github.wasmudf.engine.FunctionType;
import io.github.wasmudf.engine.HostFunctions;
import io.github.wasmudf.engine.ImportOffers;
import io.github.wasmudf.engine.ModuleOutline;
import io.github.wasmudf.engine.ModuleOutline.Import;
import io.github.wasmudf.engine.WasmInstance;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Plugins of Extism ({@code abis.md} 4): exports without parameters, which find their input in the
 * kernel that they import from {@code extism:host/env}, and leave their output there.
 */
final class ExtismAbi implements PluginAbi {
  private static final String KERNEL = "extism:host/env";
  private static final FunctionType TO_CODE = FunctionType.of("() -> i32");
  private static final FunctionType NOTHING = FunctionType.of("() -> ()");
  private static final FunctionType WITH_ARGUMENTS = FunctionType.of("(i32, i32) -> ()");
  private static final byte[] NONE = {};

  /** Exports that begin or end a module's life. */
  private static final Set<String> LIFE =
      Set.of(
          "_start", "_initialize", "__wasm_call_ctors", "__wasm_call_dtors", "hs_init", "hs_exit");

  /** What TinyGo exports for its own scheduler begins so. */
  private static final String SCHEDULER = "asyncify_";

  /** What the companion has for other systems, under names that Extism does not know. */
  private static final Set<String> NOT_EXTISMS =
      Set.of("get_state", "set_state", "set_state_0", "send_output", "send_output_0");

  @Override
  public String name() {
    return "extism";
  }

  @Override
  public List<String> missing(ModuleOutline outline) {
    List<String> missing = new ArrayList<>();
    if (outline.imports().stream().noneMatch(ExtismAbi::isOfKernel)) {
      missing.add("an import from \"" + KERNEL + "\" is missing");
    }
    if (ExportNames.all(outline, name -> isCallable(outline, name)).isEmpty()) {
      missing.add("a function " + TO_CODE + " to call is missing");
    }
    return missing;
  }

  /** Requests alone say nothing: they are made from the kernel's memory. */
  private static boolean isOfKernel(Import wanted) {
    return wanted.module().equals(KERNEL) && ExtismImport.offer(wanted) == null;
  }

  private static boolean isCallable(ModuleOutline outline, String name) {
    FunctionType type = outline.function(name);
    return (TO_CODE.equals(type) || NOTHING.equals(type))
        && !LIFE.contains(name)
        && !name.startsWith(SCHEDULER);
  }

  @Override
  public boolean isRepeatable() {
    return false;
  }

  @Override
  public ImportOffers imports() {
    return ExtismAbi::offer;
  }

  @Override
  public HostFunctions host(ModuleOutline outline, PluginContext context) {
    return new ExtismHttp(context);
  }

  private static ImportOffers.@Nullable Offer offer(Import wanted) {
    ImportOffers.Offer ofHost = wanted.module().equals(KERNEL) ? ExtismImport.offer(wanted) : null;
    if (ofHost != null) {
      return ofHost;
    }
    CompanionModule kernel = CompanionModule.EXTISM;
    boolean known =
        wanted.module().equals(KERNEL)
            && !NOT_EXTISMS.contains(wanted.name())
            && kernel.image().outline().function(wanted.name()) != null;
    return known ? new ImportOffers.OfCompanion(kernel, wanted.name()) : null;
  }

  /** Haskell's runtime has a start of its own; other modules have one of the two. */
  @Override
  public void initialize(ModuleOutline outline, WasmInstance instance, PluginContext context) {
    boolean haskell = WITH_ARGUMENTS.equals(outline.function("hs_init"));
    if (!haskell && NOTHING.equals(outline.function("__wasm_call_ctors"))) {
      new ExtismCall(instance, "__wasm_call_ctors", context, Kind.VARIABLE).call(NONE, NONE);
    } else if (NOTHING.equals(outline.function("_initialize"))) {
      new ExtismCall(instance, "_initialize", context, Kind.VARIABLE).call(NONE, NONE);
    }
    if (haskell) {
      instance.call("hs_init", 0, 0);
    }
  }

  @Override
  public PluginDescription describe(
      ModuleOutline outline, WasmInstance instance, PluginContext context) {
    return PluginDescription.NONE;
  }

  @Override
  public PluginExport mainExport(ModuleOutline outline) {
    List<String> callable = ExportNames.all(outline, name -> isCallable(outline, name));
    List<String> obvious =
        callable.stream().filter(name -> TO_CODE.equals(outline.function(name))).toList();
    List<String> main = obvious.isEmpty() ? callable : obvious;
    if (main.size() != 1) {
      throw new UdfException(
          UdfError.NOT_FOUND,
          "WASM_CALL must say which export is meant; " + ExportNames.those(main));
    }
    return new ExtismExport(main.get(0));
  }

  @Override
  public PluginExport export(ModuleOutline outline, String name) {
    if (!isCallable(outline, name)) {
      throw ExportNames.unknown(outline, name, export -> isCallable(outline, export));
    }
    return new ExtismExport(name);
  }

  @Override
  public BytesCall bind(PluginExport export, WasmInstance instance, PluginContext context) {
    return new ExtismCall(instance, export.name(), context, Kind.VARIABLE);
  }
}
