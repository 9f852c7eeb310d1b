package io.github.wasmudf.abi;

/**
 * An actor's export.
 *
 * @param rows whether its answer is a row for each output that it sends, instead of one object
 */
record ReflowExport(String name, boolean rows) implements PluginExport {
  @Override
  public boolean takesAnyParameters() {
    return false;
  }

  @Override
  public byte[] head(byte[] header) {
    return header;
  }
}
