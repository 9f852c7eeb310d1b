package io.github.wasmudf.abi;

import io.github.wasmudf.Signature;
import org.jspecify.annotations.Nullable;

/**
 * An actor's export.
 *
 * @param form what goes in and comes out
 * @param owner the label of the created function whose state it changes; null where that is the
 *     plugin's
 * @param ports null where an object with all ports goes in and comes out
 */
record ReflowExport(String name, Form form, @Nullable String owner, @Nullable ReflowPorts ports)
    implements PluginExport {
  /** What goes in and comes out. */
  enum Form {
    /** One input, and one answer. */
    ANSWER,
    /** One input, and a row for each output that is sent. */
    ROWS,
    /** An array of inputs: a call for each, with a state of their own; the answer of the last. */
    GROUP,
    /** Anything in, an empty state out: what the connection keeps of the plugin is forgotten. */
    RESET;

    static Form of(Signature.Kind kind) {
      return switch (kind) {
        case TABLE -> ROWS;
        case AGGREGATE -> GROUP;
        default -> ANSWER;
      };
    }
  }

  @Override
  public boolean takesPorts() {
    return ports != null;
  }

  @Override
  public boolean takesAnyParameters() {
    return false;
  }

  @Override
  public byte[] head(byte[] header) {
    return header;
  }
}
