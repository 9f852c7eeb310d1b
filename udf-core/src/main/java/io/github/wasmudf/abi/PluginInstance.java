package io.github.wasmudf.abi;

import io.github.wasmudf.engine.BytesCall;
import io.github.wasmudf.engine.BytesProtocol;
import io.github.wasmudf.engine.WasmInstance;
import io.github.wasmudf.pool.Pooled;
import java.util.HashMap;
import java.util.Map;

/**
 * An instance of a plugin, ready for rows. Has one owner; one thread at a time.
 *
 * <p>Guests leak by design ({@code abis.md}, fact 6), so an instance counts as used up when its
 * memory has grown past half of what it may grow by.
 */
public final class PluginInstance implements Pooled {
  private final WasmInstance instance;
  private final BytesProtocol protocol;
  private final BytesCall call;
  private final Map<String, BytesCall> others = new HashMap<>();
  private final long fullAt;
  private boolean used;

  PluginInstance(WasmInstance instance, BytesProtocol protocol, long memoryLimit) {
    this.instance = instance;
    this.protocol = protocol;
    this.call = instance.bind(protocol);
    long initial = instance.memoryBytes();
    this.fullAt = initial + Math.max(0, memoryLimit - initial) / 2;
  }

  /**
   * The bound protocol. Whoever uses it says so first: {@link #use}.
   *
   * @param function an export that the ABI found to be callable; it is bound when it is first used
   */
  public BytesCall call(String function) {
    return function.equals(protocol.function())
        ? call
        : others.computeIfAbsent(function, name -> instance.bind(protocol.withFunction(name)));
  }

  /** Marks the instance as used; answers whether it was used before. */
  public boolean use() {
    boolean before = used;
    used = true;
    return before;
  }

  @Override
  public boolean isGood() {
    return instance.isUsable() && instance.memoryBytes() <= fullAt;
  }

  @Override
  public long bytes() {
    return instance.memoryBytes();
  }

  @Override
  public void close() {
    instance.close();
  }
}
