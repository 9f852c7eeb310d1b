package io.github.wasmudf.host;

import io.github.wasmudf.UdfException;
import java.util.function.Function;

/** Nothing of anything. */
record NoServices(Function<String, UdfException> why) implements HostServices {
  @Override
  public SqlAccess sql() {
    throw why.apply("sql");
  }

  @Override
  public PluginState state() {
    throw why.apply("state");
  }

  @Override
  public HttpAccess http() {
    throw why.apply("http");
  }

  @Override
  public byte[] random(int length) {
    throw why.apply("wasi.random");
  }
}
