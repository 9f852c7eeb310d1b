package io.github.wasmudf;

import io.github.wasmudf.catalog.ErrorRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * SQL's numbers are the numbers of an export; NULL has none, and never comes here. Several results
 * are an array or a row.
 */
final class NumericCall implements TypedCall {
  private final NumericFunction function;
  private final NumericValues values;
  private final ErrorRule errors;
  private final long[] bits;

  /** Room for the results of one row; null where the result is no list. */
  private final @Nullable NumberBatch several;

  NumericCall(NumericFunction function, boolean isList, ErrorRule errors) {
    this.errors = errors;
    this.function = function;
    this.values = new NumericValues(function, errors);
    this.bits = new long[function.parameters().size()];
    this.several = isList ? values.batch(1) : null;
  }

  @Override
  public Object call(CallCounter counter, @Nullable Object[] arguments) {
    if (several != null) {
      return List.of(values.call(counter, several, arguments));
    }
    for (int i = 0; i < bits.length; i++) {
      bits[i] = NumericValues.bits(arguments[i]);
    }
    try {
      return values.value(function.call(counter, bits));
    } catch (UdfException failed) {
      throw values.shown(failed, bits);
    }
  }

  /** A failure, with the arguments of the row that it is about. */
  UdfException shown(UdfException failed, NumberBatch batch, int row) {
    return values.shown(failed, batch, row);
  }

  void call(CallCounter counter, NumberBatch rows) {
    function.call(counter, rows);
  }

  @Override
  public TypedBatch batch(CallCounter counter, boolean calledOnNull, int capacity) {
    return new NumericBatch(this, counter, errors, values.batch(capacity));
  }

  /** SQL's value of what a row was answered. */
  Object value(NumberBatch rows, int row) {
    return several == null ? values.value(rows.results()[row]) : List.of(values.values(rows, row));
  }
}
