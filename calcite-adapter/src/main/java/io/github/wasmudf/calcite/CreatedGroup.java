package io.github.wasmudf.calcite;

import io.github.wasmudf.TypedState;
import org.apache.calcite.DataContext;
import org.jspecify.annotations.Nullable;

/**
 * One group of rows on its way through a created aggregate. Code that Calcite generates makes
 * these; applications use SQL ({@code SELECT approx_count_distinct_of(x)}).
 */
public final class CreatedGroup {
  private final DataContext root;
  private final int number;
  private @Nullable RunningStatement statement;
  private @Nullable BoundAggregate aggregate;
  private @Nullable TypedState state;

  /**
   * A group without rows.
   *
   * @param number of the {@link CreatedFunctionCall}
   */
  public CreatedGroup(DataContext root, int number) {
    this.root = root;
    this.number = number;
  }

  /**
   * One row.
   *
   * @param values as generated code has them; changed
   */
  public void add(@Nullable Object[] values) {
    try {
      RunningStatement running = statement();
      synchronized (running.session()) {
        TypedState group = state(running);
        bound(running).add(group, values);
      }
    } catch (RuntimeException | Error failed) {
      throw SqlErrors.raise(failed);
    }
  }

  /** What the group came to, as generated code has it. */
  public @Nullable Object result() {
    try {
      RunningStatement running = statement();
      synchronized (running.session()) {
        TypedState group = state(running);
        return bound(running).result(group);
      }
    } catch (RuntimeException | Error failed) {
      throw SqlErrors.raise(failed);
    }
  }

  private RunningStatement statement() {
    RunningStatement known = statement;
    if (known == null) {
      known = RunningStatements.of(root);
      statement = known;
    }
    return known;
  }

  private TypedState state(RunningStatement running) {
    running.goesOn();
    TypedState present = state;
    if (present == null) {
      present = bound(running).open(running);
      state = present;
    }
    return present;
  }

  private BoundAggregate bound(RunningStatement running) {
    BoundAggregate bound = aggregate;
    if (bound == null) {
      bound = running.createdAggregate(number);
      aggregate = bound;
    }
    return bound;
  }
}
