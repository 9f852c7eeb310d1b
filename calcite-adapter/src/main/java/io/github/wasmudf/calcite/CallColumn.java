package io.github.wasmudf.calcite;

import io.github.wasmudf.RuntimePolicy;
import io.github.wasmudf.UdfException;
import org.apache.calcite.DataContext;
import org.jspecify.annotations.Nullable;

/** One call for the rows of a batch: inputs first, then results. */
interface CallColumn {
  /** What is the same for all executions of a plan. */
  interface Planned {
    /** The call in one of them. */
    CallColumn in(RunningStatement statement, DataContext root);
  }

  /** A plugin that is called, as far as the order of its calls goes. */
  @FunctionalInterface
  interface Caller {
    /** Whether the order does not count, because nothing that can be seen is kept between calls. */
    boolean isRepeatable(RunningStatement statement, DataContext root);
  }

  /** One row of the input. */
  @FunctionalInterface
  interface Row {
    @Nullable Object column(int index);
  }

  /** Forgets all rows, and makes room for so many. */
  void begin(int rows);

  /**
   * Adds a row; answers how many bytes it has.
   *
   * @throws UdfException for a value that has none
   */
  int add(Row row, RuntimePolicy policy);

  /**
   * Makes the calls; answers why the row {@link #failed} has no result, or null if all have one.
   */
  @Nullable UdfException run();

  /**
   * Forgets the rows before one, which were read, and calls that and those behind it, unless it has
   * its result.
   */
  @Nullable UdfException resume(int row);

  /** The first row without a result, where {@link #run} said why. */
  int failed();

  /** How many rows have their result, where none has failed; the results of the others wait. */
  int done();

  /** What the plugin answered, as generated code has it. */
  @Nullable Object result(int row);

  /** How long a result is, in bytes or characters; nothing if it is short. */
  static int length(@Nullable Object value) {
    if (value instanceof String text) {
      return text.length();
    }
    if (value instanceof org.apache.calcite.avatica.util.ByteString bytes) {
      return bytes.length();
    }
    return value instanceof byte[] array ? array.length : 0;
  }
}
