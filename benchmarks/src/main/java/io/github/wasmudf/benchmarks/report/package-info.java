/**
 * Writes what runs have measured as pages and plots. Called by {@code harness}; measures nothing.
 */
@NullMarked
package io.github.wasmudf.benchmarks.report;

import org.jspecify.annotations.NullMarked;
