package io.github.wasmudf.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.wasmudf.net.NetworkHosts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A manifest of Orbis ({@code abis.md} 2.8), told by keys that ours has not. What it says of
 * permissions becomes our capabilities; what neither of the two systems knows is ignored there, as
 * Orbis itself does.
 */
final class OrbisManifest {
  private static final Set<String> KEYS =
      Set.of("permissions", "pages", "wasm_entry", "dependencies", "min_orbis_version");

  /** What says where a plugin comes from, and nothing of what it is. */
  private static final Set<String> ORIGIN = Set.of("author", "homepage", "license");

  private static final String ROUTES = "routes";
  private static final Set<String> METHODS =
      Set.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS");
  private static final Pattern NAME = Pattern.compile("[\\p{Alnum}_-]+");
  private static final Pattern VERSION =
      Pattern.compile("[0-9]+\\.[0-9]+\\.[0-9]+([-+][0-9A-Za-z.+-]+)?");
  private static final Set<String> READING =
      Set.of("database_read", "database:read", "db_read", "db:read");
  private static final Set<String> WRITING =
      Set.of("database_write", "database:write", "db_write", "db:write");
  private static final Set<String> NETWORK = Set.of("network", "network:http", "http");

  private final JsonFields fields;

  private OrbisManifest(String what) {
    this.fields = new JsonFields(what);
  }

  /** Our form of a manifest: of one of Orbis what it says in ours, any other as it is. */
  static ObjectNode inOurForm(String what, ObjectNode json, Collection<String> known) {
    boolean isOrbis = json.has(ROUTES) || KEYS.stream().anyMatch(json::has);
    if (!known.contains(ROUTES)) {
      return json;
    }
    return isOrbis
        ? new OrbisManifest(what).translate(json, known)
        : json.deepCopy().without(ORIGIN);
  }

  private ObjectNode translate(ObjectNode json, Collection<String> known) {
    requireIdentity(json);
    ObjectNode ours = JsonNodeFactory.instance.objectNode();
    json.properties().stream()
        .filter(field -> known.contains(field.getKey()) && !field.getValue().isNull())
        .filter(field -> !field.getKey().equals("config") || field.getValue().isObject())
        .forEach(field -> ours.set(field.getKey(), field.getValue()));
    if (!ours.has("abi")) {
      ours.put("abi", "orbis");
    }
    if (!ours.has("capabilities")) {
      ours.set("capabilities", capabilities(json.path("permissions")));
    }
    return ours;
  }

  private void requireIdentity(ObjectNode json) {
    if (json.has("name") && !NAME.matcher(json.path("name").asText()).matches()) {
      throw fields.bad(
          json.path("name").asText().isEmpty()
              ? "Plugin name is required"
              : "Plugin name must contain only alphanumeric characters, hyphens, and underscores");
    }
    if (json.has("version") && !VERSION.matcher(json.path("version").asText()).matches()) {
      throw fields.bad("Invalid plugin version '" + json.path("version").asText() + "'");
    }
  }

  private static ObjectNode capabilities(JsonNode permissions) {
    ObjectNode capabilities = JsonNodeFactory.instance.objectNode();
    ArrayNode hosts = JsonNodeFactory.instance.arrayNode();
    ArrayNode internal = JsonNodeFactory.instance.arrayNode();
    for (JsonNode permission : permissions) {
      String name =
          (permission.isObject() ? permission.path("type") : permission)
              .asText()
              .toLowerCase(Locale.ROOT);
      if (WRITING.contains(name)) {
        capabilities.put("sql", "write");
      } else if (READING.contains(name) && !capabilities.has("sql")) {
        capabilities.put("sql", "read");
      } else if (name.startsWith("state") || name.equals("storage")) {
        capabilities.put("state", true);
      } else if (NETWORK.contains(name)) {
        addHosts(permission.path("allowed_hosts"), hosts, internal);
      }
    }
    capabilities.set("http", hosts);
    capabilities.set("http_internal", internal);
    return capabilities;
  }

  /** Without a list any host is meant; what is no host's name allows none. */
  private static void addHosts(JsonNode allowed, ArrayNode hosts, ArrayNode internal) {
    if (allowed.isEmpty()) {
      hosts.add("*");
    }
    for (JsonNode host : allowed) {
      String name = host.asText().toLowerCase(Locale.ROOT);
      if (name.equals("*") || NetworkHosts.isHostOrSuffix(name)) {
        hosts.add(name);
      }
      if (NetworkHosts.isHost(name)) {
        internal.add(name);
      }
    }
  }

  /** The routes that a manifest names. */
  static List<Route> routes(String what, ObjectNode json, List<Route> otherwise) {
    JsonNode routes = json.get(ROUTES);
    return routes == null ? otherwise : new OrbisManifest(what).routes(routes);
  }

  private List<Route> routes(JsonNode array) {
    if (!array.isArray()) {
      throw fields.bad("routes must be an array");
    }
    List<Route> routes = new ArrayList<>();
    for (JsonNode route : array) {
      String method = route.path("method").asText().toUpperCase(Locale.ROOT);
      if (!METHODS.contains(method)) {
        throw fields.bad("Invalid HTTP method: " + route.path("method").asText());
      }
      String path = route.path("path").asText();
      if (!path.startsWith("/")) {
        throw fields.bad(
            path.isEmpty() ? "Route path is required" : "Route path must start with '/'");
      }
      String handler = route.path("handler").asText();
      if (handler.isEmpty()) {
        throw fields.bad("Route handler is required");
      }
      routes.add(new Route(method, path, handler));
    }
    return routes;
  }
}
