package io.github.wasmudf;

import io.github.wasmudf.catalog.PluginRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * A plugin's version, resolved for one session: bytes or text in, bytes or text out. Used by the
 * session's one thread. NULL never comes here: a database answers NULL without a call.
 *
 * <p>Every exception is a {@link UdfException} that names the plugin; afterwards the next call is
 * as good as the first, because an instance that failed is not used again.
 */
public final class UdfFunction {
  private final PluginRecord plugin;
  private final RowShape rowShape;
  private final PluginCalls calls;
  private final CallCounter texts = new CallCounter();
  private final CallCounter binaries = new CallCounter();
  private final CallCounter tables = new CallCounter();

  /**
   * A plugin's function.
   *
   * @param calls closed by {@link #close}
   */
  UdfFunction(PluginRecord plugin, RowShape rowShape, PluginCalls calls) {
    this.plugin = plugin;
    this.rowShape = rowShape;
    this.calls = calls;
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
    return (byte[]) calls.call(binaries, parameters.header(), input, false);
  }

  /** One row, text out; {@code INVALID_TEXT} when the plugin answers anything but UTF-8. */
  public String text(CallParameters parameters, byte[] input) {
    return (String) calls.call(texts, parameters.header(), input, true);
  }

  /**
   * Calls the rows of a batch that are not done, text out; never throws for a row. The plugin's
   * time limit is that of each row.
   */
  public void texts(CallParameters parameters, UdfBatch batch) {
    calls.call(texts, parameters.header(), batch, true);
  }

  /** Calls the rows of a batch that are not done, bytes out; never throws for a row. */
  public void bytes(CallParameters parameters, UdfBatch batch) {
    calls.call(binaries, parameters.header(), batch, false);
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
    byte[] answer = (byte[]) calls.call(tables, parameters.header(), input, false);
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

  /** What was called so far, by form; from any thread. */
  List<CallStatistics> statistics(String user) {
    return Stream.of(
            CallStatistics.of(plugin, "WASM_TRANSFORM", user, texts, false),
            CallStatistics.of(plugin, "WASM_TRANSFORM_BINARY", user, binaries, false),
            CallStatistics.of(plugin, "WASM_TABLE", user, tables, true))
        .filter(each -> each.calls() > 0)
        .toList();
  }

  UdfSession.Usage usage() {
    EngineChoice engines = calls.engines();
    return new UdfSession.Usage(
        plugin.name(),
        plugin.version(),
        engines.engine(),
        engines.reason(),
        engines.instances(),
        engines.bytes());
  }

  /** Frees what no call needs now; calling goes on. */
  void dropIdle() {
    calls.engines().dropIdle();
  }

  /** Frees all instances and gives the module back; from any thread, once. */
  void close() {
    calls.close();
  }
}
