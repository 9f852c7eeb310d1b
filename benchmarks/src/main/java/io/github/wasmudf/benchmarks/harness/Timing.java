package io.github.wasmudf.benchmarks.harness;

/**
 * How long one fork of a benchmark runs.
 *
 * @param warmups iterations that are not counted
 * @param warmupMillis how long each of them takes
 * @param measurements iterations that are counted
 * @param measurementMillis how long each of them takes
 */
record Timing(int warmups, int warmupMillis, int measurements, int measurementMillis) {}
