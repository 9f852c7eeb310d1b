package io.github.wasmudf.abi;

import io.github.wasmudf.UdfException;
import io.github.wasmudf.engine.BytesCall;
import io.github.wasmudf.engine.NumbersCall;
import io.github.wasmudf.engine.RowBatch;
import io.github.wasmudf.engine.WasmInstance;
import io.github.wasmudf.host.UntrustedReader;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A handler of w3bstream, bound to an instance. What a row comes to is the resource that the
 * handler's answer names, or what it made of its input, or else its answer as a number.
 */
final class W3bCall implements BytesCall {
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
  public @Nullable String callText(byte[] head, byte[] data) {
    byte[] answer = call(head, data);
    return answer == null ? null : UntrustedReader.text("result", answer);
  }

  /** One row a run: each has a conversation with the host. */
  @Override
  public boolean callRows(byte[] head, RowBatch rows, long memoryBound) {
    byte[] answer = call(head, Objects.requireNonNull(rows.input(rows.done())));
    if (answer != null) {
      rows.answer(answer);
    }
    return answer == null;
  }

  @Override
  public Refusal refusal() {
    return Refusal.ALLOCATE;
  }
}
