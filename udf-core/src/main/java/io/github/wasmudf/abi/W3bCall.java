package io.github.wasmudf.abi;

import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.NumbersCall;
import io.github.wasmudf.engine.WasmInstance;
import org.jspecify.annotations.Nullable;

/**
 * A handler of w3bstream, bound to an instance. What a row comes to is the resource that the
 * handler's answer names, or what it made of its input, or else its answer as a number.
 */
final class W3bCall implements OneByOneCall {
  private final NumbersCall handler;
  private final W3bHost host;
  private final boolean folds;

  /** Binds an export; of one that folds, the head of a call is what the rows before came to. */
  W3bCall(WasmInstance instance, W3bExport export) {
    this.handler = instance.bindNumbers(export.name());
    this.host = (W3bHost) instance.host();
    this.folds = export.folds();
  }

  @Override
  public byte @Nullable [] call(byte[] head, byte[] data) {
    return folds ? fold(head, data) : handle(head, data);
  }

  private byte @Nullable [] handle(byte[] parameters, byte[] data) {
    host.begin(parameters, data, null);
    try {
      return host.result((int) handler.call(W3bResources.INPUT, 0, 0, 0));
    } catch (UdfException failed) {
      throw host.blamed(failed);
    } finally {
      host.end();
    }
  }

  private byte @Nullable [] fold(byte[] before, byte[] data) {
    boolean isFirst = before == PluginAbi.NOTHING_FOLDED;
    host.begin(PluginAbi.NOTHING_FOLDED, data, isFirst ? null : before);
    try {
      int accumulator = isFirst ? 0 : W3bResources.ACCUMULATOR;
      return host.result((int) handler.call(accumulator, W3bResources.INPUT, 0, 0));
    } catch (UdfException failed) {
      throw host.blamed(failed);
    } finally {
      host.end();
    }
  }

  @Override
  public Refusal refusal() {
    return Refusal.ALLOCATE;
  }
}
