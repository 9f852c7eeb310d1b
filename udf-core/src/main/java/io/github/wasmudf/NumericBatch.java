package io.github.wasmudf;

import io.github.wasmudf.catalog.ErrorRule;
import org.jspecify.annotations.Nullable;

/** Rows whose values are numbers: they travel in columns. */
final class NumericBatch implements TypedBatch {
  private final NumericCall call;
  private final CallCounter counter;
  private final ErrorRule errors;
  private final NumberBatch numbers;
  private final boolean[] nulls;
  private int size;
  private @Nullable UdfException failure;

  NumericBatch(NumericCall call, CallCounter counter, ErrorRule errors, NumberBatch numbers) {
    this.errors = errors;
    this.call = call;
    this.counter = counter;
    this.numbers = numbers;
    this.nulls = new boolean[numbers.capacity()];
  }

  @Override
  public void clear() {
    size = 0;
    failure = null;
    numbers.begin(0);
  }

  @Override
  public int add(@Nullable Object[] arguments) {
    int row = size;
    nulls[row] = TypedFunction.hasNull(arguments);
    if (!nulls[row]) {
      for (int i = 0; i < arguments.length; i++) {
        numbers.arguments(i)[row] = NumericValues.bits(arguments[i]);
      }
    }
    size++;
    return arguments.length * Long.BYTES;
  }

  @Override
  public void call() {
    numbers.begin(size);
    for (int row = 0; row < size; row++) {
      if (nulls[row]) {
        numbers.setNull(row);
      }
    }
    call.call(counter, numbers);
    UdfException failed = numbers.failure();
    while (failed != null && errors.forgives(failed)) {
      nulls[numbers.done()] = true;
      numbers.forgive();
      call.call(counter, numbers);
      failed = numbers.failure();
    }
    failure = failed == null ? null : call.shown(failed, numbers, numbers.done());
  }

  /** Results of numbers are never so large that they wait. */
  @Override
  public void resume(int row) {
    if (done() < size && failure() == null) {
      throw new IllegalStateException("rows that nobody called");
    }
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int done() {
    return numbers.done();
  }

  @Override
  public @Nullable Object result(int row) {
    return nulls[row] ? null : call.value(numbers, row);
  }

  @Override
  public @Nullable UdfException failure() {
    return failure;
  }
}
