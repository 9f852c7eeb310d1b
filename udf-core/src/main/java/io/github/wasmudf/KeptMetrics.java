package io.github.wasmudf;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What plugins submit, by plugin, user and name; what nobody has submitted for the longest time
 * makes room for what is new. Thread-safe.
 */
final class KeptMetrics {
  private static final int MAX_ENTRIES = 10_000;
  private static final int FIRST_ENTRIES = 16;
  private static final float LOAD = 0.75f;

  private record Key(String plugin, String user, String metric) {}

  private final Map<Key, PluginMetric> metrics = new LinkedHashMap<>(FIRST_ENTRIES, LOAD, true);

  synchronized void add(String plugin, String user, String metric, double value) {
    Key key = new Key(plugin, user, metric);
    PluginMetric before = metrics.get(key);
    Instant now = Instant.now();
    PluginMetric known =
        before == null ? new PluginMetric(plugin, user, metric, 0, 0, 0, 0, 0, 0, now) : before;
    metrics.put(key, known.plus(value, now));
    if (metrics.size() > MAX_ENTRIES) {
      var oldest = metrics.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  synchronized List<PluginMetric> all() {
    return List.copyOf(metrics.values());
  }
}
