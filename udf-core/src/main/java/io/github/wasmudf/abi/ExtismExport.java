package io.github.wasmudf.abi;

/**
 * An export that takes its input from the kernel of Extism, and leaves its output there.
 *
 * @param hasKernel whether the module imports from there; else nothing goes in or out
 */
record ExtismExport(String name, boolean hasKernel) implements PluginExport {
  /** What runs a program from its beginning to its end. */
  static final String PROGRAM = "_start";

  @Override
  public boolean takesAnyParameters() {
    return false;
  }

  @Override
  public boolean runsOnce() {
    return name.equals(PROGRAM);
  }

  @Override
  public byte[] head(byte[] header) {
    return header;
  }
}
