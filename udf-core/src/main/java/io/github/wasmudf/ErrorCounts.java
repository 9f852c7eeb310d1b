package io.github.wasmudf;

import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/** How often what went wrong. Immutable, but for those that a counter of its own still fills. */
public final class ErrorCounts {
  /** Of nothing. */
  static final ErrorCounts NONE = empty();

  private final Map<UdfError, Long> counts;

  private ErrorCounts(Map<UdfError, Long> counts) {
    this.counts = counts;
  }

  /** One to fill. */
  static ErrorCounts empty() {
    return new ErrorCounts(new EnumMap<>(UdfError.class));
  }

  /** Once more; only of one that is {@link #empty}'s. */
  void add(UdfError error) {
    counts.merge(error, 1L, Long::sum);
  }

  /** What it is now, as it will stay. */
  ErrorCounts copy() {
    return NONE.plus(this);
  }

  ErrorCounts plus(ErrorCounts more) {
    ErrorCounts sum = empty();
    sum.counts.putAll(counts);
    more.counts.forEach((error, count) -> sum.counts.merge(error, count, Long::sum));
    return sum;
  }

  /** SQLSTATEs with their numbers, as {@code "38W01: 2, 38W03: 1"}; empty where there are none. */
  @Override
  public String toString() {
    return counts.entrySet().stream()
        .map(each -> each.getKey().sqlState() + ": " + each.getValue())
        .sorted()
        .collect(Collectors.joining(", "));
  }
}
