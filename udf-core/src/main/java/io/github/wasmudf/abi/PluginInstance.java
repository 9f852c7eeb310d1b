package io.github.wasmudf.abi;

import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.BytesCall;
import io.github.wasmudf.engine.BytesProtocol;
import io.github.wasmudf.engine.NumberRows;
import io.github.wasmudf.engine.NumbersCall;
import io.github.wasmudf.engine.RowBatch;
import io.github.wasmudf.engine.WasmInstance;
import io.github.wasmudf.pool.Pooled;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An instance of a plugin, ready for rows. Has one owner; one thread at a time.
 *
 * <p>Guests leak by design ({@code abis.md}, fact 6), so an instance counts as used up when its
 * memory has grown past half of what it may grow by.
 */
public final class PluginInstance implements Pooled {
  private final WasmInstance instance;
  private final @Nullable BytesCall call;
  private final long fullAt;

  /** What was bound, by the numbers that the plugin's owner gave the exports. */
  private @Nullable NumbersCall[] numbers = {};

  private boolean used;

  PluginInstance(WasmInstance instance, BytesProtocol protocol, long memoryLimit) {
    this(instance, instance.bind(protocol), memoryLimit);
  }

  /** An instance that takes no bytes. */
  PluginInstance(WasmInstance instance, long memoryLimit) {
    this(instance, (BytesCall) null, memoryLimit);
  }

  private PluginInstance(WasmInstance instance, @Nullable BytesCall call, long memoryLimit) {
    this.instance = instance;
    this.call = call;
    long initial = instance.memoryBytes();
    this.fullAt = initial + Math.max(0, memoryLimit - initial) / 2;
  }

  /**
   * The bound protocol. Whoever uses it says so first: {@link #use}.
   *
   * @throws UdfException {@code NOT_FOUND} when the plugin takes no bytes
   */
  public BytesCall call() {
    BytesCall bound = call;
    if (bound == null) {
      throw new UdfException(
          UdfError.NOT_FOUND, "its exports are over numbers; it takes neither text nor bytes");
    }
    return bound;
  }

  /**
   * An export of numbers, bound when it is first asked for.
   *
   * @param slot the export's number among those that are asked for
   */
  public NumbersCall numbers(int slot, String export) {
    NumbersCall bound = slot < numbers.length ? numbers[slot] : null;
    return bound == null ? bindNumbers(slot, export) : bound;
  }

  private NumbersCall bindNumbers(int slot, String export) {
    NumbersCall bound = instance.bindNumbers(export);
    numbers = Arrays.copyOf(numbers, Math.max(slot + 1, numbers.length));
    numbers[slot] = bound;
    return bound;
  }

  /** Rows of numbers; ends where the instance is used up. See {@link NumbersCall#callRows}. */
  public void callNumbers(int slot, String export, NumberRows rows) {
    numbers(slot, export).callRows(rows, fullAt);
  }

  /** Rows of a batch; ends where the instance is used up. See {@link BytesCall#callRows}. */
  public boolean callRows(byte[] head, RowBatch rows) {
    return call().callRows(head, rows, fullAt);
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
