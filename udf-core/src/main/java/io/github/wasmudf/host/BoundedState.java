package io.github.wasmudf.host;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import org.jspecify.annotations.Nullable;

/** State whose keys and values are within their bounds, wherever it is kept. */
final class BoundedState implements PluginState {
  private final PluginState state;

  BoundedState(PluginState state) {
    this.state = state;
  }

  @Override
  public byte @Nullable [] get(byte[] key, long deadline) {
    require("bytes of a key of the plugin's state", MOST_KEY_BYTES, key.length);
    return state.get(key, deadline);
  }

  @Override
  public void put(byte[] key, byte[] value, long deadline) {
    require("bytes of a key of the plugin's state", MOST_KEY_BYTES, key.length);
    require("bytes of a value of the plugin's state", MOST_VALUE_BYTES, value.length);
    state.put(key, value, deadline);
  }

  @Override
  public boolean remove(byte[] key, long deadline) {
    require("bytes of a key of the plugin's state", MOST_KEY_BYTES, key.length);
    return state.remove(key, deadline);
  }

  private static void require(String what, int most, int length) {
    if (length > most) {
      throw UdfException.limit(UdfError.MEMORY_LIMIT, what, most, 0, length);
    }
  }
}
