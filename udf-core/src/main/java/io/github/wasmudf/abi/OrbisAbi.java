package io.github.wasmudf.abi;

import static io.github.wasmudf.engine.ModuleOutline.Kind.MEMORY;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.catalog.Route;
import io.github.wasmudf.engine.BytesCall;
import io.github.wasmudf.engine.FunctionType;
import io.github.wasmudf.engine.HostFunctions;
import io.github.wasmudf.engine.ImportOffers;
import io.github.wasmudf.engine.ModuleOutline;
import io.github.wasmudf.engine.WasmInstance;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Plugins of Orbis ({@code abis.md} 2), of both generations: handlers that take a request as JSON
 * and answer JSON, with a beginning and an end.
 */
final class OrbisAbi implements PluginAbi {
  private static final String INIT = "init";
  private static final String CLEANUP = "cleanup";
  private static final FunctionType TO_CODE = FunctionType.of("() -> i32");
  private static final FunctionType NOTHING = FunctionType.of("() -> ()");
  private static final FunctionType HANDLER = FunctionType.of("(i32, i32) -> i32");
  private static final FunctionType PACKED = FunctionType.of("(i32, i32) -> i64");

  /** What only the later generation exports or imports. */
  private static final Set<String> LATER_IMPORTS =
      Set.of("log", "state_get", "state_set", "state_remove", "get_config", "emit_event");

  @Override
  public String name() {
    return "orbis";
  }

  @Override
  public List<String> missing(ModuleOutline outline) {
    List<String> missing = new ArrayList<>();
    if (!outline.exports("memory", MEMORY)) {
      missing.add("the export \"memory\" is missing");
    }
    boolean asksOrbis = outline.imports().stream().anyMatch(i -> OrbisImport.of(i) != null);
    if (!TO_CODE.equals(outline.function(INIT)) && !asksOrbis) {
      missing.add("the function \"" + INIT + "\" " + TO_CODE + " is missing");
    }
    if (handlers(outline).isEmpty()) {
      missing.add("a handler " + HANDLER + " is missing");
    }
    return missing;
  }

  private static List<String> handlers(ModuleOutline outline) {
    return ExportNames.all(outline, name -> isHandler(outline, name));
  }

  private static boolean isHandler(ModuleOutline outline, String name) {
    FunctionType type = outline.function(name);
    return (HANDLER.equals(type) || (PACKED.equals(type) && !name.startsWith("transform")))
        && !OrbisMemory.isForMemory(name);
  }

  @Override
  public boolean isRepeatable() {
    return false;
  }

  @Override
  public ImportOffers imports() {
    return OrbisImport::offer;
  }

  @Override
  public HostFunctions host(ModuleOutline outline, PluginContext context) {
    FunctionType cleanup = outline.function(CLEANUP);
    return new OrbisHost(outline, context, TO_CODE.equals(cleanup) || NOTHING.equals(cleanup));
  }

  @Override
  public void initialize(ModuleOutline outline, WasmInstance instance, PluginContext context) {
    for (String constructor : List.of("_initialize", "__wasm_call_ctors")) {
      if (NOTHING.equals(outline.function(constructor))) {
        instance.call(constructor);
        break;
      }
    }
    if (!TO_CODE.equals(outline.function(INIT))) {
      return;
    }
    OrbisHost host = (OrbisHost) instance.host();
    host.begin();
    int code = (int) instance.call(INIT);
    if (code != (isLater(outline) ? 1 : 0)) {
      throw host.blamed(
          new UdfException(
              UdfError.REFUSED, "the plugin did not begin (init answered " + code + ")"));
    }
  }

  /** The two generations mean the opposite by a 0 of {@code init}. */
  private static boolean isLater(ModuleOutline outline) {
    return outline.function("allocate") != null
        || outline.imports().stream()
            .anyMatch(
                i ->
                    OrbisImport.of(i) != null
                        && (LATER_IMPORTS.contains(i.name())
                            || OrbisImport.of(i) == OrbisImport.DB_QUERY));
  }

  @Override
  public void cleanUp(WasmInstance instance) {
    OrbisHost host = (OrbisHost) instance.host();
    if (host.cleansUp()) {
      host.end();
      instance.call(CLEANUP);
    }
  }

  @Override
  public PluginDescription describe(
      ModuleOutline outline, WasmInstance instance, PluginContext context) {
    return PluginDescription.NONE;
  }

  @Override
  public PluginExport mainExport(ModuleOutline outline) {
    return main(outline, false);
  }

  @Override
  public PluginExport tableExport(ModuleOutline outline) {
    return main(outline, true);
  }

  private static PluginExport main(ModuleOutline outline, boolean rows) {
    List<String> all = handlers(outline);
    if (all.size() != 1) {
      throw new UdfException(
          UdfError.NOT_FOUND,
          "WASM_CALL must say which handler is meant; " + ExportNames.those(all));
    }
    return of(outline, all.get(0), "POST", "/" + all.get(0), rows);
  }

  @Override
  public PluginExport export(ModuleOutline outline, String name) {
    if (!isHandler(outline, name)) {
      throw ExportNames.unknown(outline, name, each -> isHandler(outline, each));
    }
    return of(outline, name, "POST", "/" + name, false);
  }

  @Override
  public PluginExport route(ModuleOutline outline, Route route, Route.Request request) {
    if (!isHandler(outline, route.handler())) {
      throw new UdfException(
          UdfError.NOT_FOUND,
          "Handler '"
              + route.handler()
              + "' "
              + (outline.function(route.handler()) == null ? "not found" : "has wrong signature"));
    }
    OrbisExport handler = of(outline, route.handler(), route.method(), route.path(), false);
    return request.isBare() ? handler : OrbisRouteExport.of(handler, request);
  }

  private static OrbisExport of(
      ModuleOutline outline, String name, String method, String path, boolean rows) {
    return new OrbisExport(name, method, path, PACKED.equals(outline.function(name)), rows);
  }

  @Override
  public BytesCall bind(PluginExport export, WasmInstance instance, PluginContext context) {
    return new OrbisCall(instance, context, (OrbisExport) export);
  }
}
