package io.github.wasmudf;

import io.github.wasmudf.abi.PluginExport;
import org.jspecify.annotations.Nullable;

/**
 * One export of a plugin's version, resolved for one session; as {@link UdfFunction}, which it is a
 * part of, in everything else.
 */
public final class UdfExport {
  private final UdfFunction function;
  private final String name;
  private final PluginExport export;
  private final PluginCalls calls;
  private final CallCounter texts;
  private final CallCounter binaries;

  UdfExport(
      UdfFunction function,
      String name,
      PluginExport export,
      PluginCalls calls,
      CallCounter texts,
      CallCounter binaries) {
    this.function = function;
    this.name = name;
    this.export = export;
    this.calls = calls;
    this.texts = texts;
    this.binaries = binaries;
  }

  /** The plugin's function that it belongs to. */
  public UdfFunction function() {
    return function;
  }

  /** What it was asked for by: its name in the module, or the request of a route. */
  public String name() {
    return name;
  }

  /** Whether its parameters may be any text; else they are the text of a JSON object. */
  public boolean takesAnyParameters() {
    return export.takesAnyParameters();
  }

  /**
   * One row, bytes out.
   *
   * @param input not changed; not kept
   * @return an array of its own
   */
  public byte[] bytes(CallParameters parameters, byte[] input) {
    return (byte[]) calls.call(binaries, export, parameters, input, false);
  }

  /** One row, text out; {@code INVALID_TEXT} when the plugin answers anything but UTF-8. */
  public String text(CallParameters parameters, byte[] input) {
    return (String) calls.call(texts, export, parameters, input, true);
  }

  /**
   * One row as SQL has it.
   *
   * @param asText whether text comes out, not bytes
   * @return a String or an array of its own; null where the plugin's contract has an answer that is
   *     NULL
   */
  public @Nullable Object value(CallParameters parameters, byte[] input, boolean asText) {
    return calls.value(asText ? texts : binaries, export, parameters, input, asText);
  }

  /**
   * Calls the rows of a batch that are not done; never throws for a row. As {@link
   * UdfFunction#texts}.
   *
   * @param asText whether text comes out, not bytes
   */
  public void call(CallParameters parameters, UdfBatch batch, boolean asText) {
    calls.call(asText ? texts : binaries, export, parameters, batch, asText);
  }
}
