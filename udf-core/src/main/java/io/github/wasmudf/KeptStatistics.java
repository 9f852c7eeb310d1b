package io.github.wasmudf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sums what sessions counted that have ended; forgets the oldest beyond a bound. Thread-safe. */
final class KeptStatistics {
  private static final int MAX_ENTRIES = 10_000;

  private final Map<CallStatistics, CallStatistics> sums = new LinkedHashMap<>();

  synchronized void add(List<CallStatistics> counted) {
    counted.forEach(each -> sums.merge(each.key(), each, CallStatistics::plus));
    var oldest = sums.keySet().iterator();
    for (int over = sums.size() - MAX_ENTRIES; over > 0; over--) {
      oldest.next();
      oldest.remove();
    }
  }

  /** The sums, with what is still being counted. */
  synchronized List<CallStatistics> with(List<CallStatistics> running) {
    Map<CallStatistics, CallStatistics> all = new LinkedHashMap<>(sums);
    running.forEach(each -> all.merge(each.key(), each, CallStatistics::plus));
    return new ArrayList<>(all.values());
  }
}
