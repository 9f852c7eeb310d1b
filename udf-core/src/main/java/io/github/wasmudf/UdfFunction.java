package io.github.wasmudf;

import io.github.wasmudf.abi.PluginInstance;
import io.github.wasmudf.catalog.PluginRecord;
import io.github.wasmudf.engine.BytesCall;
import io.github.wasmudf.engine.FunctionType;
import io.github.wasmudf.engine.RowBatch;
import io.github.wasmudf.host.GuestLog;
import io.github.wasmudf.host.GuestOutput;
import io.github.wasmudf.pool.Pool;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A plugin's version, resolved for one session: bytes or text in, bytes or text out. Used by the
 * session's one thread. NULL never comes here: a database answers NULL without a call.
 *
 * <p>Every exception is a {@link UdfException} that names the plugin; afterwards the next call is
 * as good as the first, because an instance that failed is not used again.
 */
public final class UdfFunction {
  private final PluginRecord plugin;
  private final LoadedPlugin loaded;
  private final RowShape rowShape;
  private final Pool<PluginInstance> pool;
  private final GuestOutput log;
  private final StatementWatch watch;
  private final CallCounter texts = new CallCounter();
  private final CallCounter binaries = new CallCounter();
  private final CallCounter tables = new CallCounter();
  private final Map<String, NumericFunction> numbers = new ConcurrentHashMap<>();
  private final AtomicReference<PluginLoader.@Nullable Lease> lease;

  UdfFunction(
      PluginRecord plugin,
      PluginLoader.Lease lease,
      StatementWatch watch,
      BiConsumer<String, String> recent) {
    this.plugin = plugin;
    this.loaded = lease.plugin();
    this.rowShape = loaded.rowShape();
    this.log =
        loaded.grants().log()
            ? new GuestLog(plugin.label(), loaded.limits().logLinesPerSecond(), recent)
            : GuestOutput.NONE;
    this.watch = watch;
    this.pool =
        new Pool<>(() -> loaded.instantiate(log, watch.signal()), loaded.limits().instances());
    this.lease = new AtomicReference<>(lease);
  }

  /** Which plugin this is. */
  public PluginRecord plugin() {
    return plugin;
  }

  /**
   * One row, bytes out.
   *
   * @param input not changed; not kept
   * @return an array of its own
   */
  public byte[] bytes(CallParameters parameters, byte[] input) {
    return (byte[]) call(binaries, parameters.header(), input, false);
  }

  /** One row, text out; {@code INVALID_TEXT} when the plugin answers anything but UTF-8. */
  public String text(CallParameters parameters, byte[] input) {
    return (String) call(texts, parameters.header(), input, true);
  }

  /**
   * Calls the rows of a batch that are not done, text out; never throws for a row. The plugin's
   * time limit is that of each row.
   */
  public void texts(CallParameters parameters, UdfBatch batch) {
    callBatch(texts, parameters.header(), batch, true);
  }

  /** Calls the rows of a batch that are not done, bytes out; never throws for a row. */
  public void bytes(CallParameters parameters, UdfBatch batch) {
    callBatch(binaries, parameters.header(), batch, false);
  }

  private void callBatch(CallCounter counter, byte[] head, UdfBatch batch, boolean asText) {
    if (!batch.isOpen()) {
      return;
    }
    int before = batch.called();
    long began = counter.beginRows(batch.size() - batch.done());
    callRows(head, batch, batch.rows(asText));
    batch.failureIsAbout(plugin.label());
    counter.endRows(began, batch.called() - before, batch.failure() != null);
  }

  private void callRows(byte[] head, UdfBatch batch, RowBatch rows) {
    try {
      while (batch.isOpen()) {
        watch.check();
        run(head, batch, rows);
      }
    } catch (UdfException failed) {
      batch.fail(failed);
    } catch (OutOfMemoryError exhausted) {
      batch.fail(new UdfException(UdfError.MEMORY_LIMIT, "the Java heap is too small", exhausted));
    }
  }

  /** Rows on one instance, until it is used up or one refuses, which a fresh one is asked again. */
  private void run(byte[] head, UdfBatch batch, RowBatch rows) {
    PluginInstance instance = pool.lease();
    boolean isRefused;
    try {
      int before = batch.called();
      boolean wasUsed = instance.use();
      isRefused = instance.callRows(head, rows);
      if (isRefused && !wasUsed && batch.called() == before) {
        throw refused(instance.call().refusal());
      }
    } finally {
      pool.giveBack(instance);
    }
    if (isRefused) {
      pool.dropIdle();
    }
  }

  /**
   * An export of the plugin that takes numbers and answers one, whatever the plugin's ABI is; runs
   * nothing. The same object for the same export.
   *
   * @throws UdfException {@code NOT_FOUND} when no function of that name is exported, or one of
   *     another type
   */
  public NumericFunction numbers(String export) {
    NumericFunction known = numbers.get(export);
    return known == null ? bindNumbers(export) : known;
  }

  private NumericFunction bindNumbers(String export) {
    try {
      FunctionType type = loaded.numbers(export);
      NumericFunction made =
          new NumericFunction(export, type, plugin.label(), numbers.size(), pool, watch);
      numbers.put(export, made);
      return made;
    } catch (UdfException none) {
      throw none.about(plugin.label());
    }
  }

  /** What its rows look like when a call does not say it; runs nothing. */
  public RowShape rowShape() {
    return rowShape;
  }

  /**
   * One call, rows out. The plugin has answered when this returns; the rows are decoded one by one,
   * and hold no instance.
   *
   * @param input not changed; not kept
   */
  public UdfRows rows(CallParameters parameters, byte[] input, RowShape shape) {
    byte[] answer = (byte[]) call(tables, parameters.header(), input, false);
    return UdfRows.of(plugin.label(), answer, shape).counted(tables);
  }

  /**
   * The UTF-8 form of a text.
   *
   * @param what names it in the error
   * @throws UdfException {@code INVALID_TEXT} for half of a surrogate pair, which has none
   */
  public static byte[] encode(String what, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    // The encoder writes '?' for a lone surrogate. Only a text that may hold one is looked at: its
    // bytes hold a '?' that the text does not.
    if (hasMoreQuestionMarks(bytes, text)) {
      throw new UdfException(
          UdfError.INVALID_TEXT, what + " is not valid Unicode: it holds half of a surrogate pair");
    }
    return bytes;
  }

  private static boolean hasMoreQuestionMarks(byte[] bytes, String text) {
    int marks = 0;
    for (byte b : bytes) {
      if (b == '?') {
        marks++;
      }
    }
    for (int at = marks == 0 ? -1 : text.indexOf('?'); at >= 0; at = text.indexOf('?', at + 1)) {
      marks--;
    }
    return marks > 0;
  }

  private Object call(CallCounter counter, byte[] head, byte[] input, boolean asText) {
    long began = counter.begin();
    try {
      Object result = call(head, input, asText);
      counter.end(began);
      return result;
    } catch (UdfException failed) {
      counter.failed();
      throw failed;
    }
  }

  private Object call(byte[] head, byte[] input, boolean asText) {
    try {
      watch.check();
      PluginInstance instance = pool.lease();
      boolean wasUsed;
      BytesCall.Refusal refusal;
      try {
        wasUsed = instance.use();
        Object result = call(instance, head, input, asText);
        if (result != null) {
          return result;
        }
        refusal = instance.call().refusal();
      } finally {
        pool.giveBack(instance);
      }
      if (!wasUsed) {
        throw refused(refusal);
      }
      return callFresh(head, input, asText);
    } catch (UdfException failed) {
      throw failed.about(plugin.label());
    } catch (OutOfMemoryError exhausted) {
      throw new UdfException(
          UdfError.MEMORY_LIMIT, plugin.label() + ": the Java heap is too small", exhausted);
    }
  }

  private static @Nullable Object call(
      PluginInstance instance, byte[] head, byte[] input, boolean asText) {
    return asText ? instance.call().callText(head, input) : instance.call().call(head, input);
  }

  /**
   * A used guest that answers 0 may only be full ({@code abis.md}, fact 6): what a fresh one says
   * counts.
   */
  private Object callFresh(byte[] head, byte[] input, boolean asText) {
    pool.dropIdle();
    PluginInstance instance = pool.lease();
    try {
      instance.use();
      Object result = call(instance, head, input, asText);
      if (result == null) {
        throw refused(instance.call().refusal());
      }
      return result;
    } finally {
      pool.giveBack(instance);
    }
  }

  private static UdfException refused(BytesCall.Refusal refusal) {
    return new UdfException(
        UdfError.REFUSED,
        refusal == BytesCall.Refusal.ALLOCATE
            ? "the plugin has no room for the input (alloc answered 0)"
            : "the plugin refused the input (transform answered 0)");
  }

  /** What was called so far, by form; from any thread. */
  List<CallStatistics> statistics(String user) {
    Stream<CallStatistics> forms =
        Stream.of(
            CallStatistics.of(plugin, "WASM_TRANSFORM", user, texts, false),
            CallStatistics.of(plugin, "WASM_TRANSFORM_BINARY", user, binaries, false),
            CallStatistics.of(plugin, "WASM_TABLE", user, tables, true));
    Stream<CallStatistics> exports =
        numbers.values().stream()
            .map(each -> CallStatistics.of(plugin, each.export(), user, each.counter(), false));
    return Stream.concat(forms, exports).filter(each -> each.calls() > 0).toList();
  }

  UdfSession.Usage usage() {
    return new UdfSession.Usage(
        plugin.name(), plugin.version(), loaded.engine(), pool.size(), pool.bytes());
  }

  /** Frees what no call needs now; calling goes on. */
  void dropIdle() {
    pool.dropIdle();
  }

  /** Frees all instances and gives the module back; from any thread, once. */
  void close() {
    pool.close();
    PluginLoader.Lease held = lease.getAndSet(null);
    if (held != null) {
      held.close();
    }
  }
}
