/**
 * Runs the benchmarks: which, in what order, on what machine; keeps what they say as JSON. Called
 * from the command line only; knows nothing of what a benchmark does.
 */
@NullMarked
package io.github.wasmudf.benchmarks.harness;

import org.jspecify.annotations.NullMarked;
