package io.github.wasmudf.benchmarks.harness;

import java.io.IOException;
import java.util.Map;

/** Something that can be measured in a JVM of its own. */
sealed interface Measurement permits JmhCase, Probe {
  /** For a line of progress. */
  String label();

  /**
   * Measures once.
   *
   * @return what was measured; more than one thing for a probe
   * @throws MeasurementException when it fails
   */
  Map<Key, Round> run(Fork fork) throws IOException;
}
