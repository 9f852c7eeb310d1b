package io.github.wasmudf.catalog;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A route that a manifest names a handler for ({@code abis.md} 2.8).
 *
 * @param method in upper case
 * @param path as the manifest spells it; a part of it that is {@code :name} or {@code {name}}
 *     stands for any part
 * @param handler the export
 */
public record Route(String method, String path, String handler) {
  private static final int MOST_REQUEST_CHARS = 8_192;

  /**
   * What a call that names a request asks of a route.
   *
   * @param params the parts of the path that the route has names for
   * @param query what stands behind a question mark
   */
  public record Request(String path, Map<String, String> params, Map<String, String> query) {
    /** Whether there is nothing in it but the route's own path. */
    public boolean isBare() {
      return params.isEmpty() && query.isEmpty();
    }
  }

  /** Whether a call that names a request spells it as this route does. */
  public boolean isNamed(String request) {
    return path.equals(pathOf(request));
  }

  /** What a request asks of this route; null when it means another one. */
  public @Nullable Request match(String request) {
    String asked = request.length() > MOST_REQUEST_CHARS ? null : pathOf(request);
    if (asked == null) {
      return null;
    }
    if (asked.equals(path)) {
      return new Request(path, Map.of(), Map.of());
    }
    int mark = asked.indexOf('?');
    String bare = mark < 0 ? asked : asked.substring(0, mark);
    Map<String, String> params = params(bare);
    return params == null
        ? null
        : new Request(bare, params, query(mark < 0 ? "" : asked.substring(mark + 1)));
  }

  /** The path of a request of this method; null of any other. */
  private @Nullable String pathOf(String request) {
    int space = request.indexOf(' ');
    return space > 0 && request.substring(0, space).equalsIgnoreCase(method)
        ? request.substring(space + 1).strip()
        : null;
  }

  private @Nullable Map<String, String> params(String asked) {
    List<String> own = List.of(path.split("/", -1));
    List<String> parts = List.of(asked.split("/", -1));
    if (own.size() != parts.size()) {
      return null;
    }
    Map<String, String> params = new LinkedHashMap<>();
    for (int i = 0; i < own.size(); i++) {
      String name = nameIn(own.get(i));
      if (name != null && !parts.get(i).isEmpty()) {
        params.put(name, decoded(parts.get(i).replace("+", "%2B")));
      } else if (!own.get(i).equals(parts.get(i))) {
        return null;
      }
    }
    return params;
  }

  private static @Nullable String nameIn(String part) {
    int length = part.length();
    if (length > 1 && part.startsWith(":")) {
      return part.substring(1);
    }
    return length > 2 && part.startsWith("{") && part.endsWith("}")
        ? part.substring(1, length - 1)
        : null;
  }

  private static Map<String, String> query(String text) {
    Map<String, String> query = new LinkedHashMap<>();
    for (String field : text.split("&", -1)) {
      int equals = field.indexOf('=');
      if (!field.isEmpty()) {
        query.put(
            decoded(equals < 0 ? field : field.substring(0, equals)),
            equals < 0 ? "" : decoded(field.substring(equals + 1)));
      }
    }
    return query;
  }

  /** What is no proper encoding stands for itself. */
  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      return text;
    }
  }
}
