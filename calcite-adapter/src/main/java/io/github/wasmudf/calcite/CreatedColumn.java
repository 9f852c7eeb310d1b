package io.github.wasmudf.calcite;

import io.github.wasmudf.RuntimePolicy;
import io.github.wasmudf.TypedBatch;
import io.github.wasmudf.UdfException;
import java.util.Arrays;
import org.apache.calcite.DataContext;
import org.jspecify.annotations.Nullable;

/** A call of a created function on columns. */
final class CreatedColumn implements CallColumn {
  /**
   * A call for each row.
   *
   * @param inputs the columns that are its arguments
   * @param number of the {@link CreatedFunctionCall}
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Planned(int[] inputs, int number) implements CallColumn.Planned {
    @Override
    public CallColumn in(RunningStatement statement, DataContext root) {
      return new CreatedColumn(statement, this);
    }
  }

  private final RunningStatement statement;
  private final int[] inputs;
  private final int number;
  private final @Nullable Object[] arguments;
  private @Nullable Object[] results = new Object[0];
  private @Nullable BoundFunction function;
  private @Nullable TypedBatch batch;
  private int capacity;
  private int done;

  private CreatedColumn(RunningStatement statement, Planned call) {
    this.statement = statement;
    this.inputs = call.inputs();
    this.number = call.number();
    this.arguments = new Object[inputs.length];
  }

  private BoundFunction bound() {
    BoundFunction present = function;
    if (present == null) {
      present = statement.bound(number);
      function = present;
    }
    return present;
  }

  @Override
  public void begin(int rows) {
    if (batch != null && rows <= capacity) {
      Arrays.fill(results, 0, done, null);
      batch.clear();
    } else {
      capacity = rows;
      results = new Object[rows];
      batch = bound().batch(rows);
    }
    done = 0;
  }

  @Override
  public int add(Row row, RuntimePolicy policy) {
    for (int i = 0; i < inputs.length; i++) {
      arguments[i] = row.column(inputs[i]);
    }
    return bound().add(rows(), arguments);
  }

  private TypedBatch rows() {
    if (batch == null) {
      throw new IllegalStateException("begin comes first");
    }
    return batch;
  }

  @Override
  public @Nullable UdfException run() {
    try {
      statement.call(rows());
      return answered();
    } catch (UdfException ended) {
      return ended;
    }
  }

  @Override
  public @Nullable UdfException resume(int row) {
    if (done > row) {
      return null;
    }
    Arrays.fill(results, 0, row, null);
    try {
      statement.resume(rows(), row);
      return answered();
    } catch (UdfException ended) {
      return ended;
    }
  }

  /** Takes what the plugin answered as far as it is a value here. */
  private @Nullable UdfException answered() {
    TypedBatch rows = rows();
    while (done < rows.done()) {
      results[done] = bound().value(rows.result(done));
      done++;
    }
    return rows.failure();
  }

  @Override
  public int failed() {
    return done;
  }

  @Override
  public int done() {
    return done < rows().size() ? done : Integer.MAX_VALUE;
  }

  @Override
  public @Nullable Object result(int row) {
    return results[row];
  }
}
