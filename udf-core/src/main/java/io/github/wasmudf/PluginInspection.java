package io.github.wasmudf;

import io.github.wasmudf.catalog.DeclaredFunction;
import io.github.wasmudf.catalog.ModuleContents;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found in a module that could be registered: it was compiled and instantiated, and it
 * described itself.
 *
 * @param abi the ABI that it follows
 * @param engine the engine that runs it here under its options
 * @param sha256 of its bytes, lower-case hexadecimal
 * @param bytes its size
 * @param name what it calls itself, or null; so the next two; its manifest's words where its
 *     exports are silent
 * @param version its own version, or null
 * @param description or null
 * @param note what an operator should know of how fast it will run, or null
 * @param contents what is in the module
 * @param functions what it declares; their exports are there
 */
public record PluginInspection(
    String abi,
    String engine,
    String sha256,
    long bytes,
    @Nullable String name,
    @Nullable String version,
    @Nullable String description,
    @Nullable String note,
    ModuleContents contents,
    List<DeclaredFunction> functions) {
  public PluginInspection {
    functions = List.copyOf(functions);
  }
}
