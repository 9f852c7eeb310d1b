package io.github.wasmudf.calcite;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * A result that is a row: its fields as generated code has them, in order. Equal where the fields
 * are, and in the order of the first that differs, NULL behind all others. Immutable.
 */
final class RowValue extends AbstractList<@Nullable Object>
    implements Comparable<RowValue>, RandomAccess {
  private final @Nullable Object[] fields;

  /**
   * A row of fields.
   *
   * @param fields kept
   */
  RowValue(@Nullable Object[] fields) {
    this.fields = fields;
  }

  @Override
  public @Nullable Object get(int index) {
    return fields[index];
  }

  @Override
  public int size() {
    return fields.length;
  }

  @Override
  public int compareTo(RowValue other) {
    return compare(this, other);
  }

  private static int compare(List<?> one, List<?> other) {
    int common = Math.min(one.size(), other.size());
    for (int i = 0; i < common; i++) {
      int order = compare(one.get(i), other.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(one.size(), other.size());
  }

  /** All that a field can be has an order; arrays have that of their elements. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  private static int compare(@Nullable Object one, @Nullable Object other) {
    if (one == null || other == null) {
      return Boolean.compare(one == null, other == null);
    }
    return one instanceof List<?> list
        ? compare(list, (List<?>) other)
        : ((Comparable) one).compareTo(other);
  }
}
