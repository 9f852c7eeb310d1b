package io.github.wasmudf;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a row of a query becomes the input of a plugin: one column as its text or its bytes, several
 * as a JSON array with an element for each. Used by one thread.
 */
public final class RowInput {
  private final boolean isOne;
  private final ArgumentEncoder encoder;

  private RowInput(boolean isOne, ArgumentEncoder encoder) {
    this.isOne = isOne;
    this.encoder = encoder;
  }

  /**
   * For rows of some columns.
   *
   * @param columns one alone is a text or binary
   */
  public static RowInput of(List<Column> columns) {
    boolean isOne = columns.size() == 1;
    return new RowInput(
        isOne,
        isOne
            ? ArgumentEncoder.ofBare(columns.get(0))
            : new ArgumentEncoder.JsonRow(columns, false));
  }

  /** Whether a row is no input: NULL alone is none, and among others it is one. */
  public boolean isMissing(@Nullable Object[] row) {
    return isOne && row[0] == null;
  }

  /**
   * The input for a row that is not missing.
   *
   * @param row an object of its type's class, or null, for each column; not changed
   * @throws UdfException {@code INVALID_TEXT} or {@code BAD_RESULT}, naming the column that has no
   *     form for a plugin
   */
  public byte[] bytes(@Nullable Object[] row) {
    return encoder.encode(row);
  }
}
