package io.github.wasmudf;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one call, read one by one. Used by one thread at a time, that of the session; closed
 * by whoever asked for them, if they have not ended.
 */
public sealed interface UdfRows extends AutoCloseable permits JsonRows, NumericRow {
  /** The columns of every row. */
  List<Column> columns();

  /**
   * The next row.
   *
   * @return an array of its own with one object per column, of the column type's {@linkplain
   *     SqlType.Kind#javaClass class} or null; or null after the last row
   * @throws UdfException why there is none; there are no more rows behind it
   */
  @Nullable Object @Nullable [] next();

  /**
   * No more rows are needed; harmless when called again.
   *
   * @throws UdfException {@code CANCELLED} only
   */
  @Override
  void close();
}
