package io.github.wasmudf.calcite;

import io.github.wasmudf.Limits;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.host.ConnectionServices;
import io.github.wasmudf.host.PluginState;
import io.github.wasmudf.host.SqlAccess;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What plugins of a Calcite connection may use where its catalog is no database: values, as long as
 * the connection's schema lives. Thread-safe; calls of plugins come one after the other.
 */
final class MemoryServices implements ConnectionServices {
  private static final long MOST_BYTES = 64L << 20;

  private final Map<String, byte[]> values = new HashMap<>();
  private final List<Runnable> undo = new ArrayList<>();
  private long bytes;
  private int calls;

  @Override
  public SqlAccess sql(boolean mayWrite, Limits limits) {
    throw new UdfException(
        UdfError.SERVICE_FAILED,
        "plugins have SQL where schema WASM has its catalog in a database (operand jdbcUrl or"
            + " dataSource); it runs there");
  }

  @Override
  public PluginState state(String plugin) {
    return new State(plugin);
  }

  /** The values of one plugin. */
  private final class State implements PluginState {
    private final String plugin;

    State(String plugin) {
      this.plugin = plugin;
    }

    private String name(byte[] key) {
      return plugin + "/" + HexFormat.of().formatHex(key);
    }

    @Override
    public byte @Nullable [] get(byte[] key, long deadline) {
      byte[] value = value(name(key));
      return value == null ? null : value.clone();
    }

    @Override
    public void put(byte[] key, byte[] value, long deadline) {
      set(name(key), value.clone());
    }

    @Override
    public boolean remove(byte[] key, long deadline) {
      return set(name(key), null) != null;
    }
  }

  private synchronized byte @Nullable [] value(String name) {
    return values.get(name);
  }

  /** Sets a value, or removes it; answers what it was. */
  private synchronized byte @Nullable [] set(String name, byte @Nullable [] value) {
    byte[] old = values.get(name);
    long after = bytes + size(name, value) - size(name, old);
    if (value != null && after > MOST_BYTES) {
      throw UdfException.limit(
          UdfError.MEMORY_LIMIT, "bytes that plugins keep", MOST_BYTES, bytes, value.length);
    }
    if (value == null) {
      values.remove(name);
    } else {
      values.put(name, value);
    }
    bytes = after;
    if (calls > 0) {
      undo.add(() -> set(name, old));
    }
    return old;
  }

  private static long size(String name, byte @Nullable [] value) {
    return value == null ? 0 : name.length() + (long) value.length;
  }

  @Override
  public <T> T atomically(Supplier<T> call) {
    int from = begin();
    boolean isDone = false;
    try {
      T answer = call.get();
      isDone = true;
      return answer;
    } finally {
      end(from, isDone);
    }
  }

  private synchronized int begin() {
    calls++;
    return undo.size();
  }

  private synchronized void end(int from, boolean keeps) {
    int outer = calls - 1;
    calls = 0;
    while (!keeps && undo.size() > from) {
      undo.remove(undo.size() - 1).run();
    }
    calls = outer;
    if (outer == 0) {
      undo.clear();
    }
  }
}
