package io.github.wasmudf;

import org.jspecify.annotations.Nullable;

/**
 * Rows of a created function that are called together, in order; made by {@link
 * TypedFunction#batch}, used again after {@link #clear}, by the session's one thread.
 *
 * <pre>{@code
 * batch.clear();
 * for each row: batch.add(its arguments)
 * batch.call();
 * read batch.result(0 .. batch.done()), and batch.failure()
 * }</pre>
 *
 * <p>A row that fails ends the calling, as in {@link UdfBatch}: the rows before it have their
 * results. So does a row behind which the results are large together; {@link #resume} goes on.
 */
public sealed interface TypedBatch permits EncodedBatch, NumericBatch {
  /** Forgets all rows. */
  void clear();

  /**
   * Adds a row; there has to be room for it.
   *
   * @param arguments as of {@link TypedFunction#call}: not changed, not kept
   * @return how many bytes they are on their way
   * @throws UdfException for a value that has no form for a plugin; then the row is not there
   */
  int add(@Nullable Object[] arguments);

  /** Calls the rows that are not done; never throws for a row. */
  void call();

  /**
   * Forgets the results of the rows before one, which were read, and calls those from it on that
   * are not done. Rows keep their numbers.
   *
   * @param row at most {@link #done}
   */
  void resume(int row);

  /** How many rows were added. */
  int size();

  /** How many rows have their result: all those before this one. */
  int done();

  /** The result of a row before {@link #done}, of the result type's class, or null for NULL. */
  @Nullable Object result(int row);

  /** Why the row {@link #done} has none, or null where none failed. */
  @Nullable UdfException failure();
}
