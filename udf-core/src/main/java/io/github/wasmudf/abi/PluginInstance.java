package io.github.wasmudf.abi;

import io.github.wasmudf.engine.BytesCall;
import io.github.wasmudf.engine.CallTimes;
import io.github.wasmudf.engine.NumberRows;
import io.github.wasmudf.engine.NumbersCall;
import io.github.wasmudf.engine.RowBatch;
import io.github.wasmudf.engine.WasmInstance;
import io.github.wasmudf.pool.Pooled;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An instance of a plugin, ready for rows. Has one owner; one thread at a time.
 *
 * <p>Guests leak by design ({@code abis.md}, fact 6), so an instance counts as used up when its
 * memory has grown past half of what it may grow by.
 */
public final class PluginInstance implements Pooled {
  private static final Logger LOGGER = System.getLogger(PluginInstance.class.getName());

  private final PluginAbi abi;
  private final WasmInstance instance;
  private final PluginContext context;
  private final long fullAt;
  private final Map<PluginExport, BytesCall> calls = new HashMap<>();
  private @Nullable PluginExport lastExport;
  private @Nullable BytesCall lastCall;

  /** What was bound, by the numbers that the plugin's owner gave the exports. */
  private @Nullable NumbersCall[] numbers = {};

  private final Map<String, NumbersCall> named = new HashMap<>();

  /** Whether an export ran, or is about to, behind which no other may. */
  private boolean hasRunOnce;

  private boolean used;
  private @Nullable Thread user;

  /**
   * Takes an instance over that its ABI has made ready.
   *
   * @param memoryLimit what its memory may grow to, in bytes
   */
  public PluginInstance(
      PluginAbi abi, WasmInstance instance, PluginContext context, long memoryLimit) {
    this.context = context;
    this.abi = abi;
    this.instance = instance;
    long initial = instance.memoryBytes();
    this.fullAt = initial + Math.max(0, memoryLimit - initial) / 2;
  }

  /** An export, bound when it is first asked for. Whoever uses it says so first: {@link #use}. */
  public BytesCall call(PluginExport export) {
    BytesCall call = lastCall;
    if (call == null || export != lastExport) {
      hasRunOnce |= export.runsOnce();
      call = calls.computeIfAbsent(export.bound(), wanted -> abi.bind(wanted, instance, context));
      lastExport = export;
      lastCall = call;
    }
    return call;
  }

  /** Rows of a batch; ends where the instance is used up. See {@link BytesCall#callRows}. */
  public boolean callRows(PluginExport export, byte[] head, RowBatch rows) {
    return call(export).callRows(head, rows, fullAt);
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

  /** An export of numbers by its name, bound when it is first asked for. */
  public NumbersCall numbersByName(String export) {
    return named.computeIfAbsent(export, instance::bindNumbers);
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

  /** Where the time of its calls goes, if somebody asks for it. */
  public CallTimes times() {
    return instance.times();
  }

  /** Marks the instance as used; answers whether it was used before. */
  public boolean use() {
    boolean before = used;
    used = true;
    user = Thread.currentThread();
    return before;
  }

  /** Whether it can be called at all, however full it is. */
  public boolean isUsable() {
    return instance.isUsable();
  }

  @Override
  public boolean isGood() {
    return instance.isUsable() && instance.memoryBytes() <= fullAt && !hasRunOnce;
  }

  @Override
  public long bytes() {
    return instance.memoryBytes();
  }

  @Override
  public void close() {
    try {
      // Whoever calls it now would have another thread in the guest with him.
      if (instance.isUsable() && user == Thread.currentThread()) {
        abi.cleanUp(instance);
      }
    } catch (RuntimeException | Error failed) {
      LOGGER.log(Level.DEBUG, "a plugin's cleanup failed", failed);
    } finally {
      instance.close();
    }
  }
}
