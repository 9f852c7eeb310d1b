package io.github.wasmudf.abi;

import org.jspecify.annotations.Nullable;

/**
 * What a plugin says of itself through its exports.
 *
 * @param name or null
 * @param version or null
 * @param description or null
 */
public record PluginDescription(
    @Nullable String name, @Nullable String version, @Nullable String description) {
  /** A plugin that says nothing. */
  public static final PluginDescription NONE = new PluginDescription(null, null, null);
}
