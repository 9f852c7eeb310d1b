package io.github.wasmudf;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Rows whose values travel as bytes. */
final class EncodedBatch implements TypedBatch {
  private final EncodedCall call;
  private final CallCounter counter;
  private final boolean calledOnNull;
  private final @Nullable Object[] results;
  private UdfBatch rows;

  /** The number of the row that is the first of {@link #rows}. */
  private int base;

  private int done;
  private @Nullable UdfException failure;

  EncodedBatch(EncodedCall call, CallCounter counter, boolean calledOnNull, int capacity) {
    this.call = call;
    this.counter = counter;
    this.calledOnNull = calledOnNull;
    this.results = new Object[capacity];
    this.rows = new UdfBatch(capacity);
  }

  @Override
  public void clear() {
    Arrays.fill(results, 0, done, null);
    if (base == 0) {
      rows.clear();
    } else {
      rows = new UdfBatch(results.length);
    }
    base = 0;
    done = 0;
    failure = null;
  }

  @Override
  public int add(@Nullable Object[] arguments) {
    if (!calledOnNull && TypedFunction.hasNull(arguments)) {
      rows.add(null);
      return 0;
    }
    byte[] input = call.encoded(counter, arguments);
    rows.add(input);
    return input.length;
  }

  @Override
  public void call() {
    call.call(counter, rows);
    try {
      while (done < base + rows.done()) {
        Object answer = rows.result(done - base);
        results[done] = answer == null ? null : call.decoded(counter, answer);
        done++;
      }
      failure = rows.failure();
    } catch (UdfException refused) {
      failure = refused;
    }
  }

  @Override
  public void resume(int row) {
    if (failure != null || done == size()) {
      return;
    }
    Arrays.fill(results, 0, row, null);
    rows = rows.rest(done - base);
    base = done;
    call();
  }

  @Override
  public int size() {
    return base + rows.size();
  }

  @Override
  public int done() {
    return done;
  }

  @Override
  public @Nullable Object result(int row) {
    return results[row];
  }

  @Override
  public @Nullable UdfException failure() {
    return failure;
  }
}
