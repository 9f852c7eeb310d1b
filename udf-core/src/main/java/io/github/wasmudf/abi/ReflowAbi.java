package io.github.wasmudf.abi;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.abi.ExtismChange.Kind;
import io.github.wasmudf.engine.BytesCall;
import io.github.wasmudf.engine.CompanionModule;
import io.github.wasmudf.engine.FunctionType;
import io.github.wasmudf.engine.ImportOffers;
import io.github.wasmudf.engine.ModuleOutline;
import io.github.wasmudf.engine.ModuleOutline.Import;
import io.github.wasmudf.engine.WasmInstance;
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
  public List<String> missing(ModuleOutline outline) {
    List<String> missing = new ArrayList<>();
    for (String export : List.of(METADATA, PROCESS)) {
      if (!TO_CODE.equals(outline.function(export))) {
        missing.add("Missing required export: " + export);
      }
    }
    if (missing.isEmpty()) {
      missing.addAll(extism.missing(outline));
    }
    return missing;
  }

  @Override
  public boolean isRepeatable() {
    return false;
  }

  @Override
  public ImportOffers imports() {
    return wanted -> wanted.module().equals(USER) ? offer(wanted) : extism.imports().find(wanted);
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
    extism.initialize(outline, instance, context);
  }

  @Override
  public PluginDescription describe(
      ModuleOutline outline, WasmInstance instance, PluginContext context) {
    ReflowMetadata metadata = metadata(instance, context);
    if (TO_CODE.equals(outline.function(VALIDATE))) {
      requireValidConfig(instance, context);
    }
    String version = null;
    if (TO_CODE.equals(outline.function(VERSION))) {
      version = GuestJson.read("the version", plainCall(instance, context, VERSION, NONE)).asText();
    }
    return new PluginDescription(metadata.component(), version, metadata.description());
  }

  private static void requireValidConfig(WasmInstance instance, PluginContext context) {
    byte[] config = GuestJson.write(context.config());
    JsonNode valid =
        GuestJson.read(
            "what " + VALIDATE + " answers", plainCall(instance, context, VALIDATE, config));
    if (!valid.isBoolean() || !valid.booleanValue()) {
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
    return new ReflowExport(PROCESS, false);
  }

  @Override
  public PluginExport tableExport(ModuleOutline outline) {
    return new ReflowExport(PROCESS, true);
  }

  @Override
  public PluginExport export(ModuleOutline outline, String name) {
    PluginExport export = extism.export(outline, name);
    return PLAIN.contains(name) ? export : new ReflowExport(name, false);
  }

  @Override
  public BytesCall bind(PluginExport export, WasmInstance instance, PluginContext context) {
    ExtismCall call = new ExtismCall(instance, export.name(), context, Kind.STATE);
    return export instanceof ReflowExport actor
        ? new ReflowCall(call, context, metadata(instance, context), actor.rows())
        : call;
  }
}
