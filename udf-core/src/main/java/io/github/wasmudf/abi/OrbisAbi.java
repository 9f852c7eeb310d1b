package io.github.wasmudf.abi;

import static io.github.wasmudf.engine.ModuleOutline.Kind.MEMORY;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.abi.OrbisExport.Form;
import io.github.wasmudf.catalog.Route;
import io.github.wasmudf.engine.BytesCall;
import io.github.wasmudf.engine.FunctionType;
import io.github.wasmudf.engine.HostFunctions;
import io.github.wasmudf.engine.ImportOffers;
import io.github.wasmudf.engine.ModuleOutline;
import io.github.wasmudf.engine.WasmInstance;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Plugins of Orbis ({@code abis.md} 2), of both generations: handlers that take a request as JSON
 * and answer JSON, with a beginning and an end.
 */
final class OrbisAbi implements PluginAbi {
  private static final String INIT = "init";
  private static final String CLEANUP = "cleanup";
  private static final FunctionType TO_CODE = FunctionType.of("() -> i32");
  private static final int MOST_TEXT_CHARS = 4_096;
  private static final FunctionType NOTHING = FunctionType.of("() -> ()");

  @Override
  public String name() {
    return "orbis";
  }

  @Override
  public List<String> missing(ModuleOutline outline) {
    boolean asksOrbis = outline.imports().stream().anyMatch(i -> OrbisImport.of(i) != null);
    return missing(outline, !asksOrbis);
  }

  /** Then nothing need tell that it is one: beginning and end may be missing, and imports, too. */
  @Override
  public List<String> missingWhereNamed(ModuleOutline outline) {
    return missing(outline, false);
  }

  private static List<String> missing(ModuleOutline outline, boolean needsInit) {
    List<String> missing = new ArrayList<>();
    if (!outline.exports("memory", MEMORY)) {
      missing.add("the export \"memory\" is missing");
    }
    if (needsInit && !TO_CODE.equals(outline.function(INIT))) {
      missing.add("the function \"" + INIT + "\" " + TO_CODE + " is missing");
    }
    if (main(outline).isEmpty()) {
      missing.add("a handler (i32, i32) -> i32 is missing");
    }
    return missing;
  }

  /** The handlers; of a plugin that has none what it does without a request. */
  private static List<String> main(ModuleOutline outline) {
    List<String> handlers = ExportNames.all(outline, name -> isHandler(outline, name));
    return handlers.isEmpty()
        ? ExportNames.all(outline, name -> Form.of(outline, name) == Form.CODE)
        : handlers;
  }

  private static boolean isHandler(ModuleOutline outline, String name) {
    Form form = Form.of(outline, name);
    return form != null && form.isHandler();
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
            .map(OrbisImport::of)
            .anyMatch(found -> found != null && found.isLater());
  }

  @Override
  public void cleanUp(WasmInstance instance) {
    OrbisHost host = (OrbisHost) instance.host();
    if (host.cleansUp()) {
      host.end();
      instance.call(CLEANUP);
    }
  }

  /** What its own manifest says, where an export tells it: nothing depends on that. */
  @Override
  public PluginDescription describe(
      ModuleOutline outline, WasmInstance instance, PluginContext context) {
    OrbisExport manifest = OrbisExport.manifest(outline);
    if (manifest == null) {
      return PluginDescription.NONE;
    }
    JsonNode told;
    try {
      told = new OrbisCall(instance, context, manifest).told();
    } catch (UdfException unreadable) {
      if (unreadable.error() != UdfError.BAD_RESULT) {
        throw unreadable;
      }
      return PluginDescription.NONE;
    }
    return new PluginDescription(
        shortText(told.path("name")),
        shortText(told.path("version")),
        shortText(told.path("description")));
  }

  private static @Nullable String shortText(JsonNode value) {
    String text = value.textValue();
    return text == null || text.length() > MOST_TEXT_CHARS ? null : text;
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
    List<String> all = main(outline);
    if (all.size() != 1) {
      throw new UdfException(
          UdfError.NOT_FOUND,
          "WASM_CALL must say which handler is meant; " + ExportNames.those(all));
    }
    return of(outline, all.get(0), "POST", "/" + all.get(0), rows);
  }

  @Override
  public PluginExport export(ModuleOutline outline, String name) {
    if (Form.of(outline, name) == null) {
      throw ExportNames.unknown(outline, name, each -> Form.of(outline, each) != null);
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
    Form form = Objects.requireNonNull(Form.of(outline, name));
    return new OrbisExport(name, method, path, form, rows);
  }

  @Override
  public BytesCall bind(PluginExport export, WasmInstance instance, PluginContext context) {
    return new OrbisCall(instance, context, (OrbisExport) export);
  }
}
