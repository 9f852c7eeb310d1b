package io.github.wasmudf.calcite;

import io.github.wasmudf.RuntimePolicy;
import io.github.wasmudf.UdfBatch;
import io.github.wasmudf.UdfException;
import org.apache.calcite.DataContext;
import org.apache.calcite.avatica.util.ByteString;
import org.jspecify.annotations.Nullable;

/** One call of a plugin for the rows of a batch: inputs first, then results. */
final class CallColumn {
  private final RunningStatement statement;
  private final int input;
  private final @Nullable String plugin;
  private final @Nullable String parameters;
  private final boolean text;
  private UdfBatch batch = new UdfBatch(1);
  private int capacity = 1;

  /** The first row that is to be called, or -1. */
  private int firstDue = -1;

  private int failed;

  /** The row that is the batch's first. */
  private int base;

  CallColumn(RunningStatement statement, DataContext root, BatchedRows.Call call) {
    this.statement = statement;
    this.input = call.input();
    this.plugin = call.name().in(root);
    this.parameters = call.parameters().in(root);
    this.text = call.text();
  }

  /** Which column the inputs are of. */
  int input() {
    return input;
  }

  /** Forgets all rows, and makes room for so many. */
  void begin(int rows) {
    if (rows > capacity) {
      batch = new UdfBatch(rows);
      capacity = rows;
    } else {
      batch.clear();
    }
    firstDue = -1;
    base = 0;
  }

  /**
   * Forgets the rows before one, which were read, and calls that and those behind it, unless it has
   * its result.
   */
  @Nullable UdfException resume(int row) {
    if (done() > row) {
      return null;
    }
    batch = batch.rest(row - base);
    capacity = batch.size();
    base = row;
    return run();
  }

  /** How many rows have their result, where none has failed; the results of the others wait. */
  int done() {
    return plugin == null || firstDue < 0 ? Integer.MAX_VALUE : base + batch.done();
  }

  /**
   * Adds a row; answers how many bytes it has.
   *
   * @throws UdfException for a value that has none
   */
  int add(@Nullable Object value, RuntimePolicy policy) {
    if (value == null || plugin == null) {
      batch.add(null);
      return 0;
    }
    byte[] bytes = bytes(plugin, value, policy);
    if (firstDue < 0) {
      firstDue = batch.size();
    }
    batch.add(bytes);
    return bytes.length;
  }

  private byte[] bytes(String name, Object value, RuntimePolicy policy) {
    try {
      return value instanceof String string
          ? SqlValues.bytes(string)
          : SqlValues.bytes(value, policy);
    } catch (UdfException unusable) {
      throw unusable.about(statement.plugin(name).label());
    }
  }

  /**
   * Makes the calls; answers why the row {@link #failed} has no result, or null if all have one.
   */
  @Nullable UdfException run() {
    if (plugin == null || firstDue < 0) {
      return null;
    }
    try {
      if (text) {
        statement.texts(plugin, batch, parameters);
      } else {
        statement.binaries(plugin, batch, parameters);
      }
      failed = base + batch.done();
      return batch.failure();
    } catch (UdfException unusable) {
      failed = Math.max(firstDue, base);
      return unusable;
    }
  }

  /** The first row without a result, where {@link #run} said why. */
  int failed() {
    return failed;
  }

  /** How long the results of the first rows are together, in bytes or characters. */
  long resultLength(int rows) {
    long length = 0;
    for (int row = base; row < rows; row++) {
      Object result = batch.result(row - base);
      if (result instanceof String string) {
        length += string.length();
      } else if (result != null) {
        length += ((byte[]) result).length;
      }
    }
    return length;
  }

  /** What the plugin answered: a String or a ByteString. */
  @Nullable Object result(int row) {
    Object result = batch.result(row - base);
    return text || result == null ? result : new ByteString((byte[]) result);
  }
}
