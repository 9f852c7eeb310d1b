package io.github.wasmudf.benchmarks.report;

/**
 * One of the figures that a goal is judged by.
 *
 * @param what it is about
 * @param value not a number where it was not measured
 * @param madeOf the figures that it comes of, in words
 */
record Case(String what, double value, String madeOf) {}
