package io.github.wasmudf.benchmarks.harness;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a figure is about.
 *
 * @param suite the benchmark
 * @param parameters its parameters by name, the subject among them
 * @param unit of its figures: {@code ns}, {@code ms} or {@code bytes}
 */
public record Key(String suite, SortedMap<String, String> parameters, String unit) {
  /** The parameter that tells baselines and what is measured against them apart. */
  public static final String SUBJECT = "subject";

  /** The parameter that tells several figures of one measurement apart. */
  public static final String WHAT = "what";

  /** Takes a copy. */
  public Key {
    parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
  }

  static Key of(String suite, String unit, Map<String, String> parameters) {
    return new Key(suite, new TreeMap<>(parameters), unit);
  }

  /** For a line of progress. */
  String label() {
    return suite + " " + String.join(" ", parameters.values());
  }
}
