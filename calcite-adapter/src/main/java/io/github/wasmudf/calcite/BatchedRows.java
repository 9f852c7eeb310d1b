package io.github.wasmudf.calcite;

import io.github.wasmudf.BatchSize;
import io.github.wasmudf.RuntimePolicy;
import io.github.wasmudf.UdfError;
import io.github.wasmudf.UdfException;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.AbstractEnumerable;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;
import org.jspecify.annotations.Nullable;

/**
 * Rows with what plugins answer for them, called many at a time. Whoever reads them cannot tell:
 * the order is that of the input, and a failure, of a plugin or of the input, is thrown when its
 * row is reached, after all rows before it.
 *
 * <p>Batches are as long as {@link BatchSize} says.
 */
final class BatchedRows implements Enumerator<@Nullable Object> {
  /**
   * What is the same for all executions.
   *
   * @param bare whether a row of the input is its one column, not an array of them
   * @param callers whom the calculation calls that these calls are a part of
   * @param sources of each column that is answered: a column's index, or a call's with all bits
   *     turned
   */
  record Plan(
      boolean bare,
      List<Integer> sources,
      List<CallColumn.Planned> calls,
      List<CallColumn.Caller> callers,
      @Nullable Demand asked,
      @Nullable Demand asking) {}

  /** The rows of a plan that is being executed. */
  static Enumerable<@Nullable Object> of(
      DataContext root, Plan plan, Enumerable<@Nullable Object> input) {
    return new AbstractEnumerable<@Nullable Object>() {
      @Override
      public Enumerator<@Nullable Object> enumerator() {
        return new BatchedRows(RunningStatements.of(root), root, plan, input);
      }
    };
  }

  private final RuntimePolicy policy;
  private final boolean bare;
  private final int[] sources;
  private final CallColumn[] calls;
  private final LongSupplier asked;
  private final Enumerator<@Nullable Object> input;

  private @Nullable Object[] rows = new Object[1];
  private final BatchSize size = new BatchSize();
  private final BooleanSupplier isRepeatable;

  /** Rows at a time; 0 until somebody asks. */
  private int most;

  private int wanted;
  private int read;

  /** Where the reader is in the batch. */
  private int at;

  /** How many rows of the batch have all their results; those behind wait, or have failed. */
  private int ready;

  /** Whether the reader is at a row that begins a batch, which nobody has looked at yet. */
  private boolean isDue;

  private boolean ended;
  private @Nullable Throwable failure;

  /** Whether there is no row that failed: the input could not say whether it has another. */
  private boolean failsToMove;

  private @Nullable Object current;

  /** The row of the input that calls are given. */
  private @Nullable Object given;

  private final CallColumn.Row givenRow = index -> column(given, index);

  private BatchedRows(
      RunningStatement statement,
      DataContext root,
      Plan plan,
      Enumerable<@Nullable Object> enumerable) {
    this.policy = statement.session().policy();
    this.bare = plan.bare();
    this.sources = plan.sources().stream().mapToInt(source -> source).toArray();
    this.calls =
        plan.calls().stream().map(call -> call.in(statement, root)).toArray(CallColumn[]::new);
    this.isRepeatable =
        () -> plan.callers().stream().allMatch(each -> each.isRepeatable(statement, root));
    this.asked = statement.demand(plan.asked());
    statement.offer(plan.asking(), () -> wanted - read);
    this.input = enumerable.enumerator();
  }

  /** Calls nothing: as in Calcite's own code, a row is calculated when it is looked at. */
  @Override
  public boolean moveNext() {
    if (!isDue && at + 1 == ready && ready < read) {
      int from = ready;
      call(call -> call.resume(from));
    }
    if (!isDue && at + 1 < ready) {
      at++;
      current = answered(at);
      return true;
    }
    if (failure != null) {
      if (failsToMove || at == ready) {
        throw raised(failure);
      }
      at = ready;
      return true;
    }
    isDue = !ended && input.moveNext();
    ended = !isDue;
    return isDue;
  }

  @Override
  public @Nullable Object current() {
    if (isDue) {
      isDue = false;
      takeBatch();
    }
    if (failure != null && at == ready) {
      throw raised(failure);
    }
    return current;
  }

  private @Nullable Object answered(int row) {
    if (sources.length == 1) {
      return value(row, sources[0]);
    }
    @Nullable Object[] values = new Object[sources.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(row, sources[i]);
    }
    return values;
  }

  private @Nullable Object value(int row, int source) {
    return source < 0 ? calls[~source].result(row) : column(rows[row], source);
  }

  private @Nullable Object column(@Nullable Object row, int index) {
    return bare || row == null ? row : ((@Nullable Object[]) row)[index];
  }

  private void takeBatch() {
    wanted = (int) Math.min(Math.min(size.rows(), mostRows()), Math.max(asked.getAsLong(), 1));
    if (rows.length < wanted) {
      rows = new Object[wanted];
    }
    for (CallColumn call : calls) {
      call.begin(wanted);
    }
    read();
    at = 0;
    long began = System.nanoTime();
    call(CallColumn::run);
    if (ready > 0) {
      size.took(read, System.nanoTime() - began, resultLength());
      current = answered(0);
    }
  }

  /** One, if what a plugin keeps between its calls is its storage, so that their order counts. */
  private int mostRows() {
    if (most == 0) {
      most = isRepeatable.getAsBoolean() ? BatchSize.MOST_ROWS : 1;
    }
    return most;
  }

  private void read() {
    read = 0;
    long bytes = 0;
    try {
      do {
        @Nullable Object row = input.current();
        given = row;
        for (CallColumn call : calls) {
          bytes += call.add(givenRow, policy);
        }
        bytes += passedOn(row);
        rows[read++] = row;
      } while (read < wanted && !size.isFull(bytes) && moveInput());
    } catch (Throwable failed) { // Generated code throws SQLExceptions, too.
      failure = failed;
    }
  }

  /** What is kept of a row until it is read. */
  private long passedOn(@Nullable Object row) {
    long length = 0;
    for (int source : sources) {
      if (source >= 0) {
        length += CallColumn.length(column(row, source));
      }
    }
    return length;
  }

  private boolean moveInput() {
    failsToMove = true;
    ended = !input.moveNext();
    failsToMove = false;
    return !ended;
  }

  /** Makes calls for the rows that were read, and says how many of them are ready then. */
  private void call(Function<CallColumn, @Nullable UdfException> calling) {
    ready = read;
    try {
      for (CallColumn call : calls) {
        UdfException failed = calling.apply(call);
        if (failed == null) {
          ready = Math.min(ready, call.done());
        } else if (call.failed() < ready) {
          failure = failed;
          failsToMove = false;
          // Nobody waits for the rows of a statement that is to end.
          ready = failed.error() == UdfError.CANCELLED ? 0 : call.failed();
          read = ready;
        }
      }
    } catch (RuntimeException | Error unexpected) {
      failure = unexpected;
      failsToMove = true;
      ready = 0;
      read = 0;
      throw unexpected;
    }
  }

  private long resultLength() {
    long length = 0;
    for (CallColumn call : calls) {
      for (int row = 0; row < ready; row++) {
        length += CallColumn.length(call.result(row));
      }
    }
    return length;
  }

  private static RuntimeException raised(Throwable failure) {
    if (failure instanceof UdfException) {
      return SqlErrors.raise(failure);
    }
    throw BatchedRows.<RuntimeException>unchecked(failure);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> E unchecked(Throwable failed) throws E {
    throw (E) failed;
  }

  @Override
  public void reset() {
    input.reset();
    at = 0;
    ready = 0;
    isDue = false;
    ended = false;
    failure = null;
    failsToMove = false;
  }

  @Override
  public void close() {
    ready = 0;
    isDue = false;
    ended = true;
    current = null;
    rows = new Object[0];
    given = null;
    input.close();
  }
}
