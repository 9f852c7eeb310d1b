package io.github.wasmudf.conformance.faults;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** How long operations of each kind took, and how they ended; in steps of six percent. */
final class Latencies {
  private static final double STEP = Math.log(1.06);
  private static final int BUCKETS = 500;

  private final Map<String, Kind> kinds = new TreeMap<>();

  private static final class Kind {
    final long[] buckets = new long[BUCKETS];
    final Map<String, Long> outcomes = new TreeMap<>();
    long count;
  }

  synchronized void add(String kind, String outcome, long nanos) {
    Kind of = kinds.computeIfAbsent(kind, name -> new Kind());
    of.buckets[(int) Math.min(BUCKETS - 1, Math.log(Math.max(1, nanos / 1000.0)) / STEP)]++;
    of.outcomes.merge(outcome, 1L, Long::sum);
    of.count++;
  }

  /** How many there were of a kind. */
  synchronized long count(String kind) {
    Kind of = kinds.get(kind);
    return of == null ? 0 : of.count;
  }

  private static double millis(Kind kind, double quantile) {
    long left = (long) Math.ceil(kind.count * quantile);
    int bucket = 0;
    while (bucket < BUCKETS - 1 && left > kind.buckets[bucket]) {
      left -= kind.buckets[bucket];
      bucket++;
    }
    return Math.exp((bucket + 1) * STEP) / 1000;
  }

  /** A line for each kind. */
  synchronized String table() {
    StringBuilder table =
        new StringBuilder("operation        calls    p50 ms    p99 ms  outcomes\n");
    kinds.forEach(
        (name, kind) ->
            table.append(
                String.format(
                    Locale.ROOT,
                    "%-12s %9d %9.2f %9.2f  %s%n",
                    name,
                    kind.count,
                    millis(kind, 0.5),
                    millis(kind, 0.99),
                    kind.outcomes)));
    return table.toString();
  }
}
