package io.github.wasmudf;

import java.time.Instant;

/**
 * What a plugin submitted under one name, for one user.
 *
 * @param submitted how often
 * @param numbers how many of them had a value; the values below mean nothing where none had
 * @param latest the last of them
 * @param total their sum
 */
public record PluginMetric(
    String plugin,
    String user,
    String metric,
    long submitted,
    long numbers,
    double latest,
    double total,
    double smallest,
    double largest,
    Instant submittedAt) {
  /** Whether any had a value. */
  public boolean hasValues() {
    return numbers > 0;
  }

  /** With another one. */
  PluginMetric plus(double value, Instant at) {
    return Double.isNaN(value)
        ? new PluginMetric(
            plugin, user, metric, submitted + 1, numbers, latest, total, smallest, largest, at)
        : new PluginMetric(
            plugin,
            user,
            metric,
            submitted + 1,
            numbers + 1,
            value,
            total + value,
            numbers == 0 ? value : Math.min(smallest, value),
            numbers == 0 ? value : Math.max(largest, value),
            at);
  }
}
