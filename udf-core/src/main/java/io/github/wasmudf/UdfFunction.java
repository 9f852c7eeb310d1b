package io.github.wasmudf;

import io.github.wasmudf.abi.PluginContext;
import io.github.wasmudf.abi.PluginExport;
import io.github.wasmudf.abi.PluginInstance;
import io.github.wasmudf.catalog.PluginRecord;
import io.github.wasmudf.engine.BytesCall;
import io.github.wasmudf.host.GuestLog;
import io.github.wasmudf.host.GuestOutput;
import io.github.wasmudf.pool.Pool;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
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
  private final String engine;
  private final RowShape rowShape;
  private final Pool<PluginInstance> pool;
  private final GuestOutput log;
  private final StatementWatch watch;
  private final CallCounter texts = new CallCounter();
  private final CallCounter binaries = new CallCounter();
  private final CallCounter tables = new CallCounter();
  final CallCounter exportTexts = new CallCounter();
  final CallCounter exportBinaries = new CallCounter();
  private final Map<String, UdfExport> exports = new HashMap<>();
  private @Nullable PluginExport main;
  private @Nullable PluginExport table;
  private final AtomicReference<PluginLoader.@Nullable Lease> lease;

  UdfFunction(
      PluginRecord plugin,
      PluginLoader.Lease lease,
      StatementWatch watch,
      BiConsumer<String, String> recent) {
    this.loaded = lease.plugin();
    this.plugin = plugin;
    this.engine = loaded.engine();
    this.rowShape = loaded.rowShape();
    this.log =
        loaded.grants().log()
            ? new GuestLog(plugin.label(), loaded.limits().logLinesPerSecond(), recent)
            : GuestOutput.NONE;
    this.watch = watch;
    PluginContext context = loaded.newContext();
    this.pool =
        new Pool<>(
            () -> loaded.instantiate(context, log, watch.signal()), loaded.limits().instances());
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
    return (byte[]) call(binaries, main(), parameters, input, false);
  }

  /** One row, text out; {@code INVALID_TEXT} when the plugin answers anything but UTF-8. */
  public String text(CallParameters parameters, byte[] input) {
    return (String) call(texts, main(), parameters, input, true);
  }

  /** Calls the rows of a batch that are not done, text out; never throws for a row. */
  public void texts(CallParameters parameters, UdfBatch batch) {
    callBatch(texts, parameters, batch, true);
  }

  /** Calls the rows of a batch that are not done, bytes out; never throws for a row. */
  public void bytes(CallParameters parameters, UdfBatch batch) {
    callBatch(binaries, parameters, batch, false);
  }

  private void callBatch(
      CallCounter counter, CallParameters parameters, UdfBatch batch, boolean asText) {
    try {
      PluginExport export = main();
      while (batch.done() < batch.size()) {
        byte[] input = batch.input(batch.done());
        batch.answer(input == null ? null : call(counter, export, parameters, input, asText));
      }
    } catch (UdfException failed) {
      batch.fail(failed);
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
    byte[] answer = (byte[]) call(tables, table(), parameters, input, false);
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

  /**
   * An export by its name; the same object for the same name.
   *
   * @throws UdfException {@code NOT_FOUND} when there is none that can be called
   */
  public UdfExport export(String name) {
    UdfExport export = exports.get(name);
    if (export == null) {
      try {
        export = new UdfExport(this, loaded.export(name));
      } catch (UdfException unknown) {
        throw unknown.about(plugin.label());
      }
      exports.put(name, export);
    }
    return export;
  }

  /** As {@link UdfExport#takesAnyParameters}, of the export that a call which names none means. */
  public boolean takesAnyParameters() {
    return main().takesAnyParameters();
  }

  private PluginExport main() {
    PluginExport found = main;
    if (found == null) {
      found = resolved(loaded::mainExport);
      main = found;
    }
    return found;
  }

  private PluginExport table() {
    PluginExport found = table;
    if (found == null) {
      found = resolved(loaded::tableExport);
      table = found;
    }
    return found;
  }

  private PluginExport resolved(Supplier<PluginExport> export) {
    try {
      return export.get();
    } catch (UdfException unknown) {
      throw unknown.about(plugin.label());
    }
  }

  Object call(
      CallCounter counter,
      PluginExport export,
      CallParameters parameters,
      byte[] input,
      boolean asText) {
    long began = counter.begin();
    try {
      Object result = call(export, export.head(parameters.header()), input, asText);
      counter.end(began);
      return result;
    } catch (UdfException failed) {
      counter.failed();
      throw failed;
    }
  }

  private Object call(PluginExport export, byte[] head, byte[] input, boolean asText) {
    try {
      watch.check();
      PluginInstance instance = pool.lease();
      boolean wasUsed;
      BytesCall.Refusal refusal;
      try {
        wasUsed = instance.use();
        Object result = call(instance.call(export), head, input, asText);
        if (result != null) {
          return result;
        }
        refusal = instance.call(export).refusal();
      } finally {
        pool.giveBack(instance);
      }
      return wasUsed ? callFresh(export, head, input, asText) : refused(export, refusal);
    } catch (UdfException failed) {
      throw failed.about(plugin.label());
    } catch (OutOfMemoryError exhausted) {
      throw new UdfException(
          UdfError.MEMORY_LIMIT, plugin.label() + ": the Java heap is too small", exhausted);
    }
  }

  private static @Nullable Object call(BytesCall call, byte[] head, byte[] input, boolean asText) {
    return asText ? call.callText(head, input) : call.call(head, input);
  }

  /**
   * A used guest that answers 0 may only be full ({@code abis.md}, fact 6): what a fresh one says
   * counts.
   */
  private Object callFresh(PluginExport export, byte[] head, byte[] input, boolean asText) {
    pool.dropIdle();
    PluginInstance instance = pool.lease();
    try {
      instance.use();
      BytesCall call = instance.call(export);
      Object result = call(call, head, input, asText);
      return result != null ? result : refused(export, call.refusal());
    } finally {
      pool.giveBack(instance);
    }
  }

  private static Object refused(PluginExport export, BytesCall.Refusal refusal) {
    throw new UdfException(
        UdfError.REFUSED,
        refusal == BytesCall.Refusal.ALLOCATE
            ? "the plugin has no room for the input (alloc answered 0)"
            : "the plugin refused the input (" + export.name() + " answered 0)");
  }

  /** What was called so far, by form; from any thread. */
  List<CallStatistics> statistics(String user) {
    return Stream.of(
            CallStatistics.of(plugin, "WASM_TRANSFORM", user, texts, false),
            CallStatistics.of(plugin, "WASM_TRANSFORM_BINARY", user, binaries, false),
            CallStatistics.of(plugin, "WASM_TABLE", user, tables, true),
            CallStatistics.of(plugin, "WASM_CALL", user, exportTexts, false),
            CallStatistics.of(plugin, "WASM_CALL_BINARY", user, exportBinaries, false))
        .filter(each -> each.calls() > 0)
        .toList();
  }

  UdfSession.Usage usage() {
    return new UdfSession.Usage(plugin.name(), plugin.version(), engine, pool.size(), pool.bytes());
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
