package io.github.wasmudf.abi;

/**
 * A handler.
 *
 * @param folds whether it takes what it made of the rows before, too
 */
record W3bExport(String name, boolean folds) implements PluginExport {
  @Override
  public boolean takesAnyParameters() {
    return false;
  }

  @Override
  public byte[] head(byte[] header) {
    return header;
  }
}
