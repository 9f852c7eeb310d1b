/**
 * The algorithms of plugins in plain Java, without the JDK's intrinsics: what a guest is measured
 * against. Used by benchmarks; knows no engine and no database.
 */
@NullMarked
package io.github.wasmudf.benchmarks.twins;

import org.jspecify.annotations.NullMarked;
