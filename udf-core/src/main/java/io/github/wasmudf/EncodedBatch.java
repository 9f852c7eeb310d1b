package io.github.wasmudf;

import io.github.wasmudf.catalog.ErrorRule;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Rows whose values travel as bytes. */
final class EncodedBatch implements TypedBatch {
  private final EncodedCall call;
  private final CallCounter counter;
  private final ErrorRule errors;
  private final boolean calledOnNull;
  private final @Nullable Object[] results;
  private UdfBatch rows;

  /** The number of the row that is the first of {@link #rows}. */
  private int base;

  private int done;

  /** How long the results are that were taken out of {@link #rows} since somebody read. */
  private long waiting;

  private @Nullable UdfException failure;

  EncodedBatch(
      EncodedCall call, CallCounter counter, ErrorRule errors, boolean calledOnNull, int capacity) {
    this.errors = errors;
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
    waiting = 0;
    failure = null;
  }

  @Override
  public int add(@Nullable Object[] arguments) {
    if (!calledOnNull && TypedFunction.hasNull(arguments)) {
      rows.add(null);
      return 0;
    }
    try {
      byte[] input = call.encoded(counter, arguments);
      rows.add(input);
      return input.length;
    } catch (UdfException refused) {
      if (!errors.forgives(refused)) {
        throw refused;
      }
      rows.add(null);
      return 0;
    }
  }

  @Override
  public void call() {
    while (failure == null) {
      call.call(counter, rows);
      takeAnswers();
      UdfException failed = rows.failure();
      if (failure != null || failed == null) {
        return;
      }
      int due = rows.done();
      if (!errors.forgives(failed)) {
        failure = shown(failed, due);
        return;
      }
      done++;
      waiting += rows.resultBytes();
      rows = rows.rest(due + 1);
      base = done;
      if (UdfBatch.isMuch(waiting)) {
        return;
      }
    }
  }

  private void takeAnswers() {
    while (done < base + rows.done()) {
      Object answer = rows.result(done - base);
      try {
        results[done] = answer == null ? null : call.decoded(counter, answer);
      } catch (UdfException refused) {
        if (!errors.forgives(refused)) {
          failure = shown(refused, done - base);
          return;
        }
      }
      done++;
    }
  }

  private UdfException shown(UdfException failed, int row) {
    byte[] input = rows.input(row);
    return input == null ? failed : call.shown(failed, input);
  }

  @Override
  public void resume(int row) {
    if (failure != null || done == size()) {
      return;
    }
    Arrays.fill(results, 0, row, null);
    waiting = 0;
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
