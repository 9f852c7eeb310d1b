package io.github.wasmudf.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.wasmudf.Grants;
import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON form that manifests and options share (design: "Options, limits, grants"). A key
 * that it does not know is refused by name, so that a misspelt limit is never silently no limit.
 */
final class SettingsReader {
  private static final Set<String> KEYS =
      Set.of("name", "version", "description", "abi", "engine", "sha256", "limits", "capabilities");
  static final Set<String> POLICY_KEYS = Set.of("engine", "limits", "capabilities");
  private static final Set<String> ABIS = Set.of(PluginSettings.AUTO, "transform");
  private static final Set<String> ENGINES = Set.of(PluginSettings.AUTO, "wasmtime", "endive");
  private static final Set<String> LIMITS =
      Set.of(
          "moduleBytes",
          "memoryBytes",
          "timeMillis",
          "resultBytes",
          "instances",
          "logLinesPerSecond");
  private static final Set<String> CAPABILITIES = Set.of("log", "wasi");
  private static final Set<String> WASI = Set.of("stdout", "clock", "random");
  private static final int MAX_TEXT_CHARS = 4_000;

  private final String what;
  private final PluginSettings base;
  private final Set<String> keys;

  /** Reads a text called {@code what}; what it does not say stays as in {@code base}. */
  SettingsReader(String what, PluginSettings base) {
    this(what, base, KEYS);
  }

  /** The same where only some keys are known. */
  SettingsReader(String what, PluginSettings base, Set<String> keys) {
    this.what = what;
    this.base = base;
    this.keys = keys;
  }

  PluginSettings read(String text) {
    ObjectNode json = Json.parseObject(what, text);
    requireKnown("", json, keys);
    return new PluginSettings(
        text(json, "name", base.name()),
        text(json, "version", base.version()),
        text(json, "description", base.description()),
        choice(json, "abi", ABIS, base.abi()),
        choice(json, "engine", ENGINES, base.engine()),
        text(json, "sha256", base.sha256()),
        section(json, "limits", LIMITS, this::limits, base.limits()),
        section(json, "capabilities", CAPABILITIES, this::grants, base.grants()));
  }

  private Limits limits(ObjectNode json) {
    Limits from = base.limits();
    return new Limits(
        number(json, "moduleBytes", from.moduleBytes()),
        number(json, "memoryBytes", from.memoryBytes()),
        number(json, "timeMillis", from.timeMillis()),
        number(json, "resultBytes", from.resultBytes()),
        (int) number(json, "instances", from.instances()),
        (int) number(json, "logLinesPerSecond", from.logLinesPerSecond()));
  }

  private Grants grants(ObjectNode json) {
    Grants from = base.grants();
    boolean log = flag(json, "log", from.log());
    return section(
        json,
        "wasi",
        WASI,
        wasi ->
            new Grants(
                log,
                flag(wasi, "stdout", from.stdout()),
                flag(wasi, "clock", from.clock()),
                flag(wasi, "random", from.random())),
        new Grants(log, from.stdout(), from.clock(), from.random()));
  }

  private <T> T section(
      ObjectNode json, String key, Set<String> known, Function<ObjectNode, T> read, T otherwise) {
    JsonNode node = json.get(key);
    if (node == null) {
      return otherwise;
    }
    if (!(node instanceof ObjectNode object)) {
      throw bad(key + " must be a JSON object");
    }
    requireKnown(key + ".", object, known);
    return read.apply(object);
  }

  private void requireKnown(String prefix, ObjectNode json, Collection<String> known) {
    List<String> unknown = new ArrayList<>();
    json.fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                unknown.add(prefix + name);
              }
            });
    if (!unknown.isEmpty()) {
      throw bad(
          "unknown key "
              + String.join(", ", unknown.subList(0, Math.min(5, unknown.size())))
              + "; known here: "
              + String.join(", ", known.stream().sorted().toList()));
    }
  }

  private @Nullable String text(ObjectNode json, String key, @Nullable String otherwise) {
    JsonNode node = json.get(key);
    if (node == null) {
      return otherwise;
    }
    if (!node.isTextual() || node.textValue().length() > MAX_TEXT_CHARS) {
      throw bad(key + " must be a text of at most " + MAX_TEXT_CHARS + " characters");
    }
    return node.textValue();
  }

  private String choice(ObjectNode json, String key, Set<String> choices, String otherwise) {
    String text = text(json, key, null);
    if (text == null) {
      return otherwise;
    }
    if (!choices.contains(text)) {
      throw bad(key + " must be one of " + String.join(", ", choices.stream().sorted().toList()));
    }
    return text;
  }

  private long number(ObjectNode json, String key, long otherwise) {
    JsonNode node = json.get(key);
    if (node == null) {
      return otherwise;
    }
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      throw bad("limit " + key + " must be a whole number");
    }
    // Limits are far inside this range; a number beyond it must not wrap on its way to an int.
    return Math.max(Integer.MIN_VALUE, Math.min(node.longValue(), Integer.MAX_VALUE));
  }

  private boolean flag(ObjectNode json, String key, boolean otherwise) {
    JsonNode node = json.get(key);
    if (node == null) {
      return otherwise;
    }
    if (!node.isBoolean()) {
      throw bad(key + " must be true or false");
    }
    return node.booleanValue();
  }

  private UdfException bad(String why) {
    return new UdfException(UdfError.BAD_OPTION, what + ": " + why);
  }
}
