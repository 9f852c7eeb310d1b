package io.github.wasmudf.abi;

import io.github.wasmudf.engine.BytesProtocol;
import io.github.wasmudf.engine.BytesProtocol.Form;

/** An export that takes bytes and answers packed bytes. */
record TransformExport(BytesProtocol protocol) implements PluginExport {
  private static final byte[] NO_PARAMETERS = {0, 0, 0, 0};

  @Override
  public String name() {
    return protocol.function();
  }

  @Override
  public boolean takesAnyParameters() {
    return isSplit();
  }

  @Override
  public byte[] head(byte[] header) {
    return header.length == 0 && isSplit() ? NO_PARAMETERS : header;
  }

  private boolean isSplit() {
    return protocol.form() == Form.WITH_PARAMETERS;
  }
}
