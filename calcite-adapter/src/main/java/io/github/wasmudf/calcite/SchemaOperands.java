package io.github.wasmudf.calcite;

import io.github.wasmudf.RuntimePolicy;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.io.File;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.apache.calcite.avatica.AvaticaUtils;
import org.apache.calcite.schema.SchemaPlus;
import org.apache.calcite.util.JsonBuilder;
import org.jspecify.annotations.Nullable;

/**
 * What a model or a URL says about the schema: {@code catalog} ({@code memory}, {@code directory}
 * or {@code jdbc}; may be left out where another operand says it), {@code directory}, {@code
 * jdbcUrl}, {@code jdbcUser}, {@code jdbcPassword}, {@code dataSource}, {@code engine}, {@code
 * policy}, {@code pushDown}, {@code readOnly}, {@code batch}. An operand that is not known is
 * refused by name.
 */
final class SchemaOperands {
  private static final List<String> JDBC =
      List.of("jdbcUrl", "jdbcUser", "jdbcPassword", "dataSource");
  private static final Set<String> KNOWN =
      Set.of(
          "batch",
          "catalog",
          "directory",
          "jdbcUrl",
          "jdbcUser",
          "jdbcPassword",
          "dataSource",
          "engine",
          "policy",
          "pushDown",
          "readOnly");

  /** Calcite adds these to what the user wrote. */
  private static final Set<String> OF_CALCITE = Set.of("modelUri", "baseDirectory", "tables");

  private final Map<String, String> texts = new HashMap<>();
  private final @Nullable File base;

  private SchemaOperands(Map<String, ?> operands) {
    Set<String> unknown = new TreeSet<>(operands.keySet());
    unknown.removeAll(KNOWN);
    unknown.removeAll(OF_CALCITE);
    if (!unknown.isEmpty()) {
      throw bad(
          "unknown operand "
              + String.join(", ", unknown)
              + "; known here: "
              + String.join(", ", new TreeSet<>(KNOWN)));
    }
    this.base = operands.get("baseDirectory") instanceof File file ? file : null;
    for (String name : KNOWN) {
      Object value = operands.get(name);
      if (value != null) {
        texts.put(name, text(name, value));
      }
    }
  }

  /**
   * Checks operands.
   *
   * @throws UdfException {@code BAD_OPTION} naming the one that cannot be used
   */
  static SchemaOperands of(Map<String, ?> operands) {
    return new SchemaOperands(operands);
  }

  private static String text(String name, Object value) {
    if (name.equals("policy") && value instanceof Map) {
      return new JsonBuilder().toJsonString(value);
    }
    if (value instanceof String || value instanceof Boolean) {
      return value.toString();
    }
    throw bad("operand " + name + " must be a text");
  }

  /** The schema that they describe, below a root. */
  WasmSchema schema(SchemaPlus root) {
    RuntimePolicy policy = policy();
    boolean readOnly = truth("readOnly");
    boolean pushDown = truth("pushDown");
    boolean batch = batch();
    boolean functionsAtRoot = CreatedFunctionsAtRoot.isRoot(root);
    return new WasmSchema(plugins(), policy, readOnly, pushDown, batch, functionsAtRoot);
  }

  private boolean batch() {
    String text = texts.getOrDefault("batch", "auto");
    if (!text.equals("auto") && !text.equals("off")) {
      throw bad("operand batch must be auto or off");
    }
    return text.equals("auto");
  }

  private RuntimePolicy policy() {
    String engine = texts.get("engine");
    RuntimePolicy policy =
        engine == null ? RuntimePolicy.ofJvm() : RuntimePolicy.DEFAULT.withEngine(engine);
    String json = texts.get("policy");
    return json == null ? policy : policy.with(json);
  }

  private boolean truth(String name) {
    String text = texts.getOrDefault(name, "false").toLowerCase(Locale.ROOT);
    if (!text.equals("true") && !text.equals("false")) {
      throw bad("operand " + name + " must be true or false");
    }
    return text.equals("true");
  }

  private PluginSource plugins() {
    String catalog = texts.getOrDefault("catalog", impliedCatalog());
    return switch (catalog) {
      case "memory" -> {
        forbid("memory", "directory");
        JDBC.forEach(name -> forbid("memory", name));
        yield new MemoryPlugins();
      }
      case "directory" -> {
        JDBC.forEach(name -> forbid("directory", name));
        yield new DirectoryPlugins(directory());
      }
      case "jdbc" -> {
        forbid("jdbc", "directory");
        yield new JdbcPlugins(connector(), !truth("readOnly"));
      }
      default -> throw bad("operand catalog must be one of directory, jdbc, memory");
    };
  }

  private String impliedCatalog() {
    if (texts.containsKey("directory")) {
      return "directory";
    }
    return JDBC.stream().anyMatch(texts::containsKey) ? "jdbc" : "memory";
  }

  private void forbid(String catalog, String name) {
    if (texts.containsKey(name)) {
      throw bad("operand " + name + " does not go with catalog " + catalog);
    }
  }

  private Path directory() {
    Path path = Path.of(required("directory"));
    return base == null ? path : base.toPath().resolve(path);
  }

  private JdbcPlugins.Connector connector() {
    String className = texts.get("dataSource");
    if (className == null) {
      return JdbcPlugins.Connector.of(
          required("jdbcUrl"), texts.get("jdbcUser"), texts.get("jdbcPassword"));
    }
    List.of("jdbcUrl", "jdbcUser", "jdbcPassword").forEach(name -> forbid("dataSource", name));
    return AvaticaUtils.instantiatePlugin(DataSource.class, className)::getConnection;
  }

  private String required(String name) {
    String text = texts.get(name);
    if (text == null) {
      throw bad("operand " + name + " is missing");
    }
    return text;
  }

  private static UdfException bad(String why) {
    return new UdfException(UdfError.BAD_OPTION, "schema WASM: " + why);
  }
}
