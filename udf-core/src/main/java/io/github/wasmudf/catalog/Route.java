package io.github.wasmudf.catalog;

/**
 * A route that a manifest names a handler for ({@code abis.md} 2.8).
 *
 * @param method in upper case
 * @param path as the manifest spells it
 * @param handler the export
 */
public record Route(String method, String path, String handler) {
  /** Whether a call that names a request means this route. */
  public boolean isNamed(String request) {
    int space = request.indexOf(' ');
    return space > 0
        && request.substring(0, space).equalsIgnoreCase(method)
        && request.substring(space + 1).strip().equals(path);
  }
}
