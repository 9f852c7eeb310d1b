package io.github.wasmudf.abi;

import io.github.wasmudf.Column;
import io.github.wasmudf.Limits;
import io.github.wasmudf.RuntimePolicy;
import io.github.wasmudf.SqlType;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.abi.ExtismChange.Kind;
import io.github.wasmudf.abi.ReflowExport.Form;
import io.github.wasmudf.catalog.DeclaredFunction;
import io.github.wasmudf.engine.BytesCall;
import io.github.wasmudf.engine.CompanionModule;
import io.github.wasmudf.engine.FunctionType;
import io.github.wasmudf.engine.HostFunctions;
import io.github.wasmudf.engine.ImportOffers;
import io.github.wasmudf.engine.ModuleOutline;
import io.github.wasmudf.engine.ModuleOutline.Import;
import io.github.wasmudf.engine.WasmInstance;
import io.github.wasmudf.host.UntrustedReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Actors of Reflow ({@code abis.md} 5 and 6): plugins of Extism that take messages on ports, keep a
 * state, and send outputs while they run.
 */
final class ReflowAbi implements PluginAbi {
  private static final String USER = "extism:host/user";
  private static final String METADATA = "get_metadata";
  private static final String PROCESS = "process";

  /** No export of the module, but what forgets its state. */
  private static final String RESET = "__reset_state";

  private static final String VERSION = "get_version";
  private static final String VALIDATE = "validate_config";
  private static final FunctionType TO_CODE = FunctionType.of("() -> i32");
  private static final FunctionType WITHOUT_RESULT = FunctionType.of("(i64, i64) -> ()");
  private static final FunctionType SENDING = FunctionType.of("(i64) -> ()");
  private static final byte[] NONE = {};

  /** Exports that take bytes and answer bytes, as those of any plugin of Extism do. */
  private static final Set<String> PLAIN = Set.of(METADATA, VERSION, VALIDATE);

  private final ExtismAbi extism;

  ReflowAbi(ExtismAbi extism) {
    this.extism = extism;
  }

  @Override
  public String name() {
    return "reflow";
  }

  @Override
  public @Nullable PluginAbi refined() {
    return extism;
  }

  @Override
  public Limits ceiling(RuntimePolicy policy) {
    return policy.actorLimits();
  }

  @Override
  public List<String> missing(ModuleOutline outline) {
    List<String> missing = new ArrayList<>();
    for (String export : isOfFirstKind(outline) ? List.of(PROCESS) : List.of(METADATA, PROCESS)) {
      if (!TO_CODE.equals(outline.function(export))) {
        missing.add("Missing required export: " + export);
      }
    }
    if (missing.isEmpty()) {
      missing.addAll(extism.missing(outline));
    }
    return missing;
  }

  /** The first actors say nothing of themselves; what they import tells them from others. */
  private static boolean isOfFirstKind(ModuleOutline outline) {
    return outline.function(METADATA) == null
        && outline.imports().stream()
            .anyMatch(wanted -> wanted.module().equals(USER) && offer(wanted) != null);
  }

  @Override
  public boolean isRepeatable() {
    return false;
  }

  @Override
  public ImportOffers imports() {
    return wanted -> wanted.module().equals(USER) ? offer(wanted) : extism.imports().find(wanted);
  }

  @Override
  public HostFunctions host(ModuleOutline outline, PluginContext context) {
    return extism.host(outline, context);
  }

  /** Two kits declare the same functions with and without a result; the declared type decides. */
  private static ImportOffers.@Nullable Offer offer(Import wanted) {
    String export =
        switch (wanted.name()) {
          case "__get_state" -> "get_state";
          case "__set_state" -> WITHOUT_RESULT.equals(wanted.type()) ? "set_state" : "set_state_0";
          case "__send_output" -> SENDING.equals(wanted.type()) ? "send_output" : "send_output_0";
          default -> null;
        };
    return export == null ? null : new ImportOffers.OfCompanion(CompanionModule.EXTISM, export);
  }

  @Override
  public void initialize(ModuleOutline outline, WasmInstance instance, PluginContext context) {
    try {
      extism.initialize(outline, instance, context);
    } catch (UdfException failed) {
      throw failed.about("Initialization failed");
    }
    if (isOfFirstKind(outline)) {
      context.setMetadata(ReflowMetadata.UNTOLD);
    }
  }

  @Override
  public PluginDescription describe(
      ModuleOutline outline, WasmInstance instance, PluginContext context) {
    ReflowMetadata metadata = metadata(instance, context);
    ReflowConfiguration.of(context.config());
    if (TO_CODE.equals(outline.function(VALIDATE))) {
      requireValidConfig(instance, context);
    }
    String version = null;
    if (TO_CODE.equals(outline.function(VERSION))) {
      version = version(plainCall(instance, context, VERSION, NONE));
    }
    String name = metadata.isUntold() ? null : metadata.component();
    return new PluginDescription(name, version, metadata.description());
  }

  /** A string in JSON; what is none is shown as it is, because nothing depends on it. */
  private static String version(byte[] answer) {
    String text = UntrustedReader.text("version", answer);
    try {
      return GuestJson.read("the version", answer).asText();
    } catch (UdfException noJson) {
      return text;
    }
  }

  private static void requireValidConfig(WasmInstance instance, PluginContext context) {
    byte[] config = GuestJson.write(context.config());
    byte[] answer = plainCall(instance, context, VALIDATE, config);
    if (!new String(answer, StandardCharsets.UTF_8).strip().equals("true")) {
      throw new UdfException(
          UdfError.BAD_OPTION, "config: the plugin does not accept it (" + VALIDATE + ")");
    }
  }

  private static byte[] plainCall(
      WasmInstance instance, PluginContext context, String export, byte[] input) {
    byte[] answer = new ExtismCall(instance, export, context, Kind.STATE).call(NONE, input);
    return Objects.requireNonNullElse(answer, NONE);
  }

  /** Asked of the first instance of a connection only: it is the same for all. */
  private static ReflowMetadata metadata(WasmInstance instance, PluginContext context) {
    ReflowMetadata known = context.metadata();
    if (known == null) {
      known = ReflowMetadata.of(plainCall(instance, context, METADATA, NONE));
      context.setMetadata(known);
    }
    return known;
  }

  @Override
  public PluginExport mainExport(ModuleOutline outline) {
    return new ReflowExport(PROCESS, Form.ANSWER, null, null);
  }

  @Override
  public PluginExport tableExport(ModuleOutline outline) {
    return new ReflowExport(PROCESS, Form.ROWS, null, null);
  }

  @Override
  public PluginExport export(ModuleOutline outline, String name) {
    return whole(outline, name, Form.ANSWER);
  }

  @Override
  public PluginExport tableExport(ModuleOutline outline, String name) {
    return whole(outline, name, Form.ROWS);
  }

  @Override
  public PluginExport groupExport(ModuleOutline outline, @Nullable String name) {
    return whole(outline, name == null ? PROCESS : name, Form.GROUP);
  }

  private PluginExport whole(ModuleOutline outline, String name, Form form) {
    if (isReset(outline, name)) {
      return new ReflowExport(RESET, Form.RESET, null, null);
    }
    PluginExport export = extism.export(outline, name);
    return PLAIN.contains(name) ? export : new ReflowExport(name, form, null, null);
  }

  private static boolean isReset(ModuleOutline outline, String name) {
    return name.equals(RESET) && outline.function(RESET) == null;
  }

  /** {@code process}, or {@code process.value} for what is sent to one of several ports. */
  @Override
  public PluginExport functionExport(
      ModuleOutline outline, @Nullable String name, DeclaredFunction function, String label) {
    String whole = name == null ? PROCESS : name;
    Form form = Form.of(function.signature().kind());
    if (isReset(outline, whole)) {
      return whole(outline, whole, form);
    }
    boolean mayNamePort = form != Form.ROWS && outline.function(whole) == null;
    int point = mayNamePort ? whole.indexOf('.') : -1;
    String export = extism.export(outline, point < 0 ? whole : whole.substring(0, point)).name();
    if (PLAIN.contains(export)) {
      return extism.export(outline, whole);
    }
    List<Column> arguments = function.signature().arguments();
    ReflowPorts ports =
        isObject(arguments)
            ? null
            : ReflowPorts.of(arguments, point < 0 ? null : whole.substring(point + 1));
    return new ReflowExport(export, form, label, ports);
  }

  /** Whether the one argument is the object with all ports. */
  private static boolean isObject(List<Column> arguments) {
    return arguments.size() == 1
        && arguments.get(0).name().equals("input")
        && arguments.get(0).type().kind() == SqlType.Kind.VARCHAR;
  }

  @Override
  public BytesCall bind(PluginExport export, WasmInstance instance, PluginContext context) {
    if (!(export instanceof ReflowExport actor)) {
      return new ExtismCall(instance, export.name(), context, Kind.STATE);
    }
    ReflowMetadata metadata = metadata(instance, context);
    PluginContext own = contextOf(actor, context);
    String bound = actor.form() == Form.RESET ? PROCESS : actor.name();
    ExtismCall call = new ExtismCall(instance, bound, own, Kind.STATE);
    return new ReflowCall(call, own, metadata, actor);
  }

  /** A group's state begins with the group, whichever instance has it. */
  private static PluginContext contextOf(ReflowExport actor, PluginContext plugins) {
    if (actor.form() == Form.GROUP) {
      return plugins.ofItsOwn();
    }
    String owner = actor.owner();
    return owner == null ? plugins : plugins.ofFunction(owner);
  }
}
