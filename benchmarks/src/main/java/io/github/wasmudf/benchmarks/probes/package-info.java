/**
 * Programs that measure what happens once in a JVM, or what a JVM holds. Started by {@code
 * harness}, each in a JVM of its own; they talk SQL.
 */
@NullMarked
package io.github.wasmudf.benchmarks.probes;

import org.jspecify.annotations.NullMarked;
