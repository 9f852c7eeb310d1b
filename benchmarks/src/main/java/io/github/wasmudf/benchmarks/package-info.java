/** JMH benchmarks. Each class says what it measures and what it leaves out. */
package io.github.wasmudf.benchmarks;
