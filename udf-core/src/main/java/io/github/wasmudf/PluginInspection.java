package io.github.wasmudf;

import io.github.wasmudf.abi.PluginDescription;
import io.github.wasmudf.engine.ModuleOutline;

/**
 * What was found in a module that could be registered: it was compiled and instantiated, and it
 * described itself.
 *
 * @param abi the ABI that it follows
 * @param engine the engine that runs it here under its options
 * @param sha256 of its bytes, lower-case hexadecimal
 * @param bytes its size
 * @param outline its imports and exports
 * @param description what it says of itself; its manifest's words where its exports are silent
 */
public record PluginInspection(
    String abi,
    String engine,
    String sha256,
    long bytes,
    ModuleOutline outline,
    PluginDescription description) {}
