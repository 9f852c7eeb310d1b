package io.github.wasmudf;

import io.github.wasmudf.abi.PluginExport;
import io.github.wasmudf.catalog.DeclaredFunction;
import io.github.wasmudf.catalog.Encoding;
import io.github.wasmudf.catalog.ErrorRule;
import org.jspecify.annotations.Nullable;

/** Values become bytes that an export takes; its answer becomes a value. */
final class EncodedCall implements TypedCall {
  private final String label;
  private final PluginExport export;
  private final PluginCalls calls;
  private final CallParameters parameters;
  private final ArgumentEncoder encoder;
  private final ResultDecoder decoder;
  private final ErrorRule errors;
  private final boolean isBare;
  private final boolean isBytes;

  /**
   * How a function's values travel.
   *
   * @param label names plugin and function in errors
   */
  EncodedCall(
      String label,
      DeclaredFunction function,
      CallParameters parameters,
      PluginExport export,
      PluginCalls calls) {
    this.label = label;
    this.export = export;
    this.calls = calls;
    this.parameters = parameters;
    this.encoder = ArgumentEncoder.of(function, export.takesPorts());
    this.decoder = ResultDecoder.of(function, export.takesPorts());
    this.errors = function.errors();
    this.isBare = !export.takesPorts() && ArgumentEncoder.isBare(function);
    this.isBytes =
        function.encoding() == Encoding.BINARY
            || (isBare && function.signature().arguments().get(0).type().kind().isBytes());
  }

  @Override
  public @Nullable Object call(CallCounter counter, @Nullable Object[] arguments) {
    byte[] input = encoded(counter, arguments);
    try {
      Object answer = calls.value(counter, export, parameters, input, decoder.takesText());
      return answer == null ? null : decoded(counter, answer);
    } catch (UdfException failed) {
      throw shown(failed, input);
    }
  }

  /** A failure, with the input that it is about. */
  UdfException shown(UdfException failed, byte[] input) {
    if (errors.sensitive()) {
      return errors.hidden(failed, label);
    }
    if (failed.error() == UdfError.CANCELLED) {
      return failed;
    }
    return failed.with(isBytes ? ShownInput.of(input) : ShownInput.ofText(input, isBare));
  }

  /** Calls the rows of a batch of encoded arguments, whose results are to be decoded. */
  void call(CallCounter counter, UdfBatch rows) {
    calls.call(counter, export, parameters, rows, decoder.takesText());
  }

  @Override
  public TypedBatch batch(CallCounter counter, boolean calledOnNull, int capacity) {
    return new EncodedBatch(this, counter, errors, calledOnNull, capacity);
  }

  byte[] encoded(CallCounter counter, @Nullable Object[] arguments) {
    try {
      return encoder.encode(arguments);
    } catch (UdfException refused) {
      counter.count(0, refused.error(), 0, null);
      throw errors.hidden(refused.about(label), label);
    } catch (OutOfMemoryError exhausted) {
      counter.count(0, UdfError.MEMORY_LIMIT, 0, null);
      throw UdfException.noHeap(exhausted).about(label);
    }
  }

  @Nullable Object decoded(CallCounter counter, Object answer) {
    try {
      return decoder.decode(answer);
    } catch (UdfException refused) {
      counter.refused(refused.error());
      throw refused.about(label);
    } catch (OutOfMemoryError exhausted) {
      counter.refused(UdfError.MEMORY_LIMIT);
      throw UdfException.noHeap(exhausted).about(label);
    }
  }
}
