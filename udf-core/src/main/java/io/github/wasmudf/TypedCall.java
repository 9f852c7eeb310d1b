package io.github.wasmudf;

import org.jspecify.annotations.Nullable;

/** How the values of one row get to a plugin, and its answer back. Used by one thread. */
sealed interface TypedCall permits EncodedCall, NumericCall {
  /**
   * One row.
   *
   * @param counter counts it
   * @param arguments as many as the signature has, each null or of its type's class
   * @return of the result type's class, or null for NULL
   */
  @Nullable Object call(CallCounter counter, @Nullable Object[] arguments);

  /** Room for rows that are called together, which the counter counts. */
  TypedBatch batch(CallCounter counter, boolean calledOnNull, int capacity);
}
