package io.github.wasmudf;

import io.github.wasmudf.catalog.DeclaredFunction;
import io.github.wasmudf.catalog.ErrorRule;
import org.jspecify.annotations.Nullable;

/** Values travel as bytes, and rows come back as JSON. */
final class EncodedRowsCall implements RowsCall {
  private final String label;
  private final TableCall call;
  private final CallParameters parameters;
  private final ArgumentEncoder encoder;
  private final RowShape shape;
  private final ErrorRule errors;

  EncodedRowsCall(String label, DeclaredFunction function, TableCall call) {
    String text = function.parameters();
    this.label = label;
    this.call = call;
    this.parameters = text == null ? CallParameters.NONE : CallParameters.of(text);
    this.encoder = ArgumentEncoder.of(function, call.takesPorts());
    this.shape = RowShape.of(function.signature().columns());
    this.errors = function.errors();
  }

  @Override
  public UdfRows rows(@Nullable Object[] arguments) {
    return call.rows(parameters, encoded(arguments), shape);
  }

  private byte[] encoded(@Nullable Object[] arguments) {
    try {
      return encoder.encode(arguments);
    } catch (UdfException refused) {
      counter().count(0, refused.error(), 0, null);
      throw errors.hidden(refused.about(label), label);
    } catch (OutOfMemoryError exhausted) {
      counter().count(0, UdfError.MEMORY_LIMIT, 0, null);
      throw UdfException.noHeap(exhausted).about(label);
    }
  }

  @Override
  public CallCounter counter() {
    return call.counter();
  }
}
