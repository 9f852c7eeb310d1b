package io.github.wasmudf;

import org.jspecify.annotations.Nullable;

/** How the values of a call get to a created table function. Used by one thread. */
sealed interface RowsCall permits EncodedRowsCall, NumericRowsCall {
  /**
   * The rows of one call.
   *
   * @param arguments as many as the signature has, each of its type's class, none of them null
   */
  UdfRows rows(@Nullable Object[] arguments);

  /** Counts the calls and their rows. */
  CallCounter counter();
}
