package io.github.wasmudf.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.wasmudf.Grants;
import io.github.wasmudf.Grants.SqlRight;
import io.github.wasmudf.Limits;
import io.github.wasmudf.net.MqttBroker;
import io.github.wasmudf.net.MqttTopics;
import io.github.wasmudf.net.NetworkHosts;
import io.github.wasmudf.wasi.ReadableDirectories;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads the JSON form that manifests and options share (design: "Options, limits, grants"). A key
 * that it does not know is refused by name, so that a misspelt limit is never silently no limit.
 */
final class SettingsReader {
  private static final Set<String> KEYS =
      Set.of(
          "name",
          "version",
          "description",
          "abi",
          "engine",
          "sha256",
          "unknown_imports",
          "limits",
          "capabilities",
          "functions",
          "routes",
          "config");
  static final Set<String> POLICY_KEYS =
      Set.of("engine", "limits", "capabilities", PlacesReader.KEY);
  private static final Set<String> ABIS =
      Set.of(PluginSettings.AUTO, "transform", "typed", "extism", "reflow", "orbis", "w3bstream");
  private static final String REFUSE = "refuse";
  private static final String TRAP = "trap";
  private static final Set<String> UNKNOWN_IMPORTS = Set.of(REFUSE, TRAP);
  private static final Set<String> ENGINES = Set.of(PluginSettings.AUTO, "wasmtime", "endive");
  private static final Set<String> LIMITS =
      Set.of(
          "moduleBytes",
          "memoryBytes",
          "timeMillis",
          "resultBytes",
          "instances",
          "logLinesPerSecond",
          "sqlDepth");
  private static final Set<String> CAPABILITIES =
      Set.of("log", "wasi", "state", "sql", "http", "http_internal", "metrics", "mqtt");
  private static final Set<String> SQL_RIGHTS = Set.of("none", "read", "write");
  private static final Set<String> WASI = Set.of("stdout", "clock", "random", "env", "readDirs");

  private final String what;
  private final JsonFields fields;
  private final PluginSettings base;
  private final Set<String> keys;

  /** Reads a text called {@code what}; what it does not say stays as in {@code base}. */
  SettingsReader(String what, PluginSettings base) {
    this(what, base, KEYS);
  }

  /** The same where only some keys are known. */
  SettingsReader(String what, PluginSettings base, Set<String> keys) {
    this.what = what;
    this.fields = new JsonFields(what);
    this.base = base;
    this.keys = keys;
  }

  PluginSettings read(String text) {
    ObjectNode json = OrbisManifest.inOurForm(what, Json.parseObject(what, text), keys);
    fields.requireKnown("", json, keys);
    return new PluginSettings(
        fields.text(json, "name", base.name()),
        fields.text(json, "version", base.version()),
        fields.text(json, "description", base.description()),
        fields.choice(json, "abi", ABIS, base.abi()),
        fields.choice(json, "engine", ENGINES, base.engine()),
        fields.text(json, "sha256", base.sha256()),
        fields
            .choice(
                json,
                "unknown_imports",
                UNKNOWN_IMPORTS,
                base.trapsUnknownImports() ? TRAP : REFUSE)
            .equals(TRAP),
        fields.section(json, "limits", LIMITS, this::limits, base.limits()),
        fields.section(json, "capabilities", CAPABILITIES, this::grants, base.grants()),
        functions(json),
        OrbisManifest.routes(what, json, base.routes()),
        config(json));
  }

  private List<DeclaredFunction> functions(ObjectNode json) {
    JsonNode declared = json.get("functions");
    return declared == null ? base.functions() : new FunctionsReader(what).read(declared);
  }

  private String config(ObjectNode json) {
    JsonNode config = json.get("config");
    if (config == null) {
      return base.config();
    }
    if (!config.isObject()) {
      throw fields.bad("config must be a JSON object");
    }
    return config.toString();
  }

  private Limits limits(ObjectNode json) {
    Limits from = base.limits();
    return new Limits(
        fields.number(json, "moduleBytes", from.moduleBytes()),
        fields.number(json, "memoryBytes", from.memoryBytes()),
        fields.number(json, "timeMillis", from.timeMillis()),
        fields.number(json, "resultBytes", from.resultBytes()),
        (int) fields.number(json, "instances", from.instances()),
        (int) fields.number(json, "logLinesPerSecond", from.logLinesPerSecond()),
        (int) fields.number(json, "sqlDepth", from.sqlDepth()));
  }

  private Grants grants(ObjectNode json) {
    Grants from = base.grants();
    ObjectNode none = JsonNodeFactory.instance.objectNode();
    ObjectNode wasi = fields.section(json, "wasi", WASI, object -> object, none);
    return new Grants(
        fields.flag(json, "log", from.log()),
        fields.flag(wasi, "stdout", from.stdout()),
        fields.flag(wasi, "clock", from.clock()),
        fields.flag(wasi, "random", from.random()),
        fields.flag(json, "state", from.state()),
        sqlRight(json, from.sql()),
        new NetworkHosts(
            fields.texts(json, "http", from.http().hosts()),
            fields.texts(json, "http_internal", from.http().internal())),
        readDirs(wasi, from.readDirs()),
        fields.flag(json, "metrics", from.metrics()),
        mqtt(json, from.mqtt()),
        environment(wasi, from.env()));
  }

  /** As an array, as a policy has them, each is called what it is. */
  private ReadableDirectories readDirs(ObjectNode wasi, ReadableDirectories otherwise) {
    JsonNode named = wasi.get("readDirs");
    if (named == null) {
      return otherwise;
    }
    return ReadableDirectories.of(
        named.isArray()
            ? fields.texts(wasi, "readDirs", List.of()).stream()
                .distinct()
                .collect(Collectors.toMap(each -> each, each -> each))
            : fields.textsByName(wasi, "readDirs", Map.of()));
  }

  private MqttTopics mqtt(ObjectNode json, MqttTopics otherwise) {
    JsonNode brokers = json.get("mqtt");
    if (brokers == null) {
      return otherwise;
    }
    if (!(brokers instanceof ObjectNode object)) {
      throw fields.bad("mqtt must be a JSON object of arrays of topics, by their brokers");
    }
    Map<MqttBroker, List<String>> topics = new LinkedHashMap<>();
    object
        .fieldNames()
        .forEachRemaining(
            url -> topics.put(MqttBroker.of(url), fields.texts(object, url, List.of())));
    return new MqttTopics(topics);
  }

  private Map<String, String> environment(ObjectNode wasi, Map<String, String> otherwise) {
    if (wasi.has("env") && keys == POLICY_KEYS) {
      throw fields.bad("variables are for a plugin's options, not for all plugins: wasi.env");
    }
    return fields.textsByName(wasi, "env", otherwise);
  }

  private SqlRight sqlRight(ObjectNode json, SqlRight otherwise) {
    String word = otherwise.name().toLowerCase(Locale.ROOT);
    return SqlRight.valueOf(fields.choice(json, "sql", SQL_RIGHTS, word).toUpperCase(Locale.ROOT));
  }
}
