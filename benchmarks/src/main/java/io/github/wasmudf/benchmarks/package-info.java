/**
 * JMH benchmarks, one class per question. Each says what it measures and what it leaves out, holds
 * its baselines, so that every figure is a ratio of one run, and refuses to measure an answer that
 * is not its twin's. Run by {@code harness}; talks to the product through SQL and its public API.
 */
package io.github.wasmudf.benchmarks;
