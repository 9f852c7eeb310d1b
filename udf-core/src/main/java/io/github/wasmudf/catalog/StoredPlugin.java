package io.github.wasmudf.catalog;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One version of a plugin with all that a catalog lists of it.
 *
 * @param plugin what a session loads
 * @param active whether calls by name meet this version
 * @param abi the ABI that it follows
 * @param engine the engine that it was checked with
 * @param bytes the module's size
 * @param selfName what it calls itself, or null; so the next two
 * @param selfVersion its own version, or null
 * @param description or null
 * @param contents what is in the module
 * @param owner who registered it
 * @param registeredAt when
 * @param grantees who may call the plugin; the same for all its versions
 */
public record StoredPlugin(
    PluginRecord plugin,
    boolean active,
    String abi,
    String engine,
    long bytes,
    @Nullable String selfName,
    @Nullable String selfVersion,
    @Nullable String description,
    ModuleContents contents,
    String owner,
    Instant registeredAt,
    Grantees grantees) {

  /** The same version, active or not. */
  public StoredPlugin withActive(boolean nowActive) {
    return new StoredPlugin(
        plugin,
        nowActive,
        abi,
        engine,
        bytes,
        selfName,
        selfVersion,
        description,
        contents,
        owner,
        registeredAt,
        grantees);
  }

  /** The same version, callable by others. */
  public StoredPlugin withGrantees(Grantees others) {
    return new StoredPlugin(
        plugin,
        active,
        abi,
        engine,
        bytes,
        selfName,
        selfVersion,
        description,
        contents,
        owner,
        registeredAt,
        others);
  }
}
