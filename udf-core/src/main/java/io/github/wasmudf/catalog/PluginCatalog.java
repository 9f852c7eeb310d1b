package io.github.wasmudf.catalog;

/** Where a session reads the modules of plugins from. Used by the session's one thread. */
@FunctionalInterface
public interface PluginCatalog {
  /**
   * The bytes of a plugin's module; asked only when nobody in this runtime has it compiled.
   *
   * @return a fresh array, given up to the caller, who checks it against the record's digest
   */
  byte[] readModule(PluginRecord plugin);
}
