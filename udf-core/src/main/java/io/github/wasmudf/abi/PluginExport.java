package io.github.wasmudf.abi;

/**
 * A function of a plugin that SQL may call, as its ABI found it in the module's outline. Immutable,
 * and the same for all instances.
 */
public sealed interface PluginExport
    permits TransformExport, ExtismExport, ReflowExport, OrbisExport, OrbisRouteExport, W3bExport {
  /** Its name in the module. */
  String name();

  /** What is bound to an instance for its calls; all that is special in this one is in its head. */
  default PluginExport bound() {
    return this;
  }

  /** Whether a call's parameters may be any text; else they are the text of a JSON object. */
  boolean takesAnyParameters();

  /**
   * Whether it takes a JSON object with a value for each argument by its name, and answers one JSON
   * value; else arguments and results are as {@code docs/abi/values.md} has them.
   */
  default boolean takesPorts() {
    return false;
  }

  /** Whether nothing of its input counts, and it answers the number that its type says. */
  default boolean takesNothing() {
    return false;
  }

  /** Whether it answers JSON of which {@code null} is NULL, also where text or bytes are wanted. */
  default boolean answersNull() {
    return false;
  }

  /**
   * What stands before the data of a call.
   *
   * @param header of the call's parameters, {@code [u32 LE n][n bytes]}, or empty for none
   */
  byte[] head(byte[] header);
}
