package io.github.wasmudf;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an export of numbers has answered: one row, or none. Holds nothing of the plugin. */
final class NumericRow implements UdfRows {
  private final List<Column> columns;
  private final CallCounter counter;
  private @Nullable Object @Nullable [] row;

  /**
   * A row that is there already.
   *
   * @param counter counts it when it is read
   * @param row given up by the caller; null for none
   */
  NumericRow(List<Column> columns, CallCounter counter, @Nullable Object @Nullable [] row) {
    this.columns = columns;
    this.counter = counter;
    this.row = row;
  }

  @Override
  public List<Column> columns() {
    return columns;
  }

  @Override
  public @Nullable Object @Nullable [] next() {
    @Nullable Object[] read = row;
    row = null;
    if (read != null) {
      counter.row();
    }
    return read;
  }

  @Override
  public void close() {
    row = null;
  }
}
