package io.github.wasmudf.abi;

/**
 * A handler of an Orbis plugin.
 *
 * @param method of the request that it gets, such as {@code GET}
 * @param path of that request
 * @param isPacked whether it answers a pointer and a length in 64 bits
 * @param rows whether an array within its answer is the answer
 */
record OrbisExport(String name, String method, String path, boolean isPacked, boolean rows)
    implements PluginExport {
  @Override
  public boolean takesAnyParameters() {
    return false;
  }

  @Override
  public byte[] head(byte[] header) {
    return header;
  }
}
