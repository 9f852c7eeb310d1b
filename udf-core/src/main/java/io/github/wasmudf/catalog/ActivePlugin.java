package io.github.wasmudf.catalog;

/**
 * What a call by name meets.
 *
 * @param plugin the active version
 * @param grantees who may call it, whatever its version
 */
public record ActivePlugin(PluginRecord plugin, Grantees grantees) {}
