package io.github.wasmudf.catalog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.wasmudf.Grants;
import io.github.wasmudf.Limits;
import io.github.wasmudf.Signature;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.ModuleImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which SQL functions the declarations of a plugin's version come to. Stateless. */
public final class FunctionDeclarations {
  private static final Set<String> OPTIONS =
      Set.of(
          "kind",
          "args",
          "returns",
          "columns",
          "deterministic",
          "on_null",
          "on_error",
          "encoding",
          "sensitive",
          "params",
          "description");
  private static final String TEXT_TO_TEXT =
      "{\"kind\":\"scalar\",\"args\":[{\"name\":\"input\",\"type\":\"VARCHAR\"}],"
          + "\"returns\":\"VARCHAR\"}";

  private FunctionDeclarations() {}

  /**
   * What registering creates: every function under its own name, but for tables that take nothing:
   * those only say what the rows of {@code WASM_TABLE} look like.
   *
   * @throws UdfException {@code BAD_OPTION} for names that SQL needs quotes for, and for two that
   *     it cannot tell apart
   */
  public static List<CreatedFunction> ofManifest(String plugin, List<DeclaredFunction> declared) {
    List<CreatedFunction> functions = new ArrayList<>();
    for (DeclaredFunction each : declared) {
      if (isCallable(each)) {
        CreatedFunction function =
            new CreatedFunction(CreatedFunction.requireName(each.name()), plugin, each, true);
        if (functions.stream().anyMatch(function::isSameOverload)) {
          throw new UdfException(UdfError.BAD_OPTION, function.label() + " is declared twice");
        }
        functions.forEach(function::requireSameKind);
        functions.add(function);
      }
    }
    return List.copyOf(functions);
  }

  /** Those that SQL can call under a name; the others are for {@code WASM_TABLE}. */
  public static List<DeclaredFunction> callable(List<DeclaredFunction> declared) {
    return declared.stream().filter(FunctionDeclarations::isCallable).toList();
  }

  private static boolean isCallable(DeclaredFunction declared) {
    Signature signature = declared.signature();
    return signature.kind() != Signature.Kind.TABLE || !signature.arguments().isEmpty();
  }

  /**
   * The same of a module that nobody has loaded yet: reads its manifest, and no more.
   *
   * @param module its bytes; given up by the caller
   */
  public static List<CreatedFunction> ofModule(PluginRecord plugin, byte[] module) {
    PluginSettings settings =
        PluginSettings.of(ModuleImage.of(module), plugin.options(), Limits.DEFAULT, Grants.DEFAULT);
    return ofManifest(plugin.name(), settings.functions());
  }

  /**
   * What {@code WASM_CREATE_FUNCTION} creates.
   *
   * @param export the name of a function that is declared, or of an export
   * @param options JSON text; with {@code args}, {@code returns} or {@code columns} they are the
   *     declaration, otherwise they are added to the plugin's own; null for none
   * @param declared that can be called under a name
   * @throws UdfException {@code BAD_OPTION} for what cannot be, or is not the only one
   */
  public static CreatedFunction create(
      String sqlName,
      String plugin,
      String export,
      @Nullable String options,
      List<DeclaredFunction> declared) {
    String name = CreatedFunction.requireName(sqlName);
    ObjectNode chosen = Json.parseObject("options", options == null ? "{}" : options);
    new JsonFields("options").requireKnown("", chosen, OPTIONS);
    ObjectNode json =
        chosen.has("args") || chosen.has("returns") || chosen.has("columns")
            ? own(name, export, chosen.has("columns") ? "table" : "scalar")
            : declared(name, export, declared);
    json.setAll(chosen);
    DeclaredFunction made = new FunctionsReader("options").function("function", json);
    return new CreatedFunction(name, plugin, made, false);
  }

  private static ObjectNode own(String name, String export, String kind) {
    ObjectNode json = Json.parseObject("function", "{}");
    return json.put("kind", kind).put("name", name).put("export", export);
  }

  private static ObjectNode declared(String name, String export, List<DeclaredFunction> declared) {
    List<DeclaredFunction> fitting =
        declared.stream().filter(f -> f.name().equals(export)).toList();
    if (fitting.isEmpty()) {
      fitting = declared.stream().filter(f -> f.export().equals(export)).toList();
    }
    if (fitting.isEmpty()) {
      return Json.parseObject("function", TEXT_TO_TEXT).put("name", name).put("export", export);
    }
    if (fitting.size() > 1) {
      throw new UdfException(
          UdfError.BAD_OPTION,
          "the plugin declares several functions for \""
              + export
              + "\" ("
              + String.join(", ", fitting.stream().map(DeclaredFunction::name).toList())
              + "); name one of them, or say what it takes and answers");
    }
    return Json.parseObject("function", fitting.get(0).toJson());
  }

  /**
   * Checks that a plugin can go with its functions.
   *
   * @throws UdfException {@code IN_USE} naming those that were created for themselves
   */
  public static void requireNoneOfTheirOwn(String plugin, List<CreatedFunction> functions) {
    List<String> own =
        functions.stream().filter(f -> !f.ofManifest()).map(CreatedFunction::label).toList();
    if (!own.isEmpty()) {
      throw new UdfException(
          UdfError.IN_USE,
          "plugin "
              + plugin
              + " stands behind "
              + String.join(", ", own)
              + "; drop them, or force it");
    }
  }

  /**
   * Checks that a version still declares a function as it was created.
   *
   * @param declared by the version
   * @throws UdfException {@code BAD_OPTION} that names the function
   */
  public static void requireSame(CreatedFunction created, List<DeclaredFunction> declared) {
    DeclaredFunction before = created.declaration();
    List<DeclaredFunction> named =
        declared.stream().filter(f -> f.name().equals(before.name())).toList();
    if (named.isEmpty() && !created.ofManifest()) {
      return;
    }
    if (named.stream().noneMatch(f -> isSame(f, created))) {
      throw new UdfException(
          UdfError.BAD_OPTION,
          created.label()
              + " "
              + (named.isEmpty()
                  ? "is not declared by this version"
                  : "is declared as "
                      + shown(named.get(0))
                      + " by this version, not as "
                      + shown(before))
              + "; CALL WASM_DROP_FUNCTION('"
              + created.name()
              + "') first");
    }
  }

  /** A function of a manifest follows its form; one that was created for itself keeps its own. */
  private static boolean isSame(DeclaredFunction declared, CreatedFunction created) {
    DeclaredFunction before = created.declaration();
    return declared.signature().isSameAs(before.signature())
        && (created.ofManifest() || declared.encoding() == before.encoding());
  }

  private static String shown(DeclaredFunction function) {
    String signature = function.signature().toString();
    return function.encoding() == Encoding.JSON
        ? signature
        : signature + " in encoding " + function.encoding().word();
  }
}
