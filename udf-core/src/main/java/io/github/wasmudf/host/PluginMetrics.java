package io.github.wasmudf.host;

/**
 * Takes the numbers that a plugin submits about itself. Called on the plugin's thread; never waits.
 */
@FunctionalInterface
public interface PluginMetrics {
  /** The longest name, in characters. */
  int MOST_NAME_CHARS = 256;

  /**
   * Takes one.
   *
   * @param metric its name, not longer than {@link #MOST_NAME_CHARS}
   * @param value NaN for one that is only counted
   */
  void submit(String metric, double value);
}
